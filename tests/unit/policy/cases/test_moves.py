from datetime import date

import pytest

from domicile.core.errors import InvalidRequestError
from domicile.core.ids import MarketId
from domicile.policy.cases.desk import CaseDesk
from domicile.policy.errors import CaseStateError
from tests.unit.policy.cases.office import (
    NOW,
    OTHER,
    Office,
    asked,
    by,
    foreign,
    opening,
)
from tests.unit.policy.samples import CN, EU, US_CA


def test_another_proposal_takes_the_place_of_the_first(desk: CaseDesk, room: Office) -> None:
    case = foreign(desk)
    desk.act(case.id, "propose", by("Li", "so", approval=room.file("ok")))
    desk.act(case.id, "refuse", by(OTHER, "no"))
    with pytest.raises(CaseStateError):
        desk.act(case.id, "confirm", by(OTHER))
    assert desk.act(case.id, "confirm", by("Li")).state == "refused"


def test_it_is_answered_appealed_once_and_answered_again(desk: CaseDesk, room: Office) -> None:
    done = desk.complain(CN, asked())
    with pytest.raises(CaseStateError):
        desk.appeal(done.case.id, done.secret, "no")
    desk.act(done.case.id, "answer", by(text="sorry"))
    room.later(days=3)
    with pytest.raises(InvalidRequestError):
        desk.appeal(done.case.id, done.secret, " ")
    case = desk.appeal(done.case.id, done.secret, "it still is wrong")
    assert (case.state, case.outcome) == ("appealed", "appealed")
    assert case.due is not None
    assert case.due.date() == date(2026, 12, 12)
    assert desk.act(case.id, "answer", by(text="put right")).state == "answered_again"
    with pytest.raises(CaseStateError):
        desk.appeal(done.case.id, done.secret, "once more")
    closed = desk.act(case.id, "close", by())
    assert (closed.state, closed.outcome) == ("closed", "answered")
    with pytest.raises(CaseStateError, match="appealed before"):
        desk.appeal(done.case.id, done.secret, "once more")


def test_one_that_was_closed_can_be_appealed(desk: CaseDesk) -> None:
    done = desk.complain(EU, asked())
    desk.act(done.case.id, "answer", by(text="sorry"))
    desk.act(done.case.id, "close", by())
    case = desk.appeal(done.case.id, done.secret, "no")
    assert (case.state, case.due) == ("appealed", None)


def test_what_is_late_says_so(desk: CaseDesk, room: Office) -> None:
    done = desk.complain(CN, asked())
    room.later(days=15, hours=14)
    assert not desk.show(done.case.id).overdue
    room.later(hours=2)
    assert desk.show(done.case.id).overdue
    assert desk.act(done.case.id, "answer", by(text="sorry")).overdue


def test_without_a_time_there_is_nothing_to_extend(room: Office) -> None:
    case = room.desk.open("access", EU, opening())
    with room.database.write() as connection:
        connection.execute("UPDATE case_file SET due = NULL")
    assert room.desk.act(case.id, "extend", by(text="so", days=1)).due is None


def test_a_time_that_is_over_is_not_extended(room: Office) -> None:
    case = room.desk.open("access", EU, opening())
    room.later(days=31)
    with pytest.raises(CaseStateError, match="the time is over"):
        room.desk.act(case.id, "extend", by(text="many records", days=60))
    assert room.desk.act(case.id, "answer", by(text="here")).overdue


def test_one_person_refuses_a_right(desk: CaseDesk) -> None:
    case = desk.open("delete", US_CA, opening())
    done = desk.act(case.id, "refuse", by(text="needed for a claim"))
    assert (done.state, done.outcome) == ("refused", "refused")
    assert desk.act(case.id, "close", by()).state == "closed"


@pytest.mark.parametrize(
    ("event", "rule", "told"),
    [
        ("pi_breach", "CN-REP-002", ["regulator", "people"]),
        ("pi_breach", "EU-REP-001", ["regulator", "people"]),
        ("pi_breach", "US-CA-REP-001", ["people", "regulator"]),
        ("rejected_prohibited_offer", "US-REP-001", ["regulator"]),
    ],
)
def test_it_is_reported_once_everybody_was_told(
    room: Office, event: str, rule: str, told: list[str]
) -> None:
    desk, file = room.desk, room.file("report")
    market = MarketId(rule.partition("-REP")[0])
    case = desk.open(event, market, opening("a disk was lost"))
    assert [each.rule for each in case.rules] == [rule]
    for to in told:
        assert desk.show(case.id).state == "open"
        desk.act(case.id, "report", by(to=to, evidence=file))
    done = desk.show(case.id)
    assert (done.state, done.outcome) == ("reported", "reported")
    again = desk.act(case.id, "report", by(to="people", evidence=file))
    assert again.state == "reported"
    assert desk.act(case.id, "close", by()).outcome == "reported"


def test_a_breach_in_china_is_late_at_once(desk: CaseDesk, room: Office) -> None:
    """CN-REP-002."""
    case = desk.open("pi_breach", CN, opening())
    assert case.due == NOW
    room.later(minutes=1)
    assert desk.show(case.id).overdue
