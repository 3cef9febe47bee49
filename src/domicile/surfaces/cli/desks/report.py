"""``domicile report``: what regulators and the public read."""

from datetime import datetime
from typing import Final

import click

from domicile.core.ids import MarketId
from domicile.core.text import Bilingual
from domicile.reports.exposure import Span
from domicile.reports.transparency_page import transparency_report
from domicile.surfaces.cli.grammar import command, command_group
from domicile.surfaces.cli.saving import Target, hand_over, with_target
from domicile.surfaces.cli.session import Session, with_session
from domicile.surfaces.reporting import reported

DAY: Final = click.DateTime(["%Y-%m-%d"])
READ: Final = Bilingual(en="{count} receipts read", zh="已读取 {count} 份回执")


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
        "domicile report transparency --market EU --from 2026-01-01 --to 2026-12-31 -o eu.pdf",
    ),
)
@click.option("--market", metavar="M", required=True, help="Of which market.")
@click.option("--from", "first", type=DAY, metavar="D", required=True, help="First day, in UTC.")
@click.option("--to", "last", type=DAY, metavar="D", required=True, help="Last day, in UTC.")
@with_session
@with_target
def transparency(
    session: Session, target: Target, *, market: str, first: datetime, last: datetime
) -> None:
    """Count answers, refusals, duties, data that left, releases, requests and complaints.

    From receipts, register and cases: no content, and nobody's name. What simulated sites did is
    stamped DEMO.
    """
    found = reported(
        session.domicile,
        MarketId(market),
        Span(first=first.date(), last=last.date()),
        progress=lambda count: session.tell(READ.filled(count=count)),
    )
    hand_over(session, transparency_report(found), target=target, about={"market": market})
