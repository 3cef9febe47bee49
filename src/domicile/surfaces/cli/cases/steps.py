"""``domicile case escalate`` … ``close``: what is done to a case."""

import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Concatenate, Final, ParamSpec

import click

from domicile.policy.cases.case import Act
from domicile.policy.cases.checks import TOLD
from domicile.policy.cases.states import Verb
from domicile.store.cases import CaseId
from domicile.surfaces.cli.cases.showing import show_case
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.session import Session, with_session

P = ParamSpec("P")

_ID: Final = "0123456789abcdef"


def _with_act(
    function: Callable[Concatenate[Session, CaseId, Act, P], None],
) -> Callable[Concatenate[Session, P], None]:
    """Add what every step takes: the case, who does it, with what and why; hand them over."""

    @functools.wraps(function)
    def call(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> None:
        case_id, by = str(kwargs.pop("case_id")), str(kwargs.pop("by"))
        text, file = kwargs.pop("text", None), kwargs.pop("file", None)
        key = kwargs.pop("key", None)
        act = Act(
            by=by,
            text=str(text or ""),
            evidence=file if isinstance(file, Path) else None,
            key=key if isinstance(key, Path) else None,
        )
        function(session, CaseId(case_id), act, *args, **kwargs)

    made: Callable[Concatenate[Session, P], None] = call
    made = click.option("--text", metavar="T", help="The answer, or why.")(made)
    made = click.option("--by", metavar="NAME", required=True, help="Who does it.")(made)
    return click.argument("case_id", metavar="ID")(made)


_file = click.option(
    "--file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="What is handed out or sent; its digest is recorded, the file is not.",
)


_key = click.option(
    "--key",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Your approver's key, where the settings ask for signatures.",
)


@command("escalate", examples=(f"domicile case escalate {_ID} --by Li",))
@with_session
@_with_act
def escalate(session: Session, case_id: CaseId, act: Act) -> None:
    """Bring a request of an authority before whoever decides on it."""
    _do(session, case_id, "escalate", act)


@command(
    "propose",
    examples=(f"domicile case propose {_ID} --by Li --file answer.pdf --approval approval.pdf",),
)
@with_session
@_with_act
@_file
@_key
@click.option(
    "--approval",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The approval of the market's own authority, where a rule asks for it.",
)
def propose(session: Session, case_id: CaseId, act: Act, *, approval: Path | None) -> None:
    """Propose an answer to an authority; another person confirms it."""
    _do(session, case_id, "propose", replace(act, approval=approval))


@command("confirm", examples=(f"domicile case confirm {_ID} --by Wang",))
@with_session
@_with_act
@_key
def confirm(session: Session, case_id: CaseId, act: Act) -> None:
    """Confirm what another person proposed: the answer goes out, or the refusal does."""
    _do(session, case_id, "confirm", act)


@command("refuse", examples=(f'domicile case refuse {_ID} --by Li --text "no legal ground"',))
@with_session
@_with_act
@_key
def refuse(session: Session, case_id: CaseId, act: Act) -> None:
    """Refuse; to an authority this is only proposed, and another person confirms it."""
    _do(session, case_id, "refuse", act)


@command(
    "extend", examples=(f'domicile case extend {_ID} --by Li --days 30 --text "many records"',)
)
@with_session
@_with_act
@click.option("--days", type=int, metavar="N", required=True, help="By how many days.")
def extend(session: Session, case_id: CaseId, act: Act, *, days: int) -> None:
    """Extend the time in which a right is answered; once, and the asker is told why."""
    _do(session, case_id, "extend", replace(act, days=days))


@command("answer", examples=(f'domicile case answer {_ID} --by Li --text "It was corrected."',))
@with_session
@_with_act
@_file
def answer(session: Session, case_id: CaseId, act: Act) -> None:
    """Answer a complaint or a right; whoever complained reads the text."""
    _do(session, case_id, "answer", act)


@command(
    "report",
    examples=(f"domicile case report {_ID} --to regulator --by Li --file report.pdf",),
)
@with_session
@_with_act
@_file
@click.option("--to", type=click.Choice(TOLD), required=True, help="Who was told.")
def report(session: Session, case_id: CaseId, act: Act, *, to: str) -> None:
    """Record that an incident was reported, and what was sent."""
    _do(session, case_id, "report", replace(act, to=to))


@command("close", examples=(f"domicile case close {_ID} --by Li",))
@with_session
@_with_act
def close(session: Session, case_id: CaseId, act: Act) -> None:
    """Close a case; one that nothing came of says why."""
    _do(session, case_id, "close", act)


def _do(session: Session, case_id: CaseId, verb: Verb, act: Act) -> None:
    show_case(session, session.domicile.desks.cases.act(case_id, verb, act))
