"""What people were shown: notices by version, and copies without a visible label."""

import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final, NamedTuple

from domicile.core.ids import MarketId, RuleId, SubjectId
from domicile.store.database import Database, stamp
from domicile.store.people.tokens import Tokens, of_person

_BATCH: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy that was handed out without its visible label."""

    at: datetime
    """When, in UTC."""

    market: MarketId
    """Under whose rules."""

    rule: RuleId
    """The rule that permits it, and has it recorded."""

    mark: str
    """Which making it was, by the name of the mark in its metadata."""

    kept_until: date
    """Last day for which the rule has this record kept."""


class Shown(NamedTuple):
    """A notice that a person has seen."""

    notice: str
    """Name of the text."""

    version: str
    """Its version."""

    at: datetime
    """When this version was first shown."""


class ShownBook:
    """What all people were shown. Safe to use from any thread and process.

    Args:
        database: The store.
        tokens: Stand in place of people.
    """

    def __init__(self, database: Database, tokens: Tokens) -> None:
        self._database = database
        self._tokens = tokens

    def record(
        self, subject: SubjectId, now: datetime, *, notices: Mapping[str, str], copy: Copy | None
    ) -> None:
        """Write down which notices were shown, and the copy that was handed out, if any.

        Args:
            subject: To whom.
            now: The present moment.
            notices: Name of each text to its version.
            copy: The copy without its label, or None.

        Raises:
            StorageError: The store cannot be written; nothing was.
            VaultError: The key cannot be opened.
        """
        with self._database.write() as connection:
            token = self._tokens.make(connection, of_person(subject))
            connection.executemany(
                "INSERT INTO person_notice VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
                " SET version = excluded.version, at = excluded.at"
                " WHERE version <> excluded.version",
                [(token, notice, version, stamp(now)) for notice, version in notices.items()],
            )
            if copy is not None:
                connection.execute(
                    "INSERT INTO unlabelled_copy (token, at, market, rule, mark, kept_until)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        token,
                        stamp(copy.at),
                        copy.market,
                        copy.rule,
                        copy.mark,
                        str(copy.kept_until),
                    ),
                )

    def notices(self, connection: sqlite3.Connection, subject: SubjectId) -> tuple[Shown, ...]:
        """Return the notices that ``subject`` has seen, each in its latest version.

        Raises:
            VaultError: The key cannot be opened.
        """
        token = self._tokens.find(connection, of_person(subject))
        rows = connection.execute(
            "SELECT notice, version, at FROM person_notice WHERE token = ? ORDER BY notice",
            (token,),
        )
        return tuple(
            Shown(notice, version, datetime.fromisoformat(at)) for notice, version, at in rows
        )

    def copies(self, connection: sqlite3.Connection, subject: SubjectId) -> tuple[Copy, ...]:
        """Return the unlabelled copies of ``subject``, oldest first.

        Raises:
            VaultError: The key cannot be opened.
        """
        token = self._tokens.find(connection, of_person(subject))
        rows = connection.execute(
            "SELECT number, at, market, rule, mark, kept_until FROM unlabelled_copy"
            " WHERE token = ? ORDER BY number",
            (token,),
        )
        return tuple(map(_copy, rows))

    def all_copies(self, market: MarketId) -> Iterator[Copy]:
        """Yield every unlabelled copy of ``market``, oldest first, and nobody's name.

        Raises:
            StorageError: The store cannot be read.
        """
        last = 0
        while True:
            with self._database.read() as connection:
                rows = connection.execute(
                    "SELECT number, at, market, rule, mark, kept_until FROM unlabelled_copy"
                    " WHERE market = ? AND number > ? ORDER BY number LIMIT ?",
                    (market, last, _BATCH),
                ).fetchall()
            if not rows:
                return
            yield from map(_copy, rows)
            last = int(rows[-1][0])

    def delete_notices_before(self, day: date, *, held: Collection[SubjectId] = ()) -> int:
        """Forget which notices were shown before ``day``; they will be shown again.

        Args:
            day: First day that stays, in UTC.
            held: People of whom nothing is deleted.

        Returns:
            How many were forgotten.

        Raises:
            StorageError: The store cannot be written; what was deleted until then stays deleted.
            VaultError: The key cannot be opened.
        """
        return self._delete(
            "DELETE FROM person_notice WHERE (token, notice) IN"
            " (SELECT token, notice FROM person_notice WHERE at < ?"
            " AND lower(hex(token)) NOT IN (SELECT value FROM json_each(?)) LIMIT ?)",
            (stamp(_begin(day)),),
            held,
        )

    def delete_copies_before(
        self, day: date, *, today: date, held: Collection[SubjectId] = ()
    ) -> int:
        """Delete the record of copies handed out before ``day``, once their rule lets go of it.

        Args:
            day: First day that stays, in UTC.
            today: A record that its rule has kept up to this day stays, too.
            held: People of whom nothing is deleted.

        Returns:
            How many were deleted.

        Raises:
            StorageError: The store cannot be written; what was deleted until then stays deleted.
            VaultError: The key cannot be opened.
        """
        return self._delete(
            "DELETE FROM unlabelled_copy WHERE number IN"
            " (SELECT number FROM unlabelled_copy WHERE at < ? AND kept_until < ?"
            " AND lower(hex(token)) NOT IN (SELECT value FROM json_each(?)) LIMIT ?)",
            (stamp(_begin(day)), str(today)),
            held,
        )

    def _delete(self, statement: str, bounds: tuple[str, ...], held: Collection[SubjectId]) -> int:
        total = 0
        while True:
            with self._database.write() as connection:
                kept = self._tokens.as_json(connection, map(of_person, held))
                count = connection.execute(statement, (*bounds, kept, _BATCH)).rowcount
            total += count
            if count < _BATCH:
                return total


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _copy(row: tuple[Any, ...]) -> Copy:
    _, at, market, rule, mark, kept_until = row
    return Copy(
        at=datetime.fromisoformat(at),
        market=MarketId(market),
        rule=RuleId(rule),
        mark=mark,
        kept_until=date.fromisoformat(kept_until),
    )
