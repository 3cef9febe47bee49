"""What a step changes of a case."""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from domicile.policy.cases.applied import audience_of
from domicile.policy.cases.case import Act, Case
from domicile.policy.cases.states import Verb, step_of
from domicile.policy.errors import CaseStateError
from domicile.store.cases import CaseRow

Move = Callable[[Case, CaseRow, Act, datetime], CaseRow]
"""Returns the row, which is in its new state already, with what else changes."""


def moved(case: Case, row: CaseRow, verb: Verb, act: Act, *, at: datetime) -> CaseRow:
    """Return ``row`` as ``verb`` leaves it.

    Args:
        case: The case as it was.
        row: The same, as the store holds it.
        verb: What is done; the case's state allows it.
        act: Who does it, and with what.
        at: When.

    Raises:
        CaseStateError: The state does not allow it; the message names what it does.
    """
    step = step_of(row.kind, verb, row.state)
    then = dataclasses.replace(
        row, state=step.end_of(row.state), outcome=step.outcome or row.outcome
    )
    move = _MOVES.get(verb)
    return then if move is None else move(case, then, act, at)


def _answer(case: Case, then: CaseRow, act: Act, at: datetime) -> CaseRow:
    del case, act
    return dataclasses.replace(then, answered_at=at)


def _confirm(case: Case, then: CaseRow, act: Act, at: datetime) -> CaseRow:
    del case, act
    return dataclasses.replace(then, answered_at=at, outcome=then.state)


def _refuse(case: Case, then: CaseRow, act: Act, at: datetime) -> CaseRow:
    """A right is refused by one person; to an authority that is only proposed."""
    return then if then.kind == "authority" else _answer(case, then, act, at)


def _extend(case: Case, then: CaseRow, act: Act, at: datetime) -> CaseRow:
    """Extend what is not over: the asker is told within the time itself.

    Law: GDPR Art. 12(3); Civil Code 1798.130(a)(2) (California).
    """
    del case
    if then.due is not None and at > then.due:
        raise CaseStateError(
            "the time is over, and can no longer be extended",
            remedy="Answer with `domicile case answer`, or refuse with `domicile case refuse`.",
        )
    due = None if then.due is None else then.due + timedelta(days=act.days)
    return dataclasses.replace(then, due=due)


def _appeal(case: Case, then: CaseRow, act: Act, at: datetime) -> CaseRow:
    """Begin the time anew: as much of it as there was for the first answer."""
    del case, act
    due = None if then.due is None else at + (then.due - then.opened_at)
    return dataclasses.replace(then, due=due, answered_at=None, closed_at=None)


def _report(case: Case, then: CaseRow, act: Act, at: datetime) -> CaseRow:
    """An incident is reported once everybody was told whom a rule names."""
    told = {act.to, *(each.deed.to for each in case.history)}
    if case.outcome or not audience_of(case.rules) <= told:
        return then
    return dataclasses.replace(then, state="reported", outcome="reported", answered_at=at)


def _close(case: Case, then: CaseRow, act: Act, at: datetime) -> CaseRow:
    del case, act
    dropped = {"authority": "dropped", "incident": "unreported"}.get(then.kind, "")
    return dataclasses.replace(then, closed_at=at, outcome=then.outcome or dropped)


_MOVES: Final[Mapping[Verb, Move]] = MappingProxyType(
    {
        "answer": _answer,
        "confirm": _confirm,
        "refuse": _refuse,
        "extend": _extend,
        "appeal": _appeal,
        "report": _report,
        "close": _close,
    }
)
