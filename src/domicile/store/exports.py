"""Counters of exports: how many people's data left a market, for whom, of which class, and when.

No person stands here by name: each has a number (`domicile.store.persons`). Whoever is forgotten
keeps the number and loses all that leads to it, so that a count that the law asks for never
shrinks.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from typing import Final, NamedTuple

from domicile.core.clock import Clock
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, SubjectId
from domicile.store.crowds import PAGE, Crowds, Window, number_of_day
from domicile.store.database import Database
from domicile.store.persons import UNNAMED, Persons
from domicile.store.vault import Vault

EAST: Final = timezone(timedelta(hours=8))
"""Where a day begins first among the markets that count: Beijing."""


class Tally(NamedTuple):
    """What is counted: distinct people with an export of any of some classes."""

    market: MarketId
    """Whose rule counts."""

    since: date
    """First day that counts."""

    counterparty: str
    """Who got the data; empty counts all recipients together."""

    classes: frozenset[DataClass]
    """Classes of which any one is enough."""

    as_is: bool
    """Whether only data counts that left unchanged (kept or generalized)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Data of one class that leaves a market for one recipient."""

    market: MarketId
    """The market that it leaves."""

    counterparty: str
    """Who gets it; empty when nobody knows: then it counts for every recipient."""

    data_class: DataClass
    """What kind of data it is."""

    as_is: bool
    """Whether it leaves unchanged (kept or generalized)."""


class ExportBook:
    """Who had data exported, kept as numbers. Safe to use from any thread and process.

    Args:
        database: The store.
        vault: Keeps the key that ties people to their numbers.
        clock: Dates what is recorded.
    """

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._persons = Persons(vault)
        self._crowds = Crowds()
        self._lock = threading.Lock()
        self._blank_at: int | None = None
        self._is_begun = False

    def record(self, exports: Iterable[Export], person: SubjectId | None) -> None:
        """Write down what leaves, all of it or nothing; durable when this returns.

        It is dated by the day in UTC and by the day in Beijing, which may be the next one, so
        that what leaves in the first hours of a Chinese year counts in that year too.

        Args:
            exports: What leaves in one request.
            person: Whose data it is; None when nobody said.

        Raises:
            StorageError: The store cannot be written; nothing was.
            VaultError: The key that ties people to their numbers cannot be opened.
        """
        leaving = tuple(dict.fromkeys(exports))
        if not leaving:
            return
        now = self._clock.now()
        days = number_of_day(now.date()), number_of_day(now.astimezone(EAST).date())
        with self._database.write() as connection:
            number = self._persons.enrol(connection, person)
            (changes,) = connection.execute("SELECT changes FROM export_book").fetchone()
            row = (number // PAGE, number, *days, changes + 1)
            if sum(_put(connection, export, row) for export in leaving):
                connection.execute("UPDATE export_book SET changes = ?", (changes + 1,))

    def people(
        self, tallies: Iterable[Tally], person: SubjectId | None, until: date
    ) -> Mapping[Tally, int]:
        """Count the people of each tally up to ``until``, the one in hand included.

        Up to today the numbers are exact: whoever has an export on or after the first day counts.
        Up to an earlier day they are never too small: whoever had exports before and after counts,
        even where nothing left on the days between. Exports without a person count as those of one
        person; see `is_counted`. MUST NOT be called inside a transaction of the store.

        Args:
            tallies: What to count, each from its own first day on.
            person: Whose request it is; None, of whom nobody knows, counts as one more.
            until: Last day that counts.

        Returns:
            A number from 1 for each tally; nothing at all when nothing was ever exported.

        Raises:
            StorageError: The store cannot be read.
            VaultError: The key that ties people to their numbers cannot be opened.
        """
        # No export lies ahead; one that seems to was dated by a clock that ran fast, and counts.
        last = until if until < self._clock.now().date() else date.max
        with self._lock:
            if self._is_blank():
                return {}
            with self._database.read() as connection:
                number = None if person is None else self._persons.find(connection, person)
                self._crowds.catch_up(connection)
                flows = connection.execute(
                    "SELECT number, market, counterparty, data_class, as_is FROM export_flow"
                ).fetchall()
                crowds = {
                    tally: self._crowds.gather(
                        connection, _belonging(flows, tally), Window(tally.since, last)
                    )
                    for tally in tallies
                }
        return {tally: _size(crowd, number) for tally, crowd in crowds.items()}

    def is_counted(
        self, markets: Iterable[MarketId], since: date, person: SubjectId | None
    ) -> bool:
        """Return whether people can be counted from ``since`` on.

        They cannot when nobody said who the person in hand is, or whose data it was that left one
        of ``markets``. Then the operator's number of users is to be assumed.

        Raises:
            StorageError: The store cannot be read.
        """
        if person is None:
            return False
        with self._lock:
            if self._is_blank():
                return True
        with self._database.read() as connection:
            unnamed = connection.execute(
                "SELECT 1 FROM export WHERE page = ? AND person = ? AND last_day >= ?"
                " AND flow IN (SELECT number FROM export_flow"
                " WHERE market IN (SELECT value FROM json_each(?))) LIMIT 1",
                (UNNAMED // PAGE, UNNAMED, number_of_day(since), json.dumps(list(markets))),
            ).fetchone()
        return unnamed is None

    def forget(self, person: SubjectId) -> bool:
        """Cut every tie between ``person`` and what was counted; return whether there was one.

        The counts stay as they are. A person who comes back counts once more.

        Raises:
            StorageError: The store cannot be written; nothing was changed.
            VaultError: The key that ties people to their numbers cannot be opened.
        """
        with self._database.write() as connection:
            return self._persons.forget(connection, person)

    def _is_blank(self) -> bool:
        """Return whether nothing was ever exported; costs microseconds while that is so."""
        if self._is_begun:
            return False
        version = self._database.data_version()
        if version != self._blank_at:
            with self._database.read() as connection:
                row = connection.execute("SELECT 1 FROM export_book").fetchone()
            self._is_begun, self._blank_at = row is not None, version
        return not self._is_begun


_Flow = tuple[int, str, str, str, int]


def _belonging(flows: Iterable[_Flow], tally: Tally) -> Iterator[int]:
    """Yield the numbers of the flows that ``tally`` counts; of an unknown recipient, the worst."""
    for number, market, counterparty, data_class, as_is in flows:
        if (
            market == tally.market
            and data_class in tally.classes
            and (not tally.counterparty or counterparty in {tally.counterparty, ""})
            and (as_is or not tally.as_is)
        ):
            yield number


def _size(crowd: int, in_hand: int | None) -> int:
    return crowd.bit_count() + 1 if in_hand is None else (crowd | 1 << in_hand).bit_count()


def _put(connection: sqlite3.Connection, export: Export, row: tuple[int, ...]) -> int:
    """Add a row, or widen its days; return 0 when the same is written down already."""
    return connection.execute(
        "INSERT INTO export VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
        " first_day = min(first_day, excluded.first_day),"
        " last_day = max(last_day, excluded.last_day), change = excluded.change"
        " WHERE excluded.first_day < first_day OR excluded.last_day > last_day",
        (_flow(connection, export), *row),
    ).rowcount


def _flow(connection: sqlite3.Connection, export: Export) -> int:
    """Return the number of the flow that ``export`` belongs to; a new one gets a number."""
    facts = (export.market, export.counterparty, export.data_class.value, int(export.as_is))
    row = connection.execute(
        "SELECT number FROM export_flow"
        " WHERE market = ? AND counterparty = ? AND data_class = ? AND as_is = ?",
        facts,
    ).fetchone()
    if row is None:
        row = connection.execute(
            "INSERT INTO export_flow (market, counterparty, data_class, as_is)"
            " VALUES (?, ?, ?, ?) RETURNING number",
            facts,
        ).fetchone()
    return int(row[0])
