"""The approvals register's tables: an append-only history, its places in the log, and recalls."""

import dataclasses
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from domicile.core.errors import StoreDamagedError
from domicile.store.database import Database, stamp
from domicile.store.releases import Act, Release, ReleaseEvent, ReleaseKey, ReleaseState

Mark = tuple[int, int, int]
"""Changes whenever the register does: the last event, the last logged one, the last recall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """A number that a regulator took back."""

    number: str
    """Which, in the form in which numbers are compared."""

    actor: str
    """Who wrote it down; MUST NOT be empty."""

    at: datetime
    """When, aware of its zone."""

    reason: str = ""
    """Why; empty where nothing was said."""


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

    def mark(self) -> Mark:
        """Return what changes whenever the register does; costs microseconds."""
        with self._database.read() as connection:
            mark: Mark = connection.execute(
                "SELECT (SELECT coalesce(max(event), 0) FROM release_event),"
                " (SELECT coalesce(max(place), 0) FROM release_logged),"
                " (SELECT coalesce(max(recall), 0) FROM recalled_number)"
            ).fetchone()
        return mark

    def history(self) -> tuple[ReleaseEvent, ...]:
        """Return everything that happened, oldest first."""
        with self._database.read() as connection:
            rows = _rows(connection, "SELECT * FROM release_history ORDER BY event")
        return tuple(map(_event, rows))

    def unlogged(self) -> tuple[ReleaseEvent, ...]:
        """Return the events of which no place in the log is known, oldest first."""
        with self._database.read() as connection:
            rows = _rows(
                connection,
                "SELECT * FROM release_history WHERE log_index IS NULL AND digest <> ''"
                " ORDER BY event",
            )
        return tuple(map(_event, rows))

    def logged(self, event: int, log_index: int) -> None:
        """Remember where the line of ``event`` stands in its market's log."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO release_logged (event, log_index) VALUES (?, ?)",
                (event, log_index),
            )

    def recalls(self) -> tuple[Recall, ...]:
        """Return every number that was recalled, oldest first."""
        with self._database.read() as connection:
            return _recalls(connection)

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

    def last(self, key: ReleaseKey) -> ReleaseEvent | None:
        """Return what happened last to a release, or None when nothing did."""
        rows = _rows(
            self._connection,
            "SELECT * FROM release_history WHERE event = (SELECT max(event) FROM release_event"
            " WHERE market = ? AND feature = ? AND site = ?)",
            key,
        )
        return _event(rows[0]) if rows else None

    def keys(self) -> tuple[ReleaseKey, ...]:
        """Return every release that something ever happened to."""
        rows = self._connection.execute(
            "SELECT DISTINCT market, feature, site FROM release_event"
            " ORDER BY market, feature, site"
        ).fetchall()
        return tuple(ReleaseKey(*row) for row in rows)

    def last_digest(self) -> str:
        """Return the digest of the last event of all; empty when there is none."""
        row = self._connection.execute(
            "SELECT digest FROM release_event ORDER BY event DESC LIMIT 1"
        ).fetchone()
        return row[0] if row else ""

    def recalled(self) -> frozenset[str]:
        """Return the numbers that were recalled, in the form in which they are compared."""
        return frozenset(each.number for each in _recalls(self._connection))

    def append(self, event: ReleaseEvent) -> ReleaseEvent:
        """Write ``event`` down; return it with its number."""
        cursor = self._connection.execute(
            "INSERT INTO release_event (market, feature, site, state, number, model,"
            " model_version, model_digest, origin, filing_no, certificates, min_client, verb,"
            " actor, at, reason, evidence, note, salt, digest, log_size)"
            " VALUES (:market, :feature, :site, :state, :number, :model, :model_version,"
            " :model_digest, :origin, :filing_no, :certificates, :min_client, :verb, :actor, :at,"
            " :reason, :evidence, :note, :salt, :digest, :log_size)",
            _columns(event),
        )
        release = dataclasses.replace(event.release, event=cursor.lastrowid or 0)
        return dataclasses.replace(event, release=release)

    def recall(self, recall: Recall) -> None:
        """Write down that nothing may rest on a number; once is enough."""
        self._connection.execute(
            "INSERT OR IGNORE INTO recalled_number (number, actor, at, reason) VALUES (?, ?, ?, ?)",
            (recall.number, recall.actor, stamp(recall.at), recall.reason),
        )


def _rows(
    connection: sqlite3.Connection, query: str, facts: tuple[str, ...] = ()
) -> list[sqlite3.Row]:
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(query, facts).fetchall()


def _recalls(connection: sqlite3.Connection) -> tuple[Recall, ...]:
    rows = connection.execute(
        "SELECT number, actor, at, reason FROM recalled_number ORDER BY recall"
    ).fetchall()
    return tuple(
        Recall(number=number, actor=actor, at=datetime.fromisoformat(at), reason=reason)
        for number, actor, at, reason in rows
    )


def _columns(event: ReleaseEvent) -> dict[str, str | int]:
    release, act = event.release, event.act
    certificates = {name: day.isoformat() for name, day in sorted(release.certificates.items())}
    return {
        **release.key._asdict(),
        "state": release.state.value,
        "number": release.number,
        "model": release.model,
        "model_version": release.model_version,
        "model_digest": release.model_digest,
        "origin": release.origin,
        "filing_no": release.filing_no,
        "certificates": json.dumps(certificates, ensure_ascii=False),
        "min_client": release.min_client,
        "verb": act.verb,
        "actor": act.actor,
        "at": stamp(act.at),
        "reason": act.reason,
        "evidence": act.evidence,
        "note": event.note,
        "salt": event.salt,
        "digest": event.digest,
        "log_size": event.log_size,
    }


def _event(row: sqlite3.Row) -> ReleaseEvent:
    try:
        return _read(row)
    except (ValueError, TypeError, AttributeError) as error:
        msg = "the register holds an event that makes no sense"
        raise StoreDamagedError(msg) from error


def _read(row: sqlite3.Row) -> ReleaseEvent:
    act = Act(
        verb=row["verb"],
        actor=row["actor"],
        at=datetime.fromisoformat(row["at"]),
        reason=row["reason"],
        evidence=row["evidence"],
    )
    return ReleaseEvent(
        release=_release(row),
        act=act,
        previous=row["previous"],
        salt=row["salt"],
        note=row["note"],
        digest=row["digest"],
        log_size=row["log_size"],
        log_index=row["log_index"],
    )


def _release(row: sqlite3.Row) -> Release:
    certificates: dict[str, str] = json.loads(row["certificates"])
    return Release(
        key=ReleaseKey(row["market"], row["feature"], row["site"]),
        state=ReleaseState(row["state"]),
        number=row["number"],
        model=row["model"],
        model_version=row["model_version"],
        model_digest=row["model_digest"],
        origin=row["origin"],
        filing_no=row["filing_no"],
        certificates=MappingProxyType(
            {name: date.fromisoformat(day) for name, day in certificates.items()}
        ),
        min_client=row["min_client"],
        event=row["event"],
    )
