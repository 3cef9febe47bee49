"""Numbers in place of people: found by a keyed token, and cut off from it for good."""

import hmac
import sqlite3
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domicile.core.ids import SubjectId
from domicile.store.vault import Vault

UNNAMED: Final = 0
"""Number of everybody whom nobody named, together."""

PURPOSE: Final = "exports/person-key"
"""What the key of the tokens is sealed for."""

_KEY_BYTES: Final = 32


class Persons:
    """Finds people's numbers. Safe to use from any thread and process.

    A token is HMAC-SHA256 (RFC 2104) of the person's id, by a key that the first export makes and
    the vault keeps sealed in the store.

    Args:
        vault: Seals and opens the key.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._key: bytes | None = None

    def enrol(self, connection: sqlite3.Connection, person: SubjectId | None) -> int:
        """Return the person's number; whoever has none gets one. Begins the book if need be.

        Args:
            connection: A connection inside a writing transaction.
            person: Whose number; None is `UNNAMED`.

        Raises:
            VaultError: The key cannot be opened.
        """
        key = self._existing_key(connection) or self._new_key(connection)
        if person is None:
            return UNNAMED
        token = _token(key, person)
        number = _number(connection, token)
        if number is None:
            row = connection.execute(
                "INSERT INTO export_person (token) VALUES (?) RETURNING number", (token,)
            ).fetchone()
            return int(row[0])
        return number

    def find(self, connection: sqlite3.Connection, person: SubjectId) -> int | None:
        """Return the person's number, or None when they have none.

        Raises:
            VaultError: The key cannot be opened.
        """
        key = self._existing_key(connection)
        return None if key is None else _number(connection, _token(key, person))

    def forget(self, connection: sqlite3.Connection, person: SubjectId) -> bool:
        """Take the person's token away, but not the number; return whether there was one.

        Args:
            connection: A connection inside a writing transaction.
            person: Who is forgotten.

        Raises:
            VaultError: The key cannot be opened.
        """
        number = self.find(connection, person)
        connection.execute("UPDATE export_person SET token = NULL WHERE number = ?", (number,))
        return number is not None

    def _existing_key(self, connection: sqlite3.Connection) -> bytes | None:
        if self._key is None:
            row = connection.execute("SELECT sealed_key FROM export_book").fetchone()
            self._key = None if row is None else self._vault.open(row[0], PURPOSE)
        return self._key

    def _new_key(self, connection: sqlite3.Connection) -> bytes:
        """Make the key and begin the book; kept in memory only once it was committed.

        What the vault seals holds 256 fresh random bits. The key is derived (HKDF-SHA256,
        RFC 5869) from one sealed value that is kept nowhere.
        """
        drawn = self._vault.seal(b"", PURPOSE)
        derivation = HKDF(SHA256(), length=_KEY_BYTES, salt=None, info=b"domicile/exports/v1")
        key = derivation.derive(drawn)
        connection.execute(
            "INSERT INTO export_book VALUES (1, ?, 0)", (self._vault.seal(key, PURPOSE),)
        )
        return key


def _token(key: bytes, person: SubjectId) -> bytes:
    return hmac.digest(key, person.encode("utf-8", "surrogatepass"), "sha256")


def _number(connection: sqlite3.Connection, token: bytes) -> int | None:
    row = connection.execute(
        "SELECT number FROM export_person WHERE token = ?", (token,)
    ).fetchone()
    return None if row is None else int(row[0])
