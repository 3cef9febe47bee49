from collections.abc import Iterator
from pathlib import Path

import pytest

from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.ids import SubjectId
from domicile.store.database import Database
from domicile.store.persons import PURPOSE, UNNAMED, Persons
from domicile.store.vault import Vault

WANG, LI = SubjectId("wang"), SubjectId("li")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "store.sqlite", SystemClock())
    yield database
    database.close()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "at-rest.key", SystemEntropy())


def enrol(database: Database, persons: Persons, person: SubjectId | None) -> int:
    with database.write() as connection:
        return persons.enrol(connection, person)


def find(database: Database, persons: Persons, person: SubjectId) -> int | None:
    with database.read() as connection:
        return persons.find(connection, person)


def test_everybody_has_one_number(database: Database, vault: Vault) -> None:
    persons = Persons(vault)
    assert find(database, persons, WANG) is None
    numbers = [enrol(database, persons, person) for person in (None, WANG, LI, WANG)]
    assert numbers[0] == UNNAMED
    assert numbers[1] == numbers[3]
    assert len(set(numbers)) == 3
    assert find(database, persons, LI) == numbers[2]
    assert find(database, persons, SubjectId("nobody")) is None


def test_another_process_finds_the_same_numbers(database: Database, vault: Vault) -> None:
    number = enrol(database, Persons(vault), WANG)
    assert find(database, Persons(vault), WANG) == number
    assert enrol(database, Persons(vault), WANG) == number


def test_an_id_that_is_no_proper_text_has_a_number(database: Database, vault: Vault) -> None:
    persons, odd = Persons(vault), SubjectId("\ud800")
    assert enrol(database, persons, odd) == find(database, persons, odd)


def test_a_number_is_not_given_twice(database: Database, vault: Vault) -> None:
    persons = Persons(vault)
    number = enrol(database, persons, WANG)
    with database.write() as connection:
        assert persons.forget(connection, WANG)
    assert find(database, persons, WANG) is None
    assert enrol(database, persons, WANG) != number


def test_forgetting_spares_everybody_else(database: Database, vault: Vault) -> None:
    persons = Persons(vault)
    with database.write() as connection:
        assert not persons.forget(connection, WANG)
    number = enrol(database, persons, LI)
    with database.write() as connection:
        assert not persons.forget(connection, WANG)
    assert find(database, persons, LI) == number


def test_two_stores_have_different_tokens(vault: Vault, tmp_path: Path) -> None:
    tokens = set()
    for name in ("a", "b"):
        database = Database(tmp_path / name / "store.sqlite", SystemClock())
        enrol(database, Persons(vault), WANG)
        with database.read() as connection:
            tokens |= set(connection.execute("SELECT token FROM export_person"))
        database.close()
    assert len(tokens - {(None,)}) == 2


def test_the_key_is_kept_sealed(database: Database, vault: Vault) -> None:
    enrol(database, Persons(vault), None)
    with database.read() as connection:
        (sealed,) = connection.execute("SELECT sealed_key FROM export_book").fetchone()
    key = vault.open(sealed, PURPOSE)
    assert len(key) == 32
    assert key not in sealed
