"""``domicile report``: what regulators and the public read."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from domicile.core.errors import StorageError, UsageError
from domicile.core.ids import MarketId
from domicile.core.text import Bilingual, Language
from domicile.reports.document import to_html, to_markdown
from domicile.reports.exposure import Span
from domicile.reports.transparency import Transparency
from domicile.reports.transparency_page import transparency_document, transparency_json
from domicile.surfaces.cli.grammar import command, command_group
from domicile.surfaces.cli.session import Session, with_session
from domicile.surfaces.reporting import reported

DAY: Final = click.DateTime(["%Y-%m-%d"])
READ: Final = Bilingual(en="{count} receipts read", zh="已读取 {count} 份回执")

Writer = Callable[[Transparency, Language], str]
"""Writes a report down."""


def _json(found: Transparency, language: Language) -> str:
    return json.dumps(transparency_json(found, language), ensure_ascii=False, indent=2) + "\n"


def _markdown(found: Transparency, language: Language) -> str:
    return to_markdown(transparency_document(found), language)


def _html(found: Transparency, language: Language) -> str:
    return to_html(transparency_document(found), language)


WRITERS: Final[Mapping[str, Writer]] = MappingProxyType(
    {".json": _json, ".md": _markdown, ".html": _html}
)
"""How the report is written, by the ending of its file."""


@command_group(
    "report",
    examples=("domicile report transparency --market CN --from 2026-01-01 --to 2026-12-31",),
)
def report() -> None:
    """Write reports for regulators and for the public."""


@command(
    "transparency",
    group=report,
    examples=(
        "domicile report transparency --market CN --from 2026-01-01 --to 2026-12-31",
        "domicile report transparency --market EU --from 2026-01-01 --to 2026-12-31 -o eu.html",
    ),
)
@click.option("--market", metavar="M", required=True, help="Of which market.")
@click.option("--from", "first", type=DAY, metavar="D", required=True, help="First day, in UTC.")
@click.option("--to", "last", type=DAY, metavar="D", required=True, help="Last day, in UTC.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it there; the ending says how: .json, .md or .html.",
)
@with_session
def transparency(
    session: Session, *, market: str, first: datetime, last: datetime, output: Path | None
) -> None:
    """Count answers, refusals, duties, data that left, releases, requests and complaints.

    From receipts, register and cases: no content, and nobody's name. What simulated sites did is
    stamped DEMO.
    """
    write = _markdown if output is None else _writer(output)
    found = reported(
        session.domicile,
        MarketId(market),
        Span(first=first.date(), last=last.date()),
        progress=lambda count: session.tell(_read(count)),
    )
    language = session.language()
    text = write(found, language)
    if output is None:
        session.answer(transparency_json(found, language), text.splitlines())
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError(
            f"the report cannot be written ({error.strerror})",
            remedy="Name a file that can be written with `-o`.",
        ) from error
    session.answer({"market": market, "file": str(output)}, [str(output)])


def _writer(output: Path) -> Writer:
    write = WRITERS.get(output.suffix.lower())
    if write is None:
        raise UsageError(
            "a report is not written into a file with this ending",
            remedy=f"Choose one of: {', '.join(WRITERS)}; a browser prints .html as PDF.",
        )
    return write


def _read(count: int) -> Bilingual:
    return Bilingual(en=READ.en.format(count=count), zh=READ.zh.format(count=count))
