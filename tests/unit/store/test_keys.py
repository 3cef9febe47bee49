from pathlib import Path

import pytest

from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.errors import UnauthorizedError, UnknownKeyIdError
from domicile.core.ids import FeatureId, MarketId
from domicile.store.database import Database
from domicile.store.keys import KeyBook

CN, EU = MarketId("CN"), MarketId("EU")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "store.sqlite", SystemClock())


@pytest.fixture
def book(database: Database) -> KeyBook:
    return KeyBook(database, SystemClock(), SystemEntropy())


def test_a_key_is_found_by_its_secret(book: KeyBook) -> None:
    key, secret = book.add([CN, EU], features=[FeatureId("assistant")])
    assert book.check(secret) == key
    assert key.markets == (CN, EU)
    assert key.role == "caller"
    assert book.list() == (key,)


def test_the_first_key_is_noticed(book: KeyBook) -> None:
    assert not book.any()
    book.add([CN])
    assert book.any()


def test_the_secret_is_stored_nowhere(book: KeyBook, database: Database) -> None:
    _, secret = book.add([CN])
    database.close()
    stored = b"".join(file.read_bytes() for file in database.path.parent.iterdir())
    assert secret.encode() not in stored


@pytest.mark.parametrize("secret", ["", "dmc_x", "\ud800"])
def test_an_unknown_secret_opens_nothing(book: KeyBook, secret: str) -> None:
    book.add([CN])
    with pytest.raises(UnauthorizedError):
        book.check(secret)


def test_a_withdrawn_key_opens_nothing_more(book: KeyBook) -> None:
    key, secret = book.add([CN], role="operator")
    book.revoke(key.id)
    with pytest.raises(UnauthorizedError):
        book.check(secret)
    assert book.list()[0].revoked_at is not None
    assert book.any()


def test_only_a_key_in_use_can_be_withdrawn(book: KeyBook) -> None:
    key, _ = book.add([CN])
    book.revoke(key.id)
    for key_id in (key.id, "nobody"):
        with pytest.raises(UnknownKeyIdError):
            book.revoke(key_id)
