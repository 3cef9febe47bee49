from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domicile.core.clock import SystemClock
from domicile.core.errors import StorageError
from domicile.core.ids import MarketId
from domicile.store.cases import CaseId, CaseRow, CaseStore, EventRow, fact_of
from domicile.store.database import Database

CN, EU = MarketId("CN"), MarketId("EU")
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def row(name: str = "a", **facts: Any) -> CaseRow:
    plain = CaseRow(
        case_id=CaseId(name),
        kind="complaint",
        event="complaint",
        market=CN,
        area="",
        via="",
        opened_at=NOW,
        due=NOW + timedelta(days=15),
        state="open",
        outcome="",
        answered_at=None,
        closed_at=None,
        secret=b"\x01" * 32,
        rules="[]",
        sealed=b"sealed",
    )
    return replace(plain, **facts)


def event(name: str = "a", **facts: Any) -> EventRow:
    plain = EventRow(
        case_id=CaseId(name),
        market=CN,
        verb="open",
        state="open",
        at=NOW,
        digest=b"\x02" * 32,
        log_size=3,
        sealed=b"sealed too",
    )
    return replace(plain, **facts)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "store.sqlite", SystemClock())
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> CaseStore:
    return CaseStore(database)


def put(store: CaseStore, case: CaseRow) -> None:
    with store.change() as cases:
        cases.put(case)
        cases.append(event(case.case_id, market=case.market))


def test_a_case_is_read_as_it_was_written(store: CaseStore) -> None:
    put(store, row())
    with store.view() as cases:
        assert cases.find(CaseId("a")) == row()
        assert cases.find(CaseId("b")) is None
        assert cases.history(CaseId("a")) == (event(number=1),)
        assert cases.history(CaseId("b")) == ()


def test_what_changes_changes_and_the_rest_stays(store: CaseStore) -> None:
    put(store, row())
    later = row(
        state="closed",
        outcome="answered",
        answered_at=NOW + timedelta(days=1),
        closed_at=NOW + timedelta(days=2),
        due=None,
    )
    with store.change() as cases:
        cases.put(replace(later, sealed=b"other", market=EU, secret=b""))
        assert cases.find(CaseId("a")) == later


def test_cases_are_listed_the_newest_first(store: CaseStore) -> None:
    for name in "abc":
        put(store, row(name))
    with store.view() as cases:
        assert [each.case_id for each in cases.list()] == ["c", "b", "a"]


def test_an_event_waits_until_its_line_is_known(store: CaseStore) -> None:
    put(store, row())
    assert [each.number for each in store.unlogged()] == [1]
    store.logged(1, 7)
    store.logged(1, 8)
    assert store.unlogged() == ()
    with store.view() as cases:
        assert [each.log_index for each in cases.history(CaseId("a"))] == [7]


def test_what_came_lately_through_one_key_is_counted(store: CaseStore) -> None:
    for name, via, minutes in (("a", "k", 0), ("b", "k", 5), ("c", "", 0)):
        put(store, row(name, via=via, opened_at=NOW - timedelta(minutes=minutes)))
    with store.view() as cases:
        assert cases.came_since("complaint", "k", NOW - timedelta(minutes=1)) == 1
        assert cases.came_since("complaint", "k", NOW - timedelta(minutes=9)) == 2
        assert cases.came_since("rights", "k", NOW - timedelta(minutes=9)) == 0


def test_a_case_that_is_open_cannot_be_removed(store: CaseStore) -> None:
    put(store, row())
    with pytest.raises(StorageError), store.change() as cases:
        cases.remove(row(), fact_of(row(), NOW))
    assert store.facts(CN, NOW.date(), NOW.date(), NOW) == (fact_of(row(), NOW),)


def test_what_is_counted_is_the_same_before_and_after(store: CaseStore) -> None:
    closed = row(
        state="closed",
        outcome="answered",
        answered_at=NOW + timedelta(days=16),
        closed_at=NOW + timedelta(days=17),
    )
    put(store, closed)
    day = NOW.date()
    before = store.facts(CN, day, day, NOW)
    assert [(each.days, each.overdue, each.outcome) for each in before] == [(16, True, "answered")]
    store.logged(1, 0)
    with store.change() as cases:
        assert cases.closed_before(date(2026, 12, 11), CN) == ()
        assert cases.closed_before(date(2026, 12, 12), EU) == ()
        (old,) = cases.closed_before(date(2026, 12, 12), None)
        cases.remove(old, fact_of(old, NOW))
        assert cases.list() == ()
        assert cases.history(CaseId("a")) == ()
    assert store.facts(CN, day, day, NOW) == before
    assert store.facts(None, day, day, NOW) == before
    assert store.facts(EU, day, day, NOW) == ()
    assert store.facts(CN, day + timedelta(days=1), day + timedelta(days=9), NOW) == ()


@pytest.mark.parametrize(
    ("facts", "at_day", "late"),
    [
        ({}, 15, False),
        ({}, 16, True),
        ({"due": None}, 4000, False),
        ({"answered_at": NOW + timedelta(days=2)}, 4000, False),
        ({"closed_at": NOW + timedelta(days=2)}, 4000, False),
    ],
)
def test_late_is_what_has_no_answer_in_time(
    facts: dict[str, Any], at_day: int, *, late: bool
) -> None:
    assert fact_of(row(**facts), NOW + timedelta(days=at_day)).overdue is late
