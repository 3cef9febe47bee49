from typing import get_args

import pytest

from domicile.policy.cases.states import BEGINS, CLOSED, STEPS, Verb, allowed, step_of
from domicile.policy.errors import CaseStateError
from domicile.store.cases import CaseKind
from domicile.surfaces.cases import STATES

KINDS = get_args(CaseKind)


def reached(kind: CaseKind) -> set[str]:
    """Return every state that a case of ``kind`` can come into."""
    found, new = {BEGINS[kind]}, [BEGINS[kind]]
    if kind == "incident":
        new.append("reported")  # comes when everybody was told, not by a verb alone
    while new:
        state = new.pop()
        for verb in allowed(kind, state):
            then = step_of(kind, verb, state).end_of(state)
            if then not in found:
                found.add(then)
                new.append(then)
    return found | ({"reported"} if kind == "incident" else set())


@pytest.mark.parametrize("kind", KINDS)
def test_every_case_can_be_closed_and_every_state_has_words(kind: CaseKind) -> None:
    states = reached(kind)
    assert CLOSED in states
    assert states <= set(STATES)
    for state in states - {CLOSED}:
        assert allowed(kind, state), state


FORBIDDEN = [
    (kind, verb, state)
    for kind in KINDS
    for verb in get_args(Verb)
    for state in STATES
    if verb not in STEPS[kind] or state not in STEPS[kind][verb].begins
]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_listed_is_forbidden_and_what_is_allowed_is_named(kind: CaseKind) -> None:
    for verb, state in ((verb, state) for each, verb, state in FORBIDDEN if each == kind):
        with pytest.raises(CaseStateError) as caught:
            step_of(kind, verb, state)
        for name in allowed(kind, state) or ("nothing more",):
            assert name in caught.value.remedy


def test_nothing_goes_out_to_an_authority_before_two_steps() -> None:
    assert BEGINS["authority"] == "held"
    assert allowed("authority", "held") == ("escalate", "close")
    assert "confirm" not in allowed("authority", "escalated")
    ways = [step for step in STEPS["authority"].values() if "answered" in repr(step.ends)]
    assert [step.begins for step in ways] == [("answer_proposed", "refusal_proposed")]


def test_a_complaint_is_not_closed_without_an_answer() -> None:
    assert allowed("complaint", "open") == ("answer",)
    assert allowed("complaint", "appealed") == ("answer",)
    assert step_of("complaint", "answer", "appealed").end_of("appealed") == "answered_again"


def test_the_time_of_a_right_is_extended_once() -> None:
    assert "extend" in allowed("rights", "open")
    assert "extend" not in allowed("rights", "extended")
