from collections.abc import Iterator
from pathlib import Path

import pytest

from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.errors import StorageError, VaultError
from domicile.core.ids import MarketId, SubjectId
from domicile.store.database import Database
from domicile.store.holds import Act, Hold, HoldStore, Scope
from domicile.store.sealed import sealed_value
from domicile.store.vault import Vault

PLACED = Act(by="王律师", reason="court order 12/2026", at="2026-11-24T12:00:00+00:00")
LIFTED = Act(by="Li", reason="it is over", at="2026-12-24T12:00:00+00:00")
HOLD = Hold(
    id="aa11",
    scope=Scope(record="receipts", market=MarketId("CN"), subject=SubjectId("wang-xiaoming")),
    placed=PLACED,
)
OTHER = Hold(id="bb22", scope=Scope(), placed=PLACED)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "store.sqlite", SystemClock())
    yield database
    database.close()


@pytest.fixture
def store(database: Database, tmp_path: Path) -> HoldStore:
    return HoldStore(database, Vault(tmp_path / "at-rest.key", SystemEntropy()))


def test_what_is_placed_is_found_again_and_so_is_what_was_lifted(store: HoldStore) -> None:
    assert store.all() == ()
    store.place(HOLD)
    store.place(OTHER)
    assert store.all() == (HOLD, OTHER)
    store.lift("aa11", LIFTED)
    first, second = store.all()
    assert (first.lifted, first.placed, second) == (LIFTED, PLACED, OTHER)


def test_a_hold_is_placed_once_and_lifted_once(store: HoldStore) -> None:
    store.place(HOLD)
    with pytest.raises(StorageError):
        store.place(HOLD)
    store.lift("aa11", LIFTED)
    with pytest.raises(StorageError):
        store.lift("aa11", LIFTED)


def test_nobody_can_read_in_the_store_who_is_held_and_why(
    store: HoldStore, database: Database
) -> None:
    store.place(HOLD)
    database.wipe(rewrite=True)
    raw = database.path.read_bytes()
    for word in ("wang-xiaoming", "王律师", "court order"):
        assert word.encode() not in raw


@pytest.mark.parametrize(
    "statement", ["UPDATE hold_event SET act = 'lifted'", "DELETE FROM hold_event"]
)
def test_the_history_can_neither_be_changed_nor_removed(
    store: HoldStore, database: Database, statement: str
) -> None:
    store.place(HOLD)
    with pytest.raises(StorageError), database.write() as connection:
        connection.execute(statement)
    assert store.all() == (HOLD,)


def test_a_hold_that_another_key_sealed_is_an_error_and_not_no_hold(
    store: HoldStore, database: Database, tmp_path: Path
) -> None:
    store.place(HOLD)
    Vault(tmp_path / "other.key", SystemEntropy()).seal(b"", "")
    with pytest.raises(VaultError):
        HoldStore(database, Vault(tmp_path / "other.key", SystemEntropy())).all()


def test_a_hold_shows_which_key_it_takes(store: HoldStore, database: Database) -> None:
    store.place(HOLD)
    assert sealed_value(database) is not None
