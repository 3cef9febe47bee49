import threading
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from domicile.core.errors import (
    InvalidRequestError,
    UnknownMarketError,
    UnknownSiteError,
    UnsupportedError,
)
from domicile.core.ids import MarketId, SubjectId
from domicile.policy.cases.case import HOUSE, MAX_TEXT_CHARS, Case
from domicile.policy.cases.desk import COMPLAINTS_A_MINUTE, CaseDesk
from domicile.policy.errors import CaseStateError, TooManyError, UnknownCaseError
from domicile.store.cases import CaseId
from tests.unit.policy.cases.office import (
    NOW,
    OTHER,
    Office,
    asked,
    by,
    foreign,
    office,
    opening,
)
from tests.unit.policy.samples import CN, EU, US_SITE


def verbs(case: Case) -> list[str]:
    return [each.deed.verb for each in case.history]


def test_a_foreign_request_is_held_and_escalated_at_once_and_the_rule_is_named(
    desk: CaseDesk,
) -> None:
    case = foreign(desk)
    assert case.state == "escalated"
    assert [(each.deed.verb, each.deed.state) for each in case.history] == [
        ("open", "held"),
        ("escalate", "escalated"),
    ]
    last = case.history[-1].deed
    assert (last.by, last.rules) == (HOUSE, ("CN-LOC-002",))


def test_the_unions_request_is_escalated_too(desk: CaseDesk) -> None:
    assert foreign(desk, "EU").history[-1].deed.rules == ("EU-REP-002",)


def test_a_request_that_no_rule_speaks_of_is_held_until_somebody_escalates_it(
    desk: CaseDesk,
) -> None:
    case = foreign(desk, "US", site=US_SITE.id)
    assert (case.state, case.rules) == ("held", ())
    with pytest.raises(CaseStateError):
        desk.act(case.id, "propose", by(text="all of it"))
    assert desk.act(case.id, "escalate", by()).state == "escalated"


def test_a_file_that_is_not_there_changes_nothing(desk: CaseDesk, room: Office) -> None:
    case = foreign(desk)
    with pytest.raises(InvalidRequestError, match="cannot be read") as caught:
        desk.act(case.id, "propose", by(text="so", approval=room.folder / "none"))
    assert "--approval" in caught.value.remedy
    assert desk.show(case.id) == case


def test_it_is_acknowledged_with_a_secret_and_a_time(desk: CaseDesk) -> None:
    """CN-REP-001."""
    done = desk.complain(CN, asked("the answer was wrong"))
    assert done.case.state == "open"
    assert done.case.due is not None
    assert done.case.due.date() == date(2026, 12, 9)
    assert [each.rule for each in done.case.rules] == ["CN-REP-001"]
    assert desk.look_up(done.case.id, done.secret) == done.case


def test_where_no_rule_sets_a_time_none_is_named(desk: CaseDesk, room: Office) -> None:
    done = desk.complain(EU, asked())
    assert (done.case.due, done.case.rules) == (None, ())
    room.later(days=4000)
    assert not desk.show(done.case.id).overdue


def test_without_its_secret_it_does_not_exist(desk: CaseDesk) -> None:
    one, two = desk.complain(CN, asked()), desk.complain(CN, asked())
    held = foreign(desk)
    for case_id, secret in (
        (one.case.id, two.secret),
        (one.case.id, ""),
        (CaseId("00"), one.secret),
        (held.id, ""),
        (held.id, "\ud800"),
    ):
        with pytest.raises(UnknownCaseError):
            desk.look_up(case_id, secret)
    with pytest.raises(UnknownCaseError):
        desk.appeal(one.case.id, two.secret, "no")


def test_too_many_at_once_are_not_taken_from_one_key(desk: CaseDesk, room: Office) -> None:
    for _ in range(COMPLAINTS_A_MINUTE):
        desk.complain(CN, asked(), via="one")
    with pytest.raises(TooManyError):
        desk.complain(CN, asked(), via="one")
    assert desk.complain(CN, asked(), via="two").case.state == "open"
    room.later(seconds=61)
    assert desk.complain(CN, asked(), via="one").case.state == "open"


def test_the_time_runs_from_when_it_became_known(desk: CaseDesk, room: Office) -> None:
    case = desk.open("pi_breach", EU, opening(at=NOW - timedelta(hours=71)))
    assert case.due == NOW + timedelta(hours=1)
    with pytest.raises(InvalidRequestError, match="future"):
        desk.open("pi_breach", EU, opening(at=NOW + timedelta(hours=1)))
    first = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))
    with pytest.raises(InvalidRequestError, match="calendar"):
        desk.open("pi_breach", EU, opening(at=first))
    del room


