"""Keyed tokens in place of people and sessions: whoever reads the store learns no name."""

import hmac
import json
import sqlite3
from collections.abc import Iterable
from typing import Final

from domicile.core.clock import Entropy
from domicile.core.ids import SubjectId
from domicile.store.vault import Vault

PURPOSE: Final = "people/token-key"
"""What the key of the tokens is sealed for."""

_KEY_BYTES: Final = 32


class Tokens:
    """Makes tokens: HMAC-SHA256 (RFC 2104) of a name. Safe to use from any thread and process.

    The key is drawn when the first token is made; the vault keeps it sealed in the store.

    Args:
        vault: Seals and opens the key.
        entropy: Where the key comes from.
    """

    def __init__(self, vault: Vault, entropy: Entropy) -> None:
        self._vault = vault
        self._entropy = entropy
        self._key: bytes | None = None

    def make(self, connection: sqlite3.Connection, name: str) -> bytes:
        """Return the token of ``name``; draws the key if there is none yet.

        Args:
            connection: A connection inside a writing transaction.
            name: See `of_person` and `of_session`.

        Raises:
            VaultError: The key cannot be opened.
        """
        return _token(self._existing_key(connection) or self._new_key(connection), name)

    def find(self, connection: sqlite3.Connection, name: str) -> bytes | None:
        """Return the token of ``name``, or None when no token was ever made.

        Raises:
            VaultError: The key cannot be opened.
        """
        key = self._existing_key(connection)
        return None if key is None else _token(key, name)

    def as_json(self, connection: sqlite3.Connection, names: Iterable[str]) -> str:
        """Return the tokens of ``names`` as a JSON array of hexadecimal, for a query.

        Raises:
            VaultError: The key cannot be opened.
        """
        found = (self.find(connection, name) for name in names)
        return json.dumps([token.hex() for token in found if token is not None])

    def _existing_key(self, connection: sqlite3.Connection) -> bytes | None:
        if self._key is None:
            row = connection.execute("SELECT sealed_key FROM people_book").fetchone()
            self._key = None if row is None else self._vault.open(row[0], PURPOSE)
        return self._key

    def _new_key(self, connection: sqlite3.Connection) -> bytes:
        """Draw the key; it is kept in memory only once it was committed."""
        key = self._entropy.token(_KEY_BYTES)
        connection.execute(
            "INSERT INTO people_book VALUES (1, ?)", (self._vault.seal(key, PURPOSE),)
        )
        return key


def of_person(subject: SubjectId) -> str:
    """Return what a person's token is made of; no session can be called so."""
    return f"person/{subject}"


def of_session(session: str) -> str:
    """Return what a session's token is made of."""
    return f"session/{session}"


def _token(key: bytes, name: str) -> bytes:
    return hmac.digest(key, name.encode("utf-8", "surrogatepass"), "sha256")
