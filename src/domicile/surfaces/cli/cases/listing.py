"""``domicile case list``, ``show`` and ``verify``: what there is, and whether it holds."""

from typing import Final

import click

from domicile.core.ids import MarketId
from domicile.core.text import Bilingual
from domicile.store.cases import CaseId
from domicile.surfaces.cases import case_json
from domicile.surfaces.cli.cases.showing import row, show_case
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.printing import table
from domicile.surfaces.cli.session import Session, with_session

ALL_FIT: Final = Bilingual(
    en="{count} cases: every history fits together, and the logs hold what they say.",
    zh="共 {count} 个案件：全部记录前后一致，且与日志相符。",
)


@command("list", examples=("domicile case list --market CN --overdue --json",))
@click.option("--market", metavar="M", help="Only this market.")
@click.option("--overdue", is_flag=True, help="Only what is late.")
@with_session
def list_(session: Session, *, market: str | None, overdue: bool) -> None:
    """List the cases, the newest first; what is late says so."""
    if market is not None:
        session.domicile.atlas.get(MarketId(market))
    language = session.language()
    found = [
        each
        for each in session.domicile.desks.cases.list()
        if market in {None, each.market} and (each.overdue or not overdue)
    ]
    rows = [row(each, language) for each in found]
    document = {"cases": [case_json(each, language) for each in found]}
    session.answer(document, table(rows) if rows else ())


@command("show", examples=("domicile case show 0123456789abcdef",))
@click.argument("case_id", metavar="ID")
@with_session
def show(session: Session, *, case_id: str) -> None:
    """Show a case: who asks for what, the rules that apply, and everything that happened."""
    show_case(session, session.domicile.desks.cases.show(CaseId(case_id)))


@command("verify", examples=("domicile case verify",))
@with_session
def verify(session: Session) -> None:
    """Check that no history was changed, and that the logs hold what it says."""
    desk = session.domicile.desks.cases
    desk.log_pending()
    count = desk.verify()
    session.answer({"cases": count}, [ALL_FIT.spoken(session.language()).format(count=count)])
