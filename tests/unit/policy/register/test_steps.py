import pytest

from domicile.core.errors import ReleaseStateError
from domicile.policy.register.steps import STEPS, allow, is_half_approved, loosens, person, recorded
from domicile.store.releases import Act, Release, ReleaseEvent, ReleaseState, Verb
from tests.unit.policy.register.ledger import KEY, Calendar


def release(state: str) -> Release:
    return Release(key=KEY, state=ReleaseState(state), number="", model="m", model_digest="")


def event(verb: Verb, state: str) -> ReleaseEvent:
    act = Act(verb=verb, actor="Li", at=Calendar().now())
    return ReleaseEvent(release=release(state), act=act, previous="", salt="")


def test_what_is_not_allowed_names_what_is() -> None:
    with pytest.raises(ReleaseStateError, match="is filed; `suspend` needs") as raised:
        allow("suspend", release("filed"))
    assert raised.value.message.endswith("released, restricted")
    for way in ("`approve` leads to released", "`withdraw` leads to withdrawn", "`require` leads"):
        assert way in raised.value.remedy
    assert "`submit`" not in raised.value.remedy


def test_a_release_that_is_not_there_can_only_be_submitted() -> None:
    with pytest.raises(ReleaseStateError, match="not in the register") as raised:
        allow("approve", None)
    assert raised.value.remedy == "What is allowed now: `submit` leads to filed."


def test_from_every_state_there_is_a_way() -> None:
    for state in ReleaseState:
        assert any(state in step.begins for step in STEPS.values())


@pytest.mark.parametrize(
    ("verb", "present", "first", "second", "states"),
    [
        ("submit", None, False, False, ["proposed", "assessed", "filed"]),
        ("approve", "filed", False, False, ["approved", "released"]),
        ("approve", "approved", False, False, ["released"]),
        ("approve", "filed", True, False, ["approved"]),
        ("approve", "suspended", True, False, ["approved"]),
        ("approve", "restricted", True, False, ["restricted"]),
        ("approve", "restricted", False, True, ["released"]),
        ("require", "restricted", False, False, ["restricted"]),
        ("suspend", "released", False, False, ["suspended"]),
    ],
)
def test_the_states_that_are_written_down(
    verb: Verb, present: str | None, states: list[str], *, first: bool, second: bool
) -> None:
    state = ReleaseState(present) if present else None
    assert list(recorded(verb, state, is_first_of_two=first, is_second=second)) == states


def test_a_first_approval_is_told_from_everything_else() -> None:
    assert is_half_approved(event("approve", "approved"))
    assert is_half_approved(event("approve", "restricted"))
    assert not is_half_approved(event("approve", "released"))
    assert not is_half_approved(event("restrict", "restricted"))
    assert not is_half_approved(None)


@pytest.mark.parametrize(
    ("old", "new", "looser"),
    [
        ("", "2.0", False),
        ("2.0", "", True),
        ("2.0", "1.9", True),
        ("2.0", "2.0.0", False),
        ("2.0", "2.1", False),
        ("", "", False),
        ("broken", "2.0", True),
    ],
)
def test_a_lower_minimum_is_looser(old: str, new: str, *, looser: bool) -> None:
    assert loosens(old, new) is looser


def test_a_person_is_the_same_in_other_letters() -> None:
    assert person(" Ｌｉ  wang ") == person("LI Wang")
    assert person("Li") != person("Wang")
