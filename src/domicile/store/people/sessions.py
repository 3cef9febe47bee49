"""When people were here: sessions that end with half an hour of silence."""

import sqlite3
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from domicile.core.ids import SubjectId
from domicile.store.database import Database, stamp
from domicile.store.people.tokens import Tokens, of_person

SILENCE: Final = timedelta(minutes=30)
"""A session ends after so much silence."""

_BATCH: Final = 1000
_SECONDS_A_MINUTE: Final = 60


class Sitting(NamedTuple):
    """How long a session has lasted."""

    minutes: int
    """Whole minutes up to now, from 0."""

    before: int
    """Whole minutes up to the request before; 0 where this one is the first."""


class SessionBook:
    """The sessions of all people. Safe to use from any thread and process.

    Args:
        database: The store.
        tokens: Stand in place of people and sessions.
    """

    def __init__(self, database: Database, tokens: Tokens) -> None:
        self._database = database
        self._tokens = tokens

    def touch(self, name: str, now: datetime) -> Sitting:
        """Note that a request came at ``now``; return how long its session has lasted.

        Args:
            name: Whose session, as `domicile.store.people.tokens` writes it.
            now: The present moment. A clock that ran backwards neither ends nor shortens a session.

        Raises:
            StorageError: The store cannot be written.
            VaultError: The key cannot be opened.
        """
        with self._database.write() as connection:
            token = self._tokens.make(connection, name)
            row = connection.execute(
                "SELECT began_at, last_at FROM person_session WHERE token = ?"
                " ORDER BY began_at DESC LIMIT 1",
                (token,),
            ).fetchone()
            began, last = (now, now) if row is None else map(datetime.fromisoformat, row)
            if now - last >= SILENCE:
                began = last = now
            connection.execute(
                "INSERT INTO person_session VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
                " SET last_at = max(last_at, excluded.last_at)",
                (token, stamp(began), stamp(now)),
            )
        return Sitting(_minutes(max(now, last) - began), _minutes(last - began))

    def read(
        self, connection: sqlite3.Connection, subject: SubjectId
    ) -> tuple[tuple[datetime, datetime], ...]:
        """Return begin and end of each session of ``subject``, oldest first.

        Raises:
            VaultError: The key cannot be opened.
        """
        token = self._tokens.find(connection, of_person(subject))
        rows = connection.execute(
            "SELECT began_at, last_at FROM person_session WHERE token = ? ORDER BY began_at",
            (token,),
        )
        return tuple(
            (datetime.fromisoformat(began), datetime.fromisoformat(last)) for began, last in rows
        )

    def delete_before(self, day: date, *, held: Collection[SubjectId] = ()) -> int:
        """Delete the sessions that ended before ``day``, batch by batch.

        Args:
            day: First day that stays, in UTC.
            held: People of whom nothing is deleted.

        Returns:
            How many were deleted.

        Raises:
            StorageError: The store cannot be written; what was deleted until then stays deleted.
            VaultError: The key cannot be opened.
        """
        end, total = stamp(datetime.combine(day, time(), UTC)), 0
        while True:
            with self._database.write() as connection:
                kept = self._tokens.as_json(connection, map(of_person, held))
                count = connection.execute(
                    "DELETE FROM person_session WHERE (token, began_at) IN"
                    " (SELECT token, began_at FROM person_session WHERE last_at < ?"
                    " AND lower(hex(token)) NOT IN (SELECT value FROM json_each(?)) LIMIT ?)",
                    (end, kept, _BATCH),
                ).rowcount
            total += count
            if count < _BATCH:
                return total


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // _SECONDS_A_MINUTE
