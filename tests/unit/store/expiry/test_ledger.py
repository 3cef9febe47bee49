from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domicile.core.clock import SystemClock
from domicile.core.errors import StorageError
from domicile.core.ids import MarketId
from domicile.store.database import Database
from domicile.store.expiry.ledger import LEASE, Entry, RunLedger

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
CN = MarketId("CN")


class Noon(SystemClock):
    """A clock that stands at noon."""

    def now(self) -> datetime:
        """Return noon."""
        return NOON


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "store.sqlite", Noon())
    yield database
    database.close()


@pytest.fixture
def ledger(database: Database) -> RunLedger:
    return RunLedger(database)


def test_before_the_first_run_time_counts_from_the_beginning_of_the_store(
    ledger: RunLedger,
) -> None:
    assert ledger.standing() == (NOON, False)


def test_one_run_at_a_time_has_the_timer(ledger: RunLedger) -> None:
    assert ledger.take("a", NOON)
    assert not ledger.take("b", NOON)
    assert ledger.take("a", NOON + timedelta(minutes=4))
    assert not ledger.take("b", NOON + timedelta(minutes=6))
    ledger.give_back("a", NOON + timedelta(minutes=7), is_wiped=True)
    assert ledger.standing() == (NOON + timedelta(minutes=7), False)
    assert ledger.take("b", NOON + timedelta(minutes=7))


def test_a_run_that_died_gives_the_timer_up(ledger: RunLedger) -> None:
    assert ledger.take("a", NOON)
    assert not ledger.take("b", NOON + LEASE - timedelta(seconds=1))
    assert ledger.take("b", NOON + LEASE)


def test_a_lease_by_a_clock_that_ran_fast_binds_nobody(ledger: RunLedger) -> None:
    assert ledger.take("a", NOON + timedelta(days=900))
    assert ledger.take("b", NOON)


def test_who_lost_the_timer_does_not_give_back_that_of_another(ledger: RunLedger) -> None:
    ledger.take("a", NOON)
    ledger.take("b", NOON + LEASE)
    ledger.give_back("a", NOON + LEASE, is_wiped=False)
    assert not ledger.take("c", NOON + LEASE)


def test_traces_are_remembered(ledger: RunLedger) -> None:
    ledger.leave_traces()
    ledger.give_back("a", NOON, is_wiped=False)
    assert ledger.standing().has_traces
    ledger.give_back("a", NOON, is_wiped=True)
    assert not ledger.standing().has_traces


def test_the_history_tells_what_went_and_what_was_held_back(ledger: RunLedger) -> None:
    assert ledger.held_back("receipts", CN) == 0
    first = Entry(NOON.isoformat(), "receipts", CN, 3, 0)
    second = Entry(NOON.isoformat(), "receipts", CN, 0, 2)
    ledger.append(first)
    ledger.append(second)
    assert ledger.history(10) == (second, first)
    assert ledger.history(1) == (second,)
    assert ledger.held_back("receipts", CN) == 2
    assert ledger.held_back("exports", CN) == 0


@pytest.mark.parametrize(
    "statement", ["UPDATE retention_run SET deleted = 0", "DELETE FROM retention_run"]
)
def test_the_history_can_neither_be_changed_nor_removed(
    ledger: RunLedger, database: Database, statement: str
) -> None:
    ledger.append(Entry(NOON.isoformat(), "receipts", CN, 3, 0))
    with pytest.raises(StorageError), database.write() as connection:
        connection.execute(statement)
    assert ledger.history(10)[0].deleted == 3
