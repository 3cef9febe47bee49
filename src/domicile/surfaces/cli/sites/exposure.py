"""``domicile partner exposure``: what a partner could be compelled to hand over."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from domicile.core.errors import StorageError, UsageError
from domicile.core.ids import SiteId
from domicile.core.text import Language
from domicile.reports.document import to_html, to_markdown
from domicile.reports.exposure import Exposure
from domicile.reports.exposure_page import document, exposure_json
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.session import Session, with_session
from domicile.surfaces.exposing import exposed

Writer = Callable[[Exposure, Language], str]
"""Writes a report down."""

DAY: Final = click.DateTime(["%Y-%m-%d"])


def _json(found: Exposure, language: Language) -> str:
    return json.dumps(exposure_json(found, language), ensure_ascii=False, indent=2) + "\n"


def _markdown(found: Exposure, language: Language) -> str:
    return to_markdown(document(found), language)


def _html(found: Exposure, language: Language) -> str:
    return to_html(document(found), language)


WRITERS: Final[Mapping[str, Writer]] = MappingProxyType(
    {".json": _json, ".md": _markdown, ".html": _html}
)
"""How the report is written, by the ending of its file."""


@command(
    "exposure",
    examples=(
        "domicile partner exposure demo-us",
        "domicile partner exposure demo-us --from 2026-01-01 --to 2026-06-30 -o exposure.html",
    ),
)
@click.argument("site", metavar="ID")
@click.option(
    "--from",
    "first",
    type=DAY,
    metavar="D",
    help="First day whose receipts are counted; a year before the last when left out.",
)
@click.option("--to", "last", type=DAY, metavar="D", help="Last day; today when left out.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it there; the ending says how: .md, .json or .html.",
)
@with_session
def exposure(
    session: Session,
    *,
    site: str,
    first: datetime | None,
    last: datetime | None,
    output: Path | None,
) -> None:
    """Say what a partner could be compelled to hand over.

    From the settings (who owns it, where, under which terms), the register (released for what,
    since when), the receipts (how much left and which kinds of data, never content), and the rules
    that speak of requests by authorities. It is no statement about secret orders.
    """
    write = _markdown if output is None else _writer(output)
    found = exposed(
        session.domicile,
        SiteId(site),
        first.date() if first else None,
        last.date() if last else None,
    )
    text = write(found, session.language())
    if output is None:
        session.answer(exposure_json(found, session.language()), text.splitlines())
        return
    session.answer({"site": site, "file": str(output)}, [_saved(output, text)])


def _writer(output: Path) -> Writer:
    write = WRITERS.get(output.suffix.lower())
    if write is None:
        raise UsageError(
            "a report is not written into a file with this ending",
            remedy=f"Choose one of: {', '.join(WRITERS)}.",
        )
    return write


def _saved(output: Path, text: str) -> str:
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError(
            f"the report cannot be written ({error.strerror})",
            remedy="Name a file that can be written with `-o`.",
        ) from error
    return str(output)
