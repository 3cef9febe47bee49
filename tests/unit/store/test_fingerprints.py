from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.errors import VaultError
from domicile.store.database import Database
from domicile.store.fingerprints import Fingerprints
from domicile.store.sealed import sealed_value
from domicile.store.vault import Vault


class Days(SystemClock):
    day = date(2026, 11, 24)

    def now(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 23, 59, tzinfo=UTC)


@pytest.fixture
def clock() -> Days:
    return Days()


@pytest.fixture
def database(tmp_path: Path, clock: Days) -> Database:
    return Database(tmp_path / "store.sqlite", clock)


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "key", SystemEntropy())


@pytest.fixture
def book(database: Database, vault: Vault, clock: Days) -> Fingerprints:
    return Fingerprints(database, vault, clock)


def test_what_is_remembered_is_found(book: Fingerprints) -> None:
    assert book.find([b"one"]) is None
    book.remember(b"one", "mark-1")
    book.remember(b"two", "mark-2")
    known = book.find([b"none", b"two", b"one"])
    assert known is not None
    assert (known.mark, known.day) == ("mark-2", date(2026, 11, 24))
    assert book.find([]) is None


def test_the_latest_mark_counts(book: Fingerprints, clock: Days) -> None:
    book.remember(b"one", "mark-1")
    clock.day = date(2027, 1, 2)
    book.remember(b"one", "mark-2")
    known = book.find([b"one"])
    assert known is not None
    assert (known.mark, known.day) == ("mark-2", date(2027, 1, 2))


def test_what_is_past_its_time_goes(book: Fingerprints, clock: Days) -> None:
    book.remember(b"old", "1")
    clock.day = date(2026, 11, 25)
    book.remember(b"new", "2")
    assert book.delete_before(date(2026, 11, 24)) == 0
    assert book.delete_before(date(2026, 11, 25)) == 1
    assert book.find([b"old"]) is None
    assert book.find([b"new"]) is not None


def test_another_process_finds_it(
    book: Fingerprints, database: Database, vault: Vault, clock: Days
) -> None:
    book.remember(b"one", "1")
    assert Fingerprints(database, vault, clock).find([b"one"]) is not None


def test_nothing_in_the_store_tells_the_text(book: Fingerprints, database: Database) -> None:
    book.remember(b"a text that nobody may read here", "1")
    assert b"nobody may read" not in database.path.read_bytes()
    with database.read() as connection:
        (token,) = connection.execute("SELECT token FROM fingerprint").fetchone()
    assert len(token) == 32


def test_without_the_key_nothing_is_found(
    book: Fingerprints, database: Database, clock: Days, tmp_path: Path
) -> None:
    book.remember(b"one", "1")
    assert sealed_value(database) is not None
    other = Vault(tmp_path / "other", SystemEntropy())
    other.prepare()
    with pytest.raises(VaultError):
        Fingerprints(database, other, clock).find([b"one"])
