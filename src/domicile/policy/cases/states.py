"""How far a case can be, and what may be done to it from there.

::

    authority   held ─ escalate ▶ escalated ─ propose ▶ answer_proposed ─ confirm ▶ answered
                                  escalated ─ refuse ▶ refusal_proposed ─ confirm ▶ refused
    complaint   open ─ answer ▶ answered ─ appeal ▶ appealed ─ answer ▶ answered_again
    rights      open ─ extend ▶ extended ─ answer ▶ answered, or ─ refuse ▶ refused
    incident    open ─ report ▶ reported
    all         ─ close ▶ closed

What is not listed in `STEPS` is forbidden.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from domicile.policy.errors import CaseStateError
from domicile.store.cases import CaseKind

Verb = Literal[
    "escalate", "propose", "confirm", "refuse", "extend", "answer", "appeal", "report", "close",
]  # fmt: skip
"""What can be done to a case that is open."""

BEGINS: Final[Mapping[CaseKind, str]] = MappingProxyType(
    {"authority": "held", "complaint": "open", "rights": "open", "incident": "open"}
)
"""The state in which a case begins: what an authority asks for is held at once."""

CLOSED: Final = "closed"
"""The last state of every case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a verb does to a case."""

    begins: tuple[str, ...]
    """States from which it may be done."""

    ends: Mapping[str, str] | str
    """The state that follows; by the one before, where that matters."""

    outcome: str = ""
    """What then has come of the case; empty changes nothing."""

    def end_of(self, state: str) -> str:
        """Return the state that follows ``state``."""
        return self.ends if isinstance(self.ends, str) else self.ends[state]


_PROPOSED: Final = {"answer_proposed": "answered", "refusal_proposed": "refused"}
_ASKED: Final = ("escalated", *_PROPOSED)

STEPS: Final[Mapping[CaseKind, Mapping[Verb, Step]]] = MappingProxyType(
    {
        "authority": {
            "escalate": Step(begins=("held",), ends="escalated"),
            "propose": Step(begins=_ASKED, ends="answer_proposed"),
            "refuse": Step(begins=_ASKED, ends="refusal_proposed"),
            "confirm": Step(begins=tuple(_PROPOSED), ends=_PROPOSED),
            # An authority may drop its request; whoever closes it so hands nothing out.
            "close": Step(begins=("held", "escalated", "answered", "refused"), ends=CLOSED),
        },
        "complaint": {
            "answer": Step(
                begins=("open", "appealed"),
                ends={"open": "answered", "appealed": "answered_again"},
                outcome="answered",
            ),
            "appeal": Step(begins=("answered", CLOSED), ends="appealed", outcome="appealed"),
            "close": Step(begins=("answered", "answered_again"), ends=CLOSED),
        },
        "rights": {
            "extend": Step(begins=("open",), ends="extended"),
            "answer": Step(begins=("open", "extended"), ends="answered", outcome="answered"),
            "refuse": Step(begins=("open", "extended"), ends="refused", outcome="refused"),
            "close": Step(begins=("answered", "refused"), ends=CLOSED),
        },
        "incident": {
            "report": Step(
                begins=("open", "reported"), ends={"open": "open", "reported": "reported"}
            ),
            # Not every incident must be reported; whoever closes one so says why.
            "close": Step(begins=("open", "reported"), ends=CLOSED),
        },
    }
)
"""Every verb by kind of case."""


def step_of(kind: CaseKind, verb: Verb, state: str) -> Step:
    """Return what ``verb`` does to a case of ``kind`` in ``state``.

    Raises:
        CaseStateError: It may not be done; the message names what may.
    """
    step = STEPS[kind].get(verb)
    if step is None or state not in step.begins:
        raise CaseStateError(
            f"a case of kind `{kind}` that is `{state}` does not take `{verb}`",
            remedy=f"From there one can: {', '.join(allowed(kind, state)) or 'nothing more'}.",
        )
    return step


def allowed(kind: CaseKind, state: str) -> tuple[Verb, ...]:
    """Return what may be done to a case of ``kind`` in ``state``."""
    return tuple(verb for verb, step in STEPS[kind].items() if state in step.begins)
