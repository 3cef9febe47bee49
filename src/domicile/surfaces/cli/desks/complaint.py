"""``domicile complaint``: what a person complains of, and what came of it."""

from collections.abc import Iterator
from typing import Final

import click

from domicile.core.ids import MarketId, ReceiptId
from domicile.core.text import Bilingual, Language
from domicile.policy.cases.case import Asked, Case
from domicile.store.cases import CaseId
from domicile.surfaces.cases import STATES, asker_json, may_appeal
from domicile.surfaces.cli.grammar import command, command_group
from domicile.surfaces.cli.session import Session, with_session

TAKEN: Final = Bilingual(
    en="Your complaint is taken; its number is {id}. Keep this secret to look it up: {secret}",
    zh="您的投诉已受理，编号为 {id}。请妥善保存查询口令：{secret}",
)
DUE: Final = Bilingual(en="You get an answer by {due}.", zh="最迟将于 {due} 前答复您。")
NO_TIME: Final = Bilingual(
    en="No rule of this market sets a time; you get an answer without undue delay.",
    zh="该市场没有规定答复时限，我们将及时答复。",
)
LATE: Final = Bilingual(en="The answer is late.", zh="答复已逾期。")
APPEAL: Final = Bilingual(
    en="You can appeal once: `domicile complaint appeal {id} --secret … --text …`",
    zh="您可申请复核一次：`domicile complaint appeal {id} --secret … --text …`",
)

_secret = click.option("--secret", metavar="S", required=True, help="Secret of the complaint.")


@command_group(
    "complaint",
    examples=('domicile complaint add --market CN --text "The answer was wrong."',),
)
def complaint() -> None:
    """Complain of an answer, look up what came of it, and appeal."""


@command(
    "add",
    group=complaint,
    examples=('domicile complaint add --market CN --text "The answer was wrong." --json',),
)
@click.option("--market", metavar="M", required=True, help="Where you are.")
@click.option("--text", metavar="T", required=True, help="What is wrong.")
@click.option("--receipt", metavar="ID", default="", help="Receipt of the answer.")
@click.option("--contact", metavar="C", default="", help="How to reach you; may be left out.")
@with_session
def add(session: Session, *, market: str, text: str, receipt: str, contact: str) -> None:
    """File a complaint; it is acknowledged with a number, a secret and a time.

    What you write is kept encrypted.
    """
    if receipt:
        session.domicile.book.show(ReceiptId(receipt))
    asked = Asked(text=text, contact=contact, receipt=ReceiptId(receipt))
    done = session.domicile.desks.cases.complain(MarketId(market), asked)
    language = session.language()
    taken = TAKEN.spoken(language).format(id=done.case.id, secret=done.secret)
    document = asker_json(done.case, language) | {"secret": done.secret}
    session.answer(document, [taken, _time(done.case, language)])


@command("show", group=complaint, examples=("domicile complaint show 0123456789abcdef --secret S",))
@click.argument("case_id", metavar="ID")
@_secret
@with_session
def show(session: Session, *, case_id: str, secret: str) -> None:
    """Show how far a complaint is, and what was answered."""
    _show(session, session.domicile.desks.cases.look_up(CaseId(case_id), secret))


@command(
    "appeal",
    group=complaint,
    examples=('domicile complaint appeal 0123456789abcdef --secret S --text "It still is."',),
)
@click.argument("case_id", metavar="ID")
@_secret
@click.option("--text", metavar="T", required=True, help="Why the answer will not do.")
@with_session
def appeal(session: Session, *, case_id: str, secret: str, text: str) -> None:
    """Have the answer to a complaint looked at again; once."""
    _show(session, session.domicile.desks.cases.appeal(CaseId(case_id), secret, text))


def _show(session: Session, case: Case) -> None:
    language = session.language()
    session.answer(asker_json(case, language), _lines(case, language))


def _lines(case: Case, language: Language) -> Iterator[str]:
    yield f"{case.id} {STATES[case.state].spoken(language)}"
    for each in case.history:
        if each.deed.verb == "answer":
            yield each.deed.text
    if case.state in {"open", "appealed"}:
        yield _time(case, language)
    if may_appeal(case):
        yield APPEAL.spoken(language).format(id=case.id)


def _time(case: Case, language: Language) -> str:
    if case.due is None:
        return NO_TIME.spoken(language)
    if case.overdue:
        return LATE.spoken(language)
    return DUE.spoken(language).format(due=f"{case.due:%Y-%m-%d}")
