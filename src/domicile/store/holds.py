"""Legal holds in the store: append-only, and sealed; not even who is held can be read there."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Final

from domicile.core.ids import MarketId, SubjectId
from domicile.store.database import Database
from domicile.store.vault import Vault

_PLACED: Final = "placed"
_LIFTED: Final = "lifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a hold keeps from being deleted; an empty field means all."""

    record: str = ""
    """Only this record."""

    market: MarketId = MarketId("")
    """Only this market."""

    subject: SubjectId | None = None
    """Only what belongs to this person; None means all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who placed or lifted a hold."""

    by: str
    """Who."""

    reason: str
    """Why: the order, or the matter, for which it stands."""

    at: str
    """When, UTC in ISO 8601."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A legal hold."""

    id: str
    """Its name: random, and tells nothing."""

    scope: Scope
    """What it keeps."""

    placed: Act
    """Who placed it."""

    lifted: Act | None = None
    """Who lifted it; None while it stands."""


class HoldStore:
    """Keeps the history of holds. Safe to use from any thread and process.

    Args:
        database: The store.
        vault: Seals names, reasons and people.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def place(self, hold: Hold) -> None:
        """Write down a new hold; it binds every deletion that begins after this returns.

        Raises:
            StorageError: The store cannot be written, or knows the id already.
        """
        self._append(hold.id, _PLACED, hold.placed.at, asdict(hold.placed) | asdict(hold.scope))

    def lift(self, hold_id: str, act: Act) -> None:
        """Write down that a hold was lifted.

        Raises:
            StorageError: The store cannot be written, or the hold was lifted before.
        """
        self._append(hold_id, _LIFTED, act.at, asdict(act))

    def all(self) -> tuple[Hold, ...]:
        """Return every hold that there ever was, oldest first.

        Raises:
            VaultError: One cannot be opened with this machine's key.
        """
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT hold_id, act, sealed FROM hold_event ORDER BY event"
            ).fetchall()
        found: dict[str, Hold] = {}
        for hold_id, act, sealed in rows:
            said = json.loads(self._vault.open(sealed, purpose(hold_id, act)))
            done = Act(by=said["by"], reason=said["reason"], at=said["at"])
            if act == _LIFTED:
                found[hold_id] = replace(found[hold_id], lifted=done)
                continue
            scope = Scope(
                record=said["record"],
                market=MarketId(said["market"]),
                subject=said["subject"],
            )
            found[hold_id] = Hold(id=hold_id, scope=scope, placed=done)
        return tuple(found.values())

    def _append(self, hold_id: str, act: str, at: str, said: Mapping[str, str | None]) -> None:
        sealed = self._vault.seal(json.dumps(said).encode(), purpose(hold_id, act))
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO hold_event (hold_id, act, at, sealed) VALUES (?, ?, ?, ?)",
                (hold_id, act, at, sealed),
            )


def purpose(hold_id: str, act: str) -> str:
    """Bind a sealed event to its hold, so that rows cannot be swapped."""
    return f"hold/{hold_id}/{act}"
