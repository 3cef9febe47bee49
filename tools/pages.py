"""Writes the pages that others know best: errors and settings (the code), decisions (the files).

Usage: python -m tools.pages
"""

import dataclasses
import inspect
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, Union, get_args, get_origin, get_type_hints

from domicile.core.errors import DomicileError
from domicile.core.settings import Settings
from domicile.core.settings_file import variable
from domicile.core.site import Site
from domicile.markets.page import page, page_name
from domicile.markets.resolve import load_atlas
from tools.cli_page import cli_page
from tools.decision_page import decision_page
from tools.field_texts import field_texts
from tools.market_index import market_index
from tools.pack_format_page import pack_format_page
from tools.rules_page import rules_page

DOCS = Path(__file__).parents[1] / "docs"

GROUPS = {
    "D0": "Anything else",
    "D1": "Settings and packs",
    "D2": "Models on this device",
    "D3": "Partners",
    "D4": "Relay",
    "D5": "Verification",
    "D6": "Storage",
    "D7": "Privacy",
    "D8": "The request itself",
    "D9": "Servers and processes",
}

RETIRED: tuple[str, ...] = ()
"""Codes that no error carries any more; they are never given again."""

ERRORS_HEAD = """\
# Errors

Every error has a code, a message and a remedy. On the command line it ends with exit status 1 (with
status 2 where the command was used wrongly, 4 where something does not verify); over HTTP it comes
in OpenAI's shape. A message never holds text of the person's.

A refusal is not an error: it is an answer with reasons, exit status 3, and it has a receipt.

This page is made from `core/errors.py` and `policy/errors.py` by `make pages`.
"""

SETTINGS_HEAD = """\
# Settings

Settings are read from a file, then from the environment, then from flags; the last one wins. The
file is the first of: `--config FILE`, `$DOMICILE_CONFIG`, `./domicile.toml`, and
`domicile/domicile.toml` in the user's settings folder. Paths in it are relative to it. An unknown
key is an error that names the nearest one. `domicile config show --origin` tells where each value
came from.

Secrets never stand in settings: a site names a file that holds its key.

This page is made from `core/settings.py` and `core/site.py` by `make pages`.
"""

DECISIONS_HEAD = """\
# Decisions

One page each, dated, at most one screen: what was decided, why, and what it costs. A decision is
not edited later; a new one replaces it and both say so.

Write one when you change a name, flag, field or exit code of the outside, add a dependency, or
choose between two ways that a reasonable person could have chosen differently. The file is named
`YYYY-MM-DD-what-was-decided.md`; `make pages` lists it here.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One key of the settings file."""

    key: str
    """Dotted, such as ``operator.name``."""

    kind: str
    """What it takes, in words."""

    default: str
    """Its default as TOML, or an empty string where it must be given."""

    text: str
    """What it does."""


def all_errors() -> list[type[DomicileError]]:
    """Return every error class by code."""
    found, queue = [], [DomicileError]
    while queue:
        error = queue.pop()
        found.append(error)
        queue += error.__subclasses__()
    return sorted(found, key=lambda error: error.code)


def errors_page() -> str:
    """Write ``errors.md``."""
    parts = [ERRORS_HEAD]
    errors = all_errors()
    for prefix, title in GROUPS.items():
        group = [error for error in errors if error.code.startswith(prefix)]
        if group:
            parts.append(f"## {title}\n")
        parts += [
            f"### {error.code}\n\n`{error.__name__}`: {_first_paragraph(error)}\n\n"
            f"**How to resolve:** {error.remedy}\n"
            for error in group
        ]
    if RETIRED:
        parts.append("## Retired\n\n" + ", ".join(RETIRED) + "\n")
    return "\n".join(parts)


