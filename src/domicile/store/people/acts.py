"""What people decided and what was recorded of them: append-only, under keyed tokens."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, cast

from domicile.core.ids import MarketId, SubjectId
from domicile.store.database import Database, stamp
from domicile.store.people.tokens import Tokens, of_person
from domicile.store.vault import Vault

Topic = Literal["consent", "choice", "fact", "agreement", "restriction"]
"""What an act is about."""

Door = Literal["cli", "http", "console"]
"""Through which door it came."""

GIVEN: Final = "given"
"""Value of a consent or an agreement that was given."""

WITHDRAWN: Final = "withdrawn"
"""Value of a consent or an agreement that was taken back."""

ON: Final = "on"
"""Value of a switch that is on."""

OFF: Final = "off"
"""Value of a switch that is off."""

_ALL: Final = (
    "SELECT act_id, topic, word, value, market, at, how, notice, version, sealed_by"
    " FROM person_act WHERE token = ? ORDER BY number"
)


_LATEST: Final = (
    "SELECT act_id, topic, word, value, market, at, how, notice, version, sealed_by, max(number)"
    " FROM person_act WHERE token = ? GROUP BY topic, word ORDER BY max(number)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing that a person decided, or that was recorded of them; never changed."""

    id: str
    """128 random bits in hexadecimal."""

    topic: Topic
    """What it is about."""

    word: str
    """Which consent, choice or agreement: ``health``, ``training``, ``label_terms`` …"""

    value: str
    """What was said: ``given``, ``withdrawn``, ``on``, ``off``, or words of a fact."""

    market: MarketId
    """Under whose rules."""

    at: datetime
    """When, in UTC."""

    how: Door
    """Through which door."""

    notice: str = ""
    """The text that was shown; empty where there is none."""

    version: str = ""
    """Version of that text."""

    by: str = ""
    """Who said it; empty for the person themselves."""


class ActBook:
    """The acts of all people. Safe to use from any thread and process.

    Args:
        database: The store.
        vault: Seals who said it.
        tokens: Stand in place of people.
    """

    def __init__(self, database: Database, vault: Vault, tokens: Tokens) -> None:
        self._database = database
        self._vault = vault
        self._tokens = tokens

    def append(self, subject: SubjectId, acts: Sequence[Act]) -> None:
        """Write down all of ``acts`` or none; durable when this returns.

        Raises:
            StorageError: The store cannot be written; nothing was.
            VaultError: The key cannot be opened.
        """
        with self._database.write() as connection:
            token = self._tokens.make(connection, of_person(subject))
            connection.executemany(
                "INSERT INTO person_act (token, act_id, topic, word, value, market, at, how,"
                " notice, version, sealed_by) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                [(token, *self._row(each)) for each in acts],
            )

    def of(self, subject: SubjectId) -> tuple[Act, ...]:
        """Return every act of ``subject``, oldest first.

        Raises:
            StorageError: The store cannot be read.
            VaultError: A key cannot be opened.
        """
        with self._database.read() as connection:
            return self.read(connection, subject)

    def read(self, connection: sqlite3.Connection, subject: SubjectId) -> tuple[Act, ...]:
        """As `of`, inside a transaction."""
        token = self._tokens.find(connection, of_person(subject))
        return tuple(map(self._act, connection.execute(_ALL, (token,)).fetchall()))

    def latest(self, connection: sqlite3.Connection, subject: SubjectId) -> tuple[Act, ...]:
        """Return only the last act of each topic and word, oldest first: what holds rests on them.

        Raises:
            VaultError: A key cannot be opened.
        """
        token = self._tokens.find(connection, of_person(subject))
        return tuple(map(self._act, connection.execute(_LATEST, (token,)).fetchall()))

    def _row(self, act: Act) -> tuple[Any, ...]:
        sealed = self._vault.seal(act.by.encode(), _purpose(act.id)) if act.by else b""
        return (
            *(act.id, act.topic, act.word, act.value, act.market, stamp(act.at), act.how),
            *(act.notice, act.version, sealed),
        )

    def _act(self, row: tuple[Any, ...]) -> Act:
        id_, topic, word, value, market, at, how, notice, version, sealed = row[:10]
        return Act(
            id=id_,
            topic=cast("Topic", topic),
            word=word,
            value=value,
            market=MarketId(market),
            at=datetime.fromisoformat(at),
            how=cast("Door", how),
            notice=notice,
            version=version,
            by=self._vault.open(sealed, _purpose(id_)).decode() if sealed else "",
        )


def _purpose(act_id: str) -> str:
    """Bind a sealed name to its act, so that rows cannot be swapped."""
    return f"person-act/{act_id}"
