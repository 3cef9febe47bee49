from pathlib import Path

import pytest

from domicile.core.clock import SystemEntropy
from domicile.core.errors import StorageError, VaultError
from domicile.store.people.tokens import Tokens, of_person, of_session
from domicile.store.sealed import sealed_value
from domicile.store.vault import Vault
from tests.unit.store.people.books import LI, WANG, Books


def make(books: Books, name: str, tokens: Tokens | None = None) -> bytes:
    with books.database.write() as connection:
        return (tokens or books.tokens).make(connection, name)


def find(books: Books, name: str) -> bytes | None:
    with books.database.read() as connection:
        return books.tokens.find(connection, name)


def test_a_token_is_the_same_in_every_process_and_another_for_everybody_else(
    books: Books, tmp_path: Path
) -> None:
    first = make(books, of_person(WANG))
    again = Tokens(Vault(tmp_path / "at-rest.key", SystemEntropy()), SystemEntropy())
    assert make(books, of_person(WANG), again) == first == find(books, of_person(WANG))
    assert make(books, of_person(LI)) != first
    assert make(books, of_session(WANG)) != first


def test_two_stores_call_nobody_the_same(books: Books, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = Books(tmp_path / "other")
    assert make(other, of_person(WANG)) != make(books, of_person(WANG))
    other.database.close()


def test_before_the_first_token_nobody_has_one(books: Books) -> None:
    assert find(books, of_person(WANG)) is None
    with books.database.read() as connection:
        assert books.tokens.as_json(connection, [of_person(WANG)]) == "[]"


def test_tokens_of_several_are_listed_for_a_query(books: Books) -> None:
    token = make(books, of_person(WANG))
    with books.database.read() as connection:
        assert books.tokens.as_json(connection, [of_person(WANG)]) == f'["{token.hex()}"]'


def test_a_key_that_was_not_committed_is_not_used(books: Books) -> None:
    def fails() -> None:
        with books.database.write() as connection:
            books.tokens.make(connection, "x")
            raise StorageError("the disk broke")

    with pytest.raises(StorageError):
        fails()
    assert find(books, "x") is None


def test_without_its_own_key_the_vault_opens_nothing(books: Books, tmp_path: Path) -> None:
    make(books, "x")
    (tmp_path / "other").mkdir()
    stranger = Vault(tmp_path / "other" / "at-rest.key", SystemEntropy())
    stranger.prepare()
    with pytest.raises(VaultError):
        make(books, "x", Tokens(stranger, SystemEntropy()))


def test_the_key_of_the_tokens_shows_which_key_the_store_takes(books: Books) -> None:
    assert sealed_value(books.database) is None
    make(books, "x")
    assert sealed_value(books.database) is not None
