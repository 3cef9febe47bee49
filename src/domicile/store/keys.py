"""API keys of the gateway: stored hashed, scoped, revocable."""

import base64
import hashlib
import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from domicile.core.clock import Clock, Entropy
from domicile.core.errors import UnauthorizedError, UnknownKeyIdError
from domicile.core.ids import FeatureId, MarketId
from domicile.store.database import Database

SECRET_BYTES = 32
ID_BYTES = 6
PREFIX = "dmc_"

KeyRole = Literal["caller", "operator"]
"""``operator`` may also read receipts of others and change the register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """What a key may do; the secret itself is stored nowhere."""

    id: str
    """Name of the key, safe to show."""

    role: KeyRole
    """How far it reaches."""

    markets: tuple[MarketId, ...]
    """Markets it may ask for; the first is its own."""

    features: tuple[FeatureId, ...]
    """Features it may use; empty means all."""

    created_at: str
    """When it was made, UTC in ISO 8601."""

    revoked_at: str | None
    """When it was withdrawn, or None."""


class KeyBook:
    """The keys of one installation. Safe to use from any thread and process."""

    def __init__(self, database: Database, clock: Clock, entropy: Entropy) -> None:
        self._database = database
        self._clock = clock
        self._entropy = entropy

    def add(
        self,
        markets: Sequence[MarketId],
        *,
        role: KeyRole = "caller",
        features: Sequence[FeatureId] = (),
    ) -> tuple[ApiKey, str]:
        """Create a key; return it with its secret, which cannot be shown again.

        Raises:
            StorageError: The store cannot be written.
        """
        key = ApiKey(
            id=self._entropy.token(ID_BYTES).hex(),
            role=role,
            markets=tuple(markets),
            features=tuple(features),
            created_at=self._clock.now().isoformat(timespec="seconds"),
            revoked_at=None,
        )
        raw = base64.urlsafe_b64encode(self._entropy.token(SECRET_BYTES))
        secret = PREFIX + raw.decode("ascii").rstrip("=")
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO api_key VALUES (?, ?, ?, ?, ?, ?, NULL)",
                (
                    key.id,
                    digest_of(secret),
                    key.role,
                    json.dumps(key.markets),
                    json.dumps(key.features),
                    key.created_at,
                ),
            )
        return key, secret

    def list(self) -> tuple[ApiKey, ...]:
        """Return every key, the withdrawn ones included, oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(f"{_SELECT} ORDER BY created_at, key_id").fetchall()
        return tuple(_key(row) for row in rows)

    def revoke(self, key_id: str) -> None:
        """Withdraw a key at once, in every running process.

        Raises:
            UnknownKeyIdError: There is no such key, or it was withdrawn before.
        """
        now = self._clock.now().isoformat(timespec="seconds")
        with self._database.write() as connection:
            changed = connection.execute(
                "UPDATE api_key SET revoked_at = ? WHERE key_id = ? AND revoked_at IS NULL",
                (now, key_id),
            ).rowcount
        if not changed:
            raise UnknownKeyIdError("no key in use has this id")

    def any(self) -> bool:
        """Return whether any key was ever made; the first one closes the open loopback door."""
        with self._database.read() as connection:
            return connection.execute("SELECT 1 FROM api_key LIMIT 1").fetchone() is not None

    def check(self, secret: str) -> ApiKey:
        """Return the key of this secret.

        Raises:
            UnauthorizedError: No key in use has it.
        """
        with self._database.read() as connection:
            row = connection.execute(
                f"{_SELECT} WHERE digest = ? AND revoked_at IS NULL", (digest_of(secret),)
            ).fetchone()
        if row is None:
            raise UnauthorizedError("the key is unknown or was withdrawn")
        return _key(row)


_SELECT = "SELECT key_id, role, markets, features, created_at, revoked_at FROM api_key"


def digest_of(secret: str) -> bytes:
    """Return the stored form of a secret; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _key(row: sqlite3.Row | tuple[str, KeyRole, str, str, str, str | None]) -> ApiKey:
    key_id, role, markets, features, created_at, revoked_at = row
    return ApiKey(
        id=key_id,
        role=role,
        markets=tuple(MarketId(market) for market in json.loads(markets)),
        features=tuple(FeatureId(feature) for feature in json.loads(features)),
        created_at=created_at,
        revoked_at=revoked_at,
    )
