"""Everything that the store holds of one person: to be handed to them, or to be forgotten."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, SubjectId
from domicile.store.crowds import PAGE
from domicile.store.database import Database
from domicile.store.people.acts import Act, ActBook
from domicile.store.people.sessions import SessionBook
from domicile.store.people.tokens import Tokens, of_person
from domicile.store.people.usage import Copy, Shown, ShownBook
from domicile.store.persons import Persons


class Counted(NamedTuple):
    """A counter of exports that counts a person."""

    market: MarketId
    """The market that their data left."""

    counterparty: str
    """Who got it; empty when nobody knows."""

    data_class: DataClass
    """What kind of data it was."""

    as_is: bool
    """Whether it left unchanged."""

    first_day: date
    """Day of the first export, the earlier of UTC's and Beijing's."""

    last_day: date
    """Day of the last export, the later of both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """What the store holds of one person, beside the name and market in the list of people."""

    acts: tuple[Act, ...]
    """What they decided, and what was recorded of them."""

    notices: tuple[Shown, ...]
    """What they were shown."""

    sessions: tuple[tuple[datetime, datetime], ...]
    """When they were here: begin and end."""

    copies: tuple[Copy, ...]
    """Copies that they got without the visible label."""

    counted: tuple[Counted, ...]
    """Counters of exports that count them."""


class RecordBook:
    """Everything of a person, in one transaction. Safe to use from any thread and process.

    Args:
        database: The store.
        tokens: Stand in place of people.
        persons: Finds the numbers under which exports count them.
        acts: What people decided.
        sessions: When they were here.
        shown: What they were shown.
    """

    def __init__(
        self,
        database: Database,
        tokens: Tokens,
        *,
        persons: Persons,
        acts: ActBook,
        sessions: SessionBook,
        shown: ShownBook,
    ) -> None:
        self._database = database
        self._tokens = tokens
        self._persons = persons
        self._acts = acts
        self._sessions = sessions
        self._shown = shown

    def of(self, subject: SubjectId) -> Records:
        """Return everything that is held of ``subject`` at one moment.

        Raises:
            StorageError: The store cannot be read.
            VaultError: A key cannot be opened.
        """
        with self._database.read() as connection:
            return Records(
                acts=self._acts.read(connection, subject),
                notices=self._shown.notices(connection, subject),
                sessions=self._sessions.read(connection, subject),
                copies=self._shown.copies(connection, subject),
                counted=_counted(connection, self._persons.find(connection, subject)),
            )

    def forget(self, subject: SubjectId, today: date) -> Mapping[str, int]:
        """Delete everything of ``subject``, all of it or nothing; durable when this returns.

        Counts of exports stay, without anything that leads to the person. Records of unlabelled
        copies stay as long as their rule keeps them.

        Args:
            subject: Who is forgotten.
            today: What a rule keeps up to this day stays.

        Returns:
            How many rows went, by kind: ``subject``, ``acts``, ``notices``, ``sessions``,
            ``copies``, ``exports``.

        Raises:
            StorageError: The store cannot be written; nothing was deleted.
            VaultError: A key cannot be opened.
        """
        with self._database.write() as connection:
            token = self._tokens.make(connection, of_person(subject))
            connection.execute("INSERT INTO person_forgotten VALUES (?)", (token,))
            gone = {
                name: connection.execute(statement, (token,)).rowcount
                for name, statement in (
                    ("acts", "DELETE FROM person_act WHERE token = ?"),
                    ("notices", "DELETE FROM person_notice WHERE token = ?"),
                    ("sessions", "DELETE FROM person_session WHERE token = ?"),
                )
            }
            gone["copies"] = connection.execute(
                "DELETE FROM unlabelled_copy WHERE token = ? AND kept_until < ?",
                (token, str(today)),
            ).rowcount
            gone["subject"] = connection.execute(
                "DELETE FROM subject WHERE subject_id = ?", (subject,)
            ).rowcount
            gone["exports"] = int(self._persons.forget(connection, subject))
            connection.execute("DELETE FROM person_forgotten WHERE token = ?", (token,))
        return gone


def _counted(connection: sqlite3.Connection, number: int | None) -> tuple[Counted, ...]:
    rows = connection.execute(
        "SELECT market, counterparty, data_class, as_is, first_day, last_day"
        " FROM export_flow CROSS JOIN export ON export.flow = export_flow.number"
        " WHERE page = ? AND person = ? ORDER BY first_day, flow",
        (None if number is None else number // PAGE, number),
    )
    return tuple(
        Counted(
            MarketId(market),
            counterparty,
            DataClass(data_class),
            bool(as_is),
            date.fromisoformat(str(first)),
            date.fromisoformat(str(last)),
        )
        for market, counterparty, data_class, as_is, first, last in rows
    )
