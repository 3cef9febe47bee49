"""``domicile rights``: what people may ask of the operator about their own data."""

import functools
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Concatenate, Final, ParamSpec

import click

from domicile.core.errors import InvalidRequestError
from domicile.core.ids import MarketId, SubjectId
from domicile.core.text import Bilingual, Language
from domicile.policy.person.exported import copy_json
from domicile.policy.person.rights import Ask, Done
from domicile.store.people.usage import Copy
from domicile.surfaces.cli.ending import Status
from domicile.surfaces.cli.grammar import command, command_group
from domicile.surfaces.cli.printing import JsonObject, table, tell
from domicile.surfaces.cli.session import Session, with_session

P = ParamSpec("P")

CASE: Final = Bilingual(en="case {case}", zh="案件 {case}")
BY: Final = Bilingual(en="{rule}: by {by}, {text}", zh="{rule}：{by} 前，{text}")
HELD: Final = Bilingual(
    en="Nothing was erased: the legal hold {id} covers this person ({reason}).",
    zh="未删除任何内容：此人在法律保全 {id} 的范围内（{reason}）。",
)
GONE: Final = Bilingual(en="erased: {parts}", zh="已删除：{parts}")
KEPT: Final = Bilingual(
    en="{rule} keeps the record of an unlabelled copy until {until}.",
    zh="{rule} 要求将无显式标识副本的记录保存至 {until}。",
)
RESTRICTED: Final = Bilingual(
    en="restricted: nothing of this person's goes to partners, nothing is trained on or fitted",
    zh="已限制：此人的内容不交给任何合作方，不用于训练，也不用于个性化",
)
LIFTED: Final = Bilingual(
    en="lifted: what the person had chosen holds again", zh="已解除：恢复本人此前的选择"
)
COPIES: Final = Bilingual(en="{count} copies in {market}", zh="{market}：{count} 份")

PRIVATE: Final = 0o600
"""Mode of a file that holds what is known of a person."""


@command_group(
    "rights",
    examples=(
        "domicile rights export --subject wang -o wang.json",
        "domicile rights erase --subject wang --by Li",
    ),
)
def rights() -> None:
    """Answer people who ask about their own data.

    Each request opens a case, and the deadlines of the person's market are printed with it.
    """


