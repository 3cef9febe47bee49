from dataclasses import replace
from pathlib import Path

import pytest

from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.errors import VaultError
from domicile.core.ids import MarketId, SubjectId
from domicile.store.database import Database
from domicile.store.subjects import Subject, SubjectBook
from domicile.store.vault import Vault

WANG = Subject(id=SubjectId("wang"), market=MarketId("CN"), name="王小明")


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "store.sqlite", SystemClock())


@pytest.fixture
def book(database: Database, tmp_path: Path) -> SubjectBook:
    return SubjectBook(database, Vault(tmp_path / "at-rest.key", SystemEntropy()))


def test_a_person_is_remembered_and_replaced(book: SubjectBook) -> None:
    book.put(WANG)
    assert book.get(WANG.id) == WANG
    moved = replace(WANG, market=MarketId("EU"))
    book.put(moved)
    assert book.get(WANG.id) == moved
    assert book.list() == (WANG.id,)


def test_a_stranger_is_unknown(book: SubjectBook) -> None:
    assert book.get(SubjectId("nobody")) is None


def test_the_name_is_encrypted_at_rest(book: SubjectBook, database: Database) -> None:
    book.put(WANG)
    database.close()
    stored = b"".join(
        file.read_bytes() for file in database.path.parent.iterdir() if "store" in file.name
    )
    assert WANG.name.encode() not in stored


def test_a_name_does_not_open_in_another_persons_row(book: SubjectBook, database: Database) -> None:
    book.put(WANG)
    book.put(replace(WANG, id=SubjectId("li"), name="李雷"))
    with database.write() as connection:
        connection.execute(
            "UPDATE subject SET sealed_name = (SELECT sealed_name FROM subject "
            "WHERE subject_id = 'li') WHERE subject_id = 'wang'"
        )
    with pytest.raises(VaultError):
        book.get(WANG.id)
