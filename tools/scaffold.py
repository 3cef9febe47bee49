"""Lays out a new entry of a catalogue: its file, its test and its page.

Usage: python -m tools.scaffold market|partner|recognizer|feature NAME

What it writes passes the formatter and the linter. Its test fails until you have done your part;
that of a market passes, because a pack that keeps everything on the device is whole as it is.
"""

import re
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEMPLATES = Path(__file__).parent / "templates"

FILES = {
    "market": {
        "pack.yaml": "src/domicile/markets/packs/{name}/pack.yaml",
        "test.py": "tests/unit/markets/packs/test_{name}.py",
        "page.md": "docs/markets/{name}.md",
    },
    "partner": {
        "module.py": "src/domicile/egress/partners/{name}.py",
        "test.py": "tests/unit/egress/partners/test_{name}.py",
        "page.md": "docs/partners/{name}.md",
    },
    "recognizer": {
        "module.py": "src/domicile/privacy/detect/{name}.py",
        "test.py": "tests/unit/privacy/detect/test_{name}.py",
        "page.md": "docs/recognizers/{name}.md",
    },
    "feature": {
        "init.py": "src/domicile/features/{name}/__init__.py",
        "module.py": "src/domicile/features/{name}/{name}.py",
        "test.py": "tests/unit/features/{name}/test_{name}.py",
        "page.md": "docs/features/{name}.md",
    },
}
"""Kind of thing to its templates, each with the place where it goes."""

NAME = re.compile(r"[a-z][a-z0-9_]*")


REVIEWED_FOR = timedelta(days=91)
"""How long a new pack may stand before somebody looks at it again."""


class ScaffoldError(Exception):
    """A thing cannot be laid out."""


def lay_out(kind: str, name: str, root: Path = ROOT, *, today: date | None = None) -> list[Path]:
    """Write the files of a new thing; return where they lie.

    Args:
        kind: One of ``FILES``.
        name: As the file is called, such as ``jp``, or ``us_ny`` for a part of a market.
        root: The checkout.
        today: The day that a pack says it was written on; None asks the machine.

    Raises:
        ScaffoldError: The name cannot be a module's, or one of the files is there already.
    """
    if kind not in FILES:
        raise ScaffoldError(f"no such kind; choose one of: {', '.join(FILES)}")
    if not NAME.fullmatch(name):
        raise ScaffoldError(
            "a name holds lower-case letters, digits and _, and begins with a letter"
        )
    places = {
        root / place.format(name=name): TEMPLATES / kind / f"{template}.txt"
        for template, place in FILES[kind].items()
    }
    for path in places:
        if path.exists():
            raise ScaffoldError(f"{path.relative_to(root)} is there already")
    words = _words(name, root, today or datetime.now(UTC).date())
    for path, template in places.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filled(template.read_text(encoding="utf-8"), words), encoding="utf-8")
    return list(places)


def _words(name: str, root: Path, today: date) -> dict[str, str]:
    """Return what stands in a template to what takes its place."""
    parts = name.split("_")
    whole = "_".join(parts[:-1])
    pack = root / FILES["market"]["pack.yaml"].format(name=whole)
    return {
        "@name@": name,
        "@Name@": "".join(part.capitalize() for part in parts),
        "@NAME@": _id(name),
        "@title@": " ".join(parts).capitalize(),
        "@today@": today.isoformat(),
        "@expires@": (today + REVIEWED_FOR).isoformat(),
        "@extends@": f"extends: [{_id(whole)}]\n" if pack.is_file() else "",
    }


def _id(name: str) -> str:
    return name.upper().replace("_", "-")


def _filled(text: str, words: dict[str, str]) -> str:
    for word, put in words.items():
        text = text.replace(word, put)
    return text


def main(arguments: list[str]) -> int:
    """Lay out what the command line names."""
    if len(arguments) != len(("kind", "name")):
        print(__doc__, file=sys.stderr)
        return 2
    kind, name = arguments
    try:
        written = lay_out(kind, name)
    except ScaffoldError as error:
        print(error, file=sys.stderr)
        return 2
    for path in written:
        print(path.relative_to(ROOT))
    print(f"next: docs/contributing/{kind}.md")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
