"""The approvals register's tables: the present state of each release, and its whole history."""

import dataclasses
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.site import Origin
from domicile.store.database import Database


class ReleaseState(StrEnum):
    """How far a release is."""

    PROPOSED = "proposed"
    ASSESSED = "assessed"
    FILED = "filed"
    APPROVED = "approved"
    RELEASED = "released"
    RESTRICTED = "restricted"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class ReleaseKey(NamedTuple):
    """One feature, in one market, served by one site."""

    market: MarketId
    """Where it is offered."""

    feature: FeatureId
    """What is offered."""

    site: SiteId
    """Who serves it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What the register holds about a release at one moment."""

    key: ReleaseKey
    """Which release."""

    state: ReleaseState
    """How far it is."""

    number: str
    """Number that a regulator gave the app; empty where there is none."""

    model: str
    """Name of the model that was submitted."""

    model_digest: str
    """SHA-256 of that model where it was known, in hexadecimal; else empty."""

    origin: Origin = ""
    """Whose model it was, as the settings said when it was submitted."""

    event: int = 0
    """The event that led to this state, from 1; 0 until it is written down."""

    @property
    def entry(self) -> str:
        """The register's entry, as reasons and receipts name it."""
        return f"{self.key.market}/{self.key.feature}/{self.key.site}#{self.event}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who did something to a release, when and why."""

    actor: str
    """Who; MUST NOT be empty."""

    at: datetime
    """When, aware of its zone."""

    reason: str
    """Why; empty where nothing was said."""

    evidence: str
    """SHA-256 of the file that shows it, in hexadecimal; empty where none was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseEvent:
    """One step of a release's history; never changed, never removed."""

    release: Release
    """What the register held from then on."""

    act: Act
    """Who made it so."""


Releases = Mapping[ReleaseKey, Release]
"""The register at one moment. A plain ``(market, feature, site)`` finds an entry too."""


class ReleaseStore:
    """Reads and writes the register's tables. Safe to use from any thread.

    Args:
        database: The store.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def version(self) -> int:
        """Return a number that changes whenever the store has been written, by any process."""
        return self._database.data_version()

    def present(self) -> Releases:
        """Return every release as it is now."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT market, feature, site, state, number, model, model_digest, origin, event"
                " FROM release"
            ).fetchall()
        return MappingProxyType({found.key: found for found in map(_release, rows)})

    def on_day(self, day: date) -> Releases:
        """Return every release as it was at the end of ``day``, in UTC."""
        end = datetime.combine(day, time.max, UTC)
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT market, feature, site, state, number, model, model_digest, origin,"
                " max(event) FROM release_event WHERE at <= ? GROUP BY market, feature, site",
                (_stamp(end),),
            ).fetchall()
        return MappingProxyType({found.key: found for found in map(_release, rows)})

    def history(self, key: ReleaseKey | None = None) -> tuple[ReleaseEvent, ...]:
        """Return everything that happened, oldest first; with ``key``, to that release only."""
        query = (
            "SELECT market, feature, site, state, number, model, model_digest, origin, event,"
            " actor, at, reason, evidence FROM release_event"
        )
        with self._database.read() as connection:
            if key is None:
                rows = connection.execute(query + " ORDER BY event").fetchall()
            else:
                rows = connection.execute(
                    query + " WHERE market = ? AND feature = ? AND site = ? ORDER BY event", key
                ).fetchall()
        return tuple(map(_event, rows))

    @contextmanager
    def change(self) -> Iterator["OpenRegister"]:
        """Open the register for a change that nobody else's can come between."""
        with self._database.write() as connection:
            yield OpenRegister(connection)


class OpenRegister:
    """The register inside one transaction.

    Args:
        connection: A connection inside a writing transaction.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def find(self, key: ReleaseKey) -> Release | None:
        """Return the release as it is now, or None when there is none."""
        row = self._connection.execute(
            "SELECT market, feature, site, state, number, model, model_digest, origin, event"
            " FROM release WHERE market = ? AND feature = ? AND site = ?",
            key,
        ).fetchone()
        return None if row is None else _release(row)

    def append(self, release: Release, act: Act) -> Release:
        """Write down that ``act`` made ``release`` so; return it with its event's number."""
        facts = (
            *release.key,
            release.state.value,
            release.number,
            release.model,
            release.model_digest,
            release.origin,
        )
        cursor = self._connection.execute(
            "INSERT INTO release_event (market, feature, site, state, number, model,"
            " model_digest, origin, actor, at, reason, evidence)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            (*facts, act.actor, _stamp(act.at), act.reason, act.evidence),
        )
        event = cursor.lastrowid
        self._connection.execute(
            "INSERT OR REPLACE INTO release (market, feature, site, state, number, model,"
            " model_digest, origin, event) VALUES (?,?,?,?,?,?,?,?,?)",
            (*facts, event),
        )
        return dataclasses.replace(release, event=event or 0)


def _stamp(moment: datetime) -> str:
    """Write ``moment`` so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _release(row: tuple[Any, ...]) -> Release:
    market, feature, site, state, number, model, model_digest, origin, event = row[:9]
    return Release(
        key=ReleaseKey(market, feature, site),
        state=ReleaseState(state),
        number=number,
        model=model,
        model_digest=model_digest,
        origin=origin,
        event=event,
    )


def _event(row: tuple[Any, ...]) -> ReleaseEvent:
    actor, at, reason, evidence = row[9:]
    act = Act(actor=actor, at=datetime.fromisoformat(at), reason=reason, evidence=evidence)
    return ReleaseEvent(release=_release(row), act=act)
