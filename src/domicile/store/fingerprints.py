"""Fingerprints of what was marked: nobody can read a text out of them, or test a guess at one."""

import hmac
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domicile.core.clock import Clock
from domicile.store.crowds import number_of_day
from domicile.store.database import Database
from domicile.store.vault import Vault

PURPOSE: Final = "fingerprints/key"
"""What the key of the fingerprints is sealed for."""

_KEY_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A text that was marked here."""

    mark: str
    """The id of its latest mark."""

    day: date
    """The day of that mark, in UTC."""


class Fingerprints:
    """What was marked here. Safe to use from any thread and process.

    A fingerprint is HMAC-SHA256 (RFC 2104) of the content, by a key that the first one makes and
    the vault keeps sealed in the store.

    Args:
        database: The store.
        vault: Seals and opens the key.
        clock: Tells the day.
    """

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._key: bytes | None = None

    def remember(self, content: bytes, mark: str) -> None:
        """Keep a fingerprint of ``content``, which ``mark`` speaks of; durable on return.

        Raises:
            VaultError: The key cannot be opened.
            StorageError: The store cannot be written.
        """
        day = number_of_day(self._clock.now().astimezone(UTC).date())
        with self._database.write() as connection:
            key = self._existing_key(connection) or self._new_key(connection)
            connection.execute(
                "INSERT INTO fingerprint VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET mark = excluded.mark, day = excluded.day",
                (_token(key, content), mark, day),
            )

    def find(self, contents: Iterable[bytes]) -> Known | None:
        """Return the first of ``contents`` that was marked here, or None.

        Raises:
            VaultError: The key cannot be opened.
            StorageError: The store cannot be read.
        """
        with self._database.read() as connection:
            key = self._existing_key(connection)
            if key is None:
                return None
            for content in contents:
                row = connection.execute(
                    "SELECT mark, day FROM fingerprint WHERE token = ?", (_token(key, content),)
                ).fetchone()
                if row is not None:
                    return Known(mark=row[0], day=_day(row[1]))
        return None

    def delete_before(self, day: date) -> int:
        """Delete what was last marked before ``day``; return how many fingerprints that were.

        Raises:
            StorageError: The store cannot be written.
        """
        with self._database.write() as connection:
            return connection.execute(
                "DELETE FROM fingerprint WHERE day < ?", (number_of_day(day),)
            ).rowcount

    def _existing_key(self, connection: sqlite3.Connection) -> bytes | None:
        if self._key is None:
            row = connection.execute("SELECT sealed_key FROM fingerprint_book").fetchone()
            self._key = None if row is None else self._vault.open(row[0], PURPOSE)
        return self._key

    def _new_key(self, connection: sqlite3.Connection) -> bytes:
        """Make the key; kept in memory only once it was committed.

        What the vault seals holds 256 fresh random bits. The key is derived (HKDF-SHA256,
        RFC 5869) from one sealed value that is kept nowhere.
        """
        drawn = self._vault.seal(b"", PURPOSE)
        derivation = HKDF(SHA256(), length=_KEY_BYTES, salt=None, info=b"domicile/fingerprints/v1")
        key = derivation.derive(drawn)
        connection.execute(
            "INSERT INTO fingerprint_book VALUES (1, ?)", (self._vault.seal(key, PURPOSE),)
        )
        return key


def _token(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, "sha256")


def _day(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)
