"""``domicile partner exposure``: what a partner could be compelled to hand over."""

from datetime import datetime
from typing import Final

import click

from domicile.core.ids import SiteId
from domicile.reports.exposure_page import exposure_report
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.saving import Target, hand_over, with_target
from domicile.surfaces.cli.session import Session, with_session
from domicile.surfaces.exposing import exposed

DAY: Final = click.DateTime(["%Y-%m-%d"])


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
@with_session
@with_target
def exposure(
    session: Session, target: Target, *, site: str, first: datetime | None, last: datetime | None
) -> None:
    """Say what a partner could be compelled to hand over.

    From the settings (who owns it, where, under which terms), the register (released for what,
    since when), the receipts (how much left and which kinds of data, never content), and the rules
    that speak of requests by authorities. It is no statement about secret orders.
    """
    found = exposed(
        session.domicile,
        SiteId(site),
        first.date() if first else None,
        last.date() if last else None,
    )
    hand_over(session, exposure_report(found), target=target, about={"site": site})