def _with_ask(
    function: Callable[Concatenate[Session, Ask, P], int | None],
) -> Callable[Concatenate[Session, P], int | None]:
    """Add the options that say whose right it is, and hand over who asks."""

    @functools.wraps(function)
    def call(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> int | None:
        subject, by, market = (kwargs.pop(name, None) for name in ("subject", "by", "market"))
        ask = Ask(
            subject=SubjectId(str(subject)),
            by=str(by) if by else session.domicile.settings.operator.name,
            how="cli",
            market=MarketId(str(market)) if market else None,
        )
        return function(session, ask, *args, **kwargs)

    made: Callable[Concatenate[Session, P], int | None] = call
    made = click.option(
        "--market", metavar="M", help="Under whose rules; the person's when left out."
    )(made)
    made = click.option("--by", metavar="NAME", help="Who does it; the operator when left out.")(
        made
    )
    return click.option(
        "--subject", metavar="S", required=True, help="The person, by the operator's name for them."
    )(made)


@command(
    "export",
    group=rights,
    examples=("domicile rights export --subject wang -o wang.json --by Li",),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write it; it must not exist. Standard output when left out.",
)
@with_session
@_with_ask
def export(session: Session, ask: Ask, *, output: Path | None) -> None:
    """Hand out everything that the store holds of a person, as JSON.

    Receipts name nobody, so that none is among it. Requests of authorities and legal holds are left
    out: whether the person may be told of them is for you to decide.
    """
    done = session.domicile.desks.rights.export(ask)
    text = json.dumps(done.document, ensure_ascii=False, indent=2)
    if output is not None:
        _write(output, text + "\n")
    language = session.language()
    document = {
        **done_json(done, language),
        "output": None if output is None else str(output),
        "export": done.document if output is None else None,
    }
    around = tuple(_around(done, language))
    session.answer(document, around if output is not None else (text,))
    if output is None and not session.flags.is_json:
        tell(around)


@command("erase", group=rights, examples=("domicile rights erase --subject wang --by Li",))
@with_session
@_with_ask
def erase(session: Session, ask: Ask) -> int:
    """Erase everything that the store holds of a person.

    A legal hold that covers the person stops it: nothing is erased, the hold is named, and the exit
    status is 3. What a rule still has kept stays and is named. Counts of exports stay, too, without
    anything that leads to the person.
    """
    done = session.domicile.desks.rights.erase(ask)
    language = session.language()
    session.answer(done_json(done, language), _erase_lines(done, language))
    return Status.REFUSED if done.was_refused else Status.DONE


@command(
    "restrict",
    group=rights,
    examples=(
        "domicile rights restrict --subject wang --by Li",
        "domicile rights restrict --subject wang --by Li --lift",
    ),
)
@click.option("--lift", is_flag=True, help="End the restriction.")
@with_session
@_with_ask
def restrict(session: Session, ask: Ask, *, lift: bool) -> None:
    """Restrict the use of a person's data until that is lifted.

    Nothing of theirs goes to a partner, nothing is trained on it, and nothing is fitted to them.
    """
    done = session.domicile.desks.rights.restrict(ask, lift=lift)
    language = session.language()
    said = (LIFTED if lift else RESTRICTED).spoken(language)
    session.answer(
        {**done_json(done, language), "restricted": not lift},
        (said, *(() if lift else _around(done, language))),
    )


@command("unlabelled", group=rights, examples=("domicile rights unlabelled --market CN --json",))
@click.option("--market", metavar="M", required=True, help="Which market.")
@with_session
def unlabelled(session: Session, *, market: str) -> None:
    """List the copies that were handed out without a visible label; nobody is named.

    In mainland China the record is kept for at least six months.
    """
    session.domicile.atlas.get(MarketId(market))
    copies = tuple(session.domicile.desks.people.shown.all_copies(MarketId(market)))
    session.answer(
        {
            "market": market,
            "count": len(copies),
            "copies": [dict(copy_json(each)) for each in copies],
        },
        _copy_lines(market, copies, session.language()),
    )


def done_json(done: Done, language: Language) -> JsonObject:
    """Return what came of a right, for programs; the document itself is not among it."""
    claim = done.claim
    return {
        "subject": claim.ask.subject,
        "right": claim.right,
        "event": claim.event or None,
        "market": claim.market,
        "at": done.at.isoformat(),
        "case": done.case or None,
        "status": "held" if done.was_refused else "done",
        "holds": [{"id": each.id, "reason": each.reason} for each in done.held],
        "erased": dict(done.gone),
        "kept": [dict(copy_json(each)) for each in done.kept],
        "deadlines": [
            {
                "rule": one.rule,
                "by": deadline.by.isoformat(),
                "text": deadline.text.spoken(language),
                "extended": deadline.extended,
            }
            for one in done.owed
            for deadline in one.deadlines
        ],
    }


def _erase_lines(done: Done, language: Language) -> Iterator[str]:
    for held in done.held:
        yield HELD.spoken(language).format(id=held.id, reason=held.reason)
    if not done.was_refused:
        parts = ", ".join(f"{name} {count}" for name, count in done.gone.items())
        yield GONE.spoken(language).format(parts=parts)
    for copy in done.kept:
        yield KEPT.spoken(language).format(rule=copy.rule, until=copy.kept_until.isoformat())
    yield from _around(done, language)


def _around(done: Done, language: Language) -> Iterator[str]:
    """Yield the case and the deadlines."""
    if done.case:
        yield CASE.spoken(language).format(case=done.case)
    for one in done.owed:
        for deadline in one.deadlines:
            yield BY.spoken(language).format(
                rule=one.rule, by=deadline.by.isoformat(), text=deadline.text.spoken(language)
            )


def _copy_lines(market: str, copies: Sequence[Copy], language: Language) -> Iterator[str]:
    yield COPIES.spoken(language).format(count=len(copies), market=market)
    if copies:
        yield from table(
            [
                (
                    each.at.isoformat(timespec="seconds"),
                    each.rule,
                    each.mark,
                    each.kept_until.isoformat(),
                )
                for each in copies
            ]
        )


def _write(path: Path, text: str) -> None:
    """Write a file that only its owner may read, and never over another."""
    try:
        path.touch(mode=PRIVATE, exist_ok=False)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidRequestError(
            f"the output file cannot be written ({error.strerror})",
            remedy="Name a file that does not exist, in a folder that does.",
            param="output",
        ) from error