def settings_page() -> str:
    """Write ``settings.md``."""
    parts = [SETTINGS_HEAD, "## Everywhere\n"]
    parts += [_entry(setting, variable(setting.key)) for setting in settings_of(Settings)]
    parts.append("## Sites\n\nEach partner site is one `[[sites]]` table.\n")
    parts += [_entry(setting, "") for setting in settings_of(Site, "sites.")]
    return "\n".join(parts)


def decisions_page() -> str:
    """Write ``index.md`` of the decisions, newest first."""
    records = sorted((DOCS / "decisions").glob("2*.md"), key=lambda path: path.name[10:])
    records.sort(key=lambda path: path.name[:10], reverse=True)
    return (
        DECISIONS_HEAD
        + "".join(f"\n- {path.name[:10]} [{_title(path)}]({path.name})" for path in records)
        + "\n"
    )


def _title(page: Path) -> str:
    return page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")


def settings_of(owner: type, prefix: str = "") -> Iterator[Setting]:
    """Walk over the keys that ``owner`` holds, nested tables included."""
    hints, texts = get_type_hints(owner), field_texts(owner)
    for field in dataclasses.fields(owner):
        hint, key = hints[field.name], prefix + field.name
        table = _table(hint)
        if table is Site:
            continue
        if table is not None:
            by_name = "NAME." if get_origin(hint) else ""
            yield from settings_of(table, f"{key}.{by_name}")
            continue
        yield Setting(key=key, kind=_kind(hint), default=_default(field), text=texts[field.name])


def _entry(setting: Setting, name: str) -> str:
    facts = [setting.kind, f"default `{setting.default}`" if setting.default else "required"]
    facts += [f"`{name}`"] if name else []
    return f"### {setting.key}\n\n{setting.text}\n\n{'; '.join(facts)}\n"


def _first_paragraph(error: type) -> str:
    return " ".join((inspect.getdoc(error) or "").split("\n\n", maxsplit=1)[0].split())


def _table(hint: object) -> type | None:
    """Return the dataclass that ``hint`` holds, alone, in a tuple or in a mapping."""
    for part in (hint, *get_args(hint)):
        if isinstance(part, type) and dataclasses.is_dataclass(part):
            return part
    return None


def _kind(hint: object) -> str:
    """Say in words what ``hint`` takes."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        return "one of " + ", ".join(f"`{value}`" for value in parts)
    if origin in {Union, types.UnionType}:
        return " or ".join(_kind(part) for part in parts if part is not type(None))
    if origin is tuple:
        return "list of words"
    if origin is not None:
        lists = get_origin(parts[-1]) is tuple
        return "table of name to list of words" if lists else "table of name to text"
    words = {
        "date": "day",
        "bool": "true or false",
        "int": "whole number",
        "float": "number",
        "Path": "path",
    }
    return words.get(getattr(hint, "__name__", ""), "text")


def _default(field: "dataclasses.Field[object]") -> str:
    if field.default is None:
        return "unset"
    if field.default_factory is not dataclasses.MISSING:
        return "{}"
    if field.default is dataclasses.MISSING:
        return ""
    return _toml(field.default)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return f'"{value}"' if isinstance(value, str | Path) else str(value)


def market_pages() -> dict[str, Callable[[], str]]:
    """Return the page of every market, by its file."""
    atlas = load_atlas()
    packs = [atlas.get(market) for market in atlas.markets]
    return {f"markets/{page_name(pack)}": partial(page, pack) for pack in packs}


PAGES = {
    **market_pages(),
    "markets/index.md": market_index,
    "look-up/errors.md": errors_page,
    "look-up/settings.md": settings_page,
    "look-up/cli.md": cli_page,
    "look-up/pack-format.md": pack_format_page,
    "look-up/rules-and-code.md": rules_page,
    "decisions/index.md": decisions_page,
    "do/read-a-decision.md": decision_page,
}
"""File below ``docs/`` to what writes it."""


def main() -> None:
    """Write all pages."""
    for name, write in PAGES.items():
        (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / name).write_text(write(), encoding="utf-8")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