def test_what_cannot_be_opened_is_said(desk: CaseDesk) -> None:
    bad: list[tuple[Any, ...]] = [
        ("operation", CN, opening(), InvalidRequestError),
        ("pi_breach", MarketId("XX"), opening(), UnknownMarketError),
        ("pi_breach", CN, opening(" "), InvalidRequestError),
        ("pi_breach", CN, opening("x" * (MAX_TEXT_CHARS + 1)), InvalidRequestError),
        ("pi_breach", CN, opening("\ud800"), InvalidRequestError),
        ("pi_breach", CN, opening(asker="x" * 501), InvalidRequestError),
        ("pi_breach", CN, replace(opening(), by=" "), InvalidRequestError),
        ("pi_breach", CN, replace(opening(), by="\u200b"), InvalidRequestError),
        ("pi_breach", CN, replace(opening(), by="\u3164"), InvalidRequestError),
        ("pi_breach", CN, replace(opening(), by="x" * 501), InvalidRequestError),
        ("foreign_request", CN, opening(site="none"), UnknownSiteError),
        ("foreign_request", CN, opening(hold=True), UnsupportedError),
    ]
    for event, market, facts, error in bad:
        with pytest.raises(error):
            desk.open(event, market, facts)
    assert desk.list() == ()


def test_a_hold_is_laid_before_the_case_is_opened(tmp_path: Path) -> None:
    laid: list[dict[str, object]] = []

    def hold(**facts: object) -> str:
        laid.append(facts)
        return "hold-1"

    with office(tmp_path, hold=hold) as room:
        case = foreign(room.desk, subject="subject-77", hold=True)
        assert case.asked.hold == "hold-1"
        assert foreign(room.desk, hold=True).asked.hold == "hold-1"
    assert laid[0] == {
        "by": "Li",
        "reason": f"case {case.id}",
        "market": CN,
        "subject": "subject-77",
    }
    assert laid[1]["subject"] is None


def test_cases_are_listed_the_newest_first_and_found_by_person(desk: CaseDesk) -> None:
    one = foreign(desk, subject="a")
    two = desk.open("access", EU, opening(subject="b"))
    assert [each.id for each in desk.list()] == [two.id, one.id]
    assert [each.id for each in desk.of_subject(SubjectId("a"))] == [one.id]
    with pytest.raises(UnknownCaseError):
        desk.show(CaseId("00"))


def test_nobody_acts_without_a_name_or_without_end(desk: CaseDesk) -> None:
    case = foreign(desk)
    for act in (by(" "), by(text="x" * (MAX_TEXT_CHARS + 1))):
        with pytest.raises(InvalidRequestError):
            desk.act(case.id, "refuse", act)


def test_acts_of_several_processes_come_one_after_the_other(room: Office) -> None:
    case = foreign(room.desk)
    desks = [room.open() for _ in range(4)]
    room.desk.act(case.id, "refuse", by("Li", "no"))
    results: list[str] = []

    def confirm(desk: CaseDesk) -> None:
        try:
            desk.act(case.id, "confirm", by(OTHER))
            results.append("done")
        except CaseStateError:
            results.append("late")

    threads = [threading.Thread(target=confirm, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["done", "late", "late", "late"]
    assert verbs(room.desk.show(case.id)).count("confirm") == 1
    assert room.desk.verify() == 1


def closed(room: Office, **facts: Any) -> Case:
    case = foreign(room.desk, **facts)
    return room.desk.act(case.id, "close", by(text="taken back"))


def test_what_was_closed_long_ago_goes_and_is_counted_still(room: Office) -> None:
    old = closed(room, area="criminal")
    opened = foreign(room.desk)
    room.later(days=10)
    new = closed(room)
    facts = room.desk.facts(CN, NOW.date(), NOW.date())
    gone = room.desk.delete_before(date(2026, 12, 1), market=CN, is_held=lambda _: False)
    assert gone == 1
    assert {each.id for each in room.desk.list()} == {opened.id, new.id}
    with pytest.raises(UnknownCaseError):
        room.desk.show(old.id)
    again = room.desk.facts(CN, NOW.date(), NOW.date())
    assert sorted(again, key=repr) == sorted(facts, key=repr)
    assert room.desk.verify() == 2
    with room.database.read() as connection:
        (events,) = connection.execute("SELECT count(*) FROM case_event").fetchone()
        (lines,) = connection.execute("SELECT count(*) FROM case_logged").fetchone()
    assert events == lines == sum(len(each.history) for each in room.desk.list())


def test_what_a_hold_keeps_stays_and_what_lies_elsewhere_does(room: Office) -> None:
    closed(room, subject="a")
    end = date(2027, 1, 1)
    assert room.desk.delete_before(end, market=EU, is_held=lambda _: False) == 0
    assert (
        room.desk.delete_before(end, market=None, is_held=lambda each: each.asked.subject == "a")
        == 0
    )
    assert room.desk.delete_before(end, market=None, is_held=lambda _: False) == 1


def test_what_is_not_in_the_log_yet_stays(room: Office) -> None:
    closed(room)
    with room.database.write() as connection:
        connection.execute("DELETE FROM case_logged")
    end = date(2027, 1, 1)
    assert room.desk.delete_before(end, market=None, is_held=lambda _: False) == 0
    room.desk.log_pending()
    assert room.desk.delete_before(end, market=None, is_held=lambda _: False) == 1
