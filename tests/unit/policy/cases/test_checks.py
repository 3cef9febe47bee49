from datetime import timedelta

import pytest

from domicile.core.errors import InvalidRequestError
from domicile.policy.cases.desk import CaseDesk
from domicile.policy.cases.states import Verb
from domicile.policy.errors import CaseHeldError, CaseStateError
from tests.unit.policy.cases.office import (
    OTHER,
    Office,
    by,
    foreign,
    opening,
)
from tests.unit.policy.samples import CN, EU, EU_SITE, US


def test_data_of_the_mainland_do_not_go_abroad_without_approval(
    desk: CaseDesk, room: Office
) -> None:
    """CN-LOC-002."""
    case = foreign(desk)
    with pytest.raises(CaseHeldError, match="CN-LOC-002") as caught:
        desk.act(case.id, "propose", by(text="all of it"))
    assert "--approval" in caught.value.remedy
    assert desk.show(case.id).state == "escalated"
    done = desk.act(
        case.id, "propose", by(evidence=room.file("answer"), approval=room.file("ok", "ok"))
    )
    assert done.state == "answer_proposed"
    assert done.history[-1].deed.approval.startswith("2689367b205c16ce")
    assert done.history[-1].deed.evidence.startswith("2d711642b726b044")


def test_data_of_the_union_take_a_ground(desk: CaseDesk, room: Office) -> None:
    """EU-REP-002."""
    case = foreign(desk, "EU", site=EU_SITE.id)
    with pytest.raises(CaseHeldError, match="EU-REP-002"):
        desk.act(case.id, "propose", by(evidence=room.file("answer")))
    act = by(text="a treaty", evidence=room.file("answer"))
    assert desk.act(case.id, "propose", act).state == "answer_proposed"


@pytest.mark.parametrize(("verb", "end"), [("propose", "answered"), ("refuse", "refused")])
def test_it_takes_two_people(desk: CaseDesk, room: Office, verb: Verb, end: str) -> None:
    case = foreign(desk)
    desk.act(case.id, verb, by("Li", "so", approval=room.file("ok")))
    for same in ("Li", " li ", "ＬＩ"):
        with pytest.raises(CaseStateError, match="two people"):
            desk.act(case.id, "confirm", by(same))
    done = desk.act(case.id, "confirm", by(OTHER))
    assert (done.state, done.outcome) == (end, end)
    closed = desk.act(case.id, "close", by())
    assert (closed.state, closed.outcome, closed.allowed) == ("closed", end, ())


def test_one_that_is_dropped_says_why(desk: CaseDesk) -> None:
    case = foreign(desk)
    with pytest.raises(InvalidRequestError, match="reason"):
        desk.act(case.id, "close", by())
    assert desk.act(case.id, "close", by(text="taken back")).outcome == "dropped"


def test_an_answer_has_something_in_it(desk: CaseDesk, room: Office) -> None:
    case = foreign(desk)
    with pytest.raises(InvalidRequestError, match="answer is missing"):
        desk.act(case.id, "propose", by(text=" ", approval=room.file("ok")))
    with pytest.raises(InvalidRequestError, match="reason is missing"):
        desk.act(case.id, "refuse", by())


def test_the_time_is_extended_once_as_far_as_the_rule_lets(desk: CaseDesk) -> None:
    case = desk.open("access", EU, opening())
    assert case.due is not None
    for days in (0, 61):
        with pytest.raises(InvalidRequestError, match="1 to 60"):
            desk.act(case.id, "extend", by(text="many records", days=days))
    with pytest.raises(InvalidRequestError, match="reason"):
        desk.act(case.id, "extend", by(days=60))
    later = desk.act(case.id, "extend", by(text="many records", days=60))
    assert later.due == case.due + timedelta(days=60)
    with pytest.raises(CaseStateError):
        desk.act(case.id, "extend", by(text="more", days=1))
    assert desk.act(case.id, "answer", by(text="here")).outcome == "answered"


def test_a_rule_that_lets_nobody_extend_it_is_named(desk: CaseDesk) -> None:
    case = desk.open("access", CN, opening())
    with pytest.raises(InvalidRequestError, match="CN-CHO-005"):
        desk.act(case.id, "extend", by(text="many records", days=1))
    free = desk.open("access", US, opening())
    with pytest.raises(InvalidRequestError, match="no rule"):
        desk.act(free.id, "extend", by(text="many records", days=1))


def test_a_report_says_to_whom_and_what(desk: CaseDesk, room: Office) -> None:
    case = desk.open("pi_breach", EU, opening())
    with pytest.raises(InvalidRequestError, match="regulator or to the people"):
        desk.act(case.id, "report", by(to="press", evidence=room.file("report")))
    with pytest.raises(InvalidRequestError, match="missing"):
        desk.act(case.id, "report", by(to="people"))


def test_one_that_need_not_be_reported_says_why(desk: CaseDesk) -> None:
    case = desk.open("pi_breach", EU, opening())
    with pytest.raises(InvalidRequestError):
        desk.act(case.id, "close", by())
    assert desk.act(case.id, "close", by(text="no risk")).outcome == "unreported"
