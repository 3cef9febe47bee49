import dataclasses
from pathlib import Path

import pytest

from domicile.core.errors import ConsistencyError, StorageError
from domicile.core.ids import MarketId
from domicile.policy.register.approvals import Register
from domicile.store.database import Database
from domicile.tlog.log import Log
from tests.unit.policy.register.ledger import (
    BY,
    CALIFORNIA,
    KEY,
    Calendar,
    Scene,
    logs,
    register_of,
)
from tests.unit.policy.samples import CN, US_CA


def broken(market: MarketId) -> Log:
    raise StorageError(f"no log for {market} today")


@dataclasses.dataclass
class Door:
    """Opens the logs, once it is open itself."""

    database: Database
    is_open: bool = True

    def __call__(self, market: MarketId) -> Log:
        return (logs(self.database) if self.is_open else broken)(market)


@pytest.fixture
def door(database: Database) -> Door:
    return Door(database)


@pytest.fixture
def register(database: Database, clock: Calendar, door: Door) -> Register:
    return register_of(database, clock, Scene(), log=door)


def rewrite(database: Database, *statements: str) -> None:
    """Do what only somebody can who writes into the file beside the register."""
    with database.write() as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 're%'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def released(register: Register) -> None:
    for key in (KEY, CALIFORNIA):
        register.move("submit", key, BY)
        register.move("approve", key, BY)


def test_every_event_is_in_its_markets_log(register: Register, database: Database) -> None:
    released(register)
    assert [each.log_index for each in register.history(KEY)] == [0, 1, 2, 3, 4]
    assert logs(database)(CN).size() == logs(database)(US_CA).size() == 5
    audited = register.verify()
    assert (audited.events, audited.chained, audited.markets) == (10, 10, (CN, US_CA))
    assert register.log_pending() == 0


def test_what_cannot_be_logged_opens_nothing(
    register: Register, door: Door, database: Database
) -> None:
    register.move("submit", KEY, BY)
    size = logs(database)(CN).size()
    door.is_open = False
    with pytest.raises(StorageError):
        register.move("approve", KEY, BY)
    assert len(register.history()) == size


def test_what_closes_needs_no_log_and_is_logged_later(register: Register, door: Door) -> None:
    released(register)
    door.is_open = False
    done = register.move("suspend", KEY, BY)
    assert (done.state, register.snapshot()[KEY].state) == ("suspended", "suspended")
    assert register.history()[-1].log_index is None
    with pytest.raises(StorageError):
        register.verify()
    door.is_open = True
    assert register.log_pending() == 1
    assert register.verify().chained == 11


def test_a_new_minimum_that_is_not_logged_closes(register: Register, door: Door) -> None:
    released(register)
    door.is_open = False
    done = register.move("require", KEY, dataclasses.replace(BY, min_client="2.0"))
    assert (done.state, done.barred, done.min_client) == ("released", "unlogged", "2.0")
    door.is_open = True
    register.log_pending()
    assert register.snapshot()[KEY].barred == ""


def test_two_processes_log_an_event_once(
    register: Register, door: Door, *, tmp_path: Path, clock: Calendar, database: Database
) -> None:
    released(register)
    door.is_open = False
    register.move("suspend", KEY, BY)
    door.is_open = True
    other = Database(tmp_path / "store.sqlite", clock)
    elsewhere = register_of(other, clock, Scene())
    waiting = elsewhere.history()[-1]
    assert elsewhere.log_pending() == 1
    index = logs(database)(CN).append(b"something else", not_before=0)
    assert index == 6
    assert register.log_pending() == 0
    assert register.history()[-1] == dataclasses.replace(waiting, log_index=5)
    other.close()


def test_a_line_whose_place_was_not_remembered_is_found(
    register: Register, database: Database, clock: Calendar
) -> None:
    released(register)
    rewrite(database, "DELETE FROM release_logged WHERE event IN (2, 5)")
    register = register_of(database, clock, Scene())
    assert register.snapshot()[KEY].barred == "unlogged"
    assert register.log_pending() == 2
    assert register.snapshot()[KEY].barred == ""
    assert logs(database)(CN).size() == 5


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE release_event SET actor = 'Wang' WHERE event = 4", "#4 is not what its digest"),
        ("DELETE FROM release_event WHERE event = 3", "#4 is not what its digest"),
        ("UPDATE release_event SET digest = '' WHERE event = 3", "#3 is not what its digest"),
        ("UPDATE release_logged SET log_index = log_index + 100", "is not what the log of CN"),
        (
            "UPDATE release_logged SET log_index = 0 WHERE event = 2",
            "#2 is not what the log of CN holds",
        ),
    ],
)
def test_what_was_changed_is_found(
    register: Register, database: Database, statement: str, said: str
) -> None:
    released(register)
    rewrite(
        database, "PRAGMA defer_foreign_keys = ON", "DELETE FROM release_logged WHERE event = 3"
    )
    register.log_pending()
    rewrite(database, "DELETE FROM release_logged WHERE event = 3", statement)
    with pytest.raises(ConsistencyError, match=said):
        register.verify()


def test_a_history_that_was_cut_off_is_found(register: Register, database: Database) -> None:
    released(register)
    register.move("suspend", CALIFORNIA, BY)
    rewrite(
        database,
        "DELETE FROM release_logged WHERE event = 11",
        "DELETE FROM release_event WHERE event = 11",
    )
    with pytest.raises(ConsistencyError, match="the log of US-CA holds an event at 5"):
        register.verify()


def test_other_lines_of_a_log_are_none_of_its_business(
    register: Register, database: Database
) -> None:
    released(register)
    for line in (b"not JSON", b'["release"]', b'{"format":"another"}'):
        logs(database)(CN).append(line, not_before=0)
    assert register.verify().chained == 10


def test_a_recall_without_its_number_is_found(register: Register, database: Database) -> None:
    released(register)
    register.recall("DEMO-Qwen-20260101", BY)
    assert register.verify().chained == 11
    rewrite(database, "DELETE FROM recalled_number")
    with pytest.raises(ConsistencyError, match="was recalled, and no number is"):
        register.verify()


def test_what_waits_for_the_log_while_it_is_checked_is_said(
    register: Register, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    released(register)
    rewrite(database, "DELETE FROM release_logged WHERE event = 10")
    monkeypatch.setattr("domicile.policy.register.outbox.log_pending", lambda *_: 0)
    with pytest.raises(ConsistencyError, match="#10 is not yet in the log of US-CA"):
        register.verify()
