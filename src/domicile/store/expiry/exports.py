"""Counters of exports that are past their time; whoever has none left loses the token, too."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from domicile.core.ids import MarketId
from domicile.store.crowds import PAGE, number_of_day
from domicile.store.database import Database
from domicile.store.expiry.cut import Cut, Due, Extent, Held
from domicile.store.persons import UNNAMED, Persons
from domicile.store.vault import Vault

_PAST: Final = (
    " FROM export WHERE last_day < :day"
    " AND flow IN (SELECT number FROM export_flow WHERE market = :market)"
)
_NOT_HELD: Final = " AND person NOT IN (SELECT value FROM json_each(:held))"


class ExpiredExports:
    """Finds and deletes old counters. A hold on a person keeps theirs, and those of nobody known.

    Args:
        database: The store.
        vault: Opens the key that ties people to their numbers.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._persons = Persons(vault)

    def extents(self) -> Mapping[MarketId, Extent]:
        """Return how many counters each market has, and the day of the oldest."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT market, count(*), min(last_day)"
                " FROM export JOIN export_flow ON flow = number GROUP BY market"
            ).fetchall()
        return {MarketId(market): Extent(count, _day(first)) for market, count, first in rows}

    def due(self, cut: Cut) -> Due:
        """Count the counters that are past their time."""
        with self._database.read() as connection:
            held = cut.held()
            places = self._places(connection, cut, held)
            (count,) = connection.execute(f"SELECT count(*){_PAST}", places).fetchone()
            (free,) = connection.execute(f"SELECT count(*){_PAST}{_NOT_HELD}", places).fetchone()
        return Due(0, count) if held.whole else Due(free, count - free)

    def delete_before(self, cut: Cut, limit: int) -> int:
        """Delete up to ``limit`` counters that are past their time."""
        with self._database.write() as connection:
            held = cut.held()
            if held.whole:
                return 0
            rows = connection.execute(
                "DELETE FROM export WHERE (flow, page, person) IN (SELECT flow, page, person"
                " FROM export WHERE last_day < :day"
                " AND flow IN (SELECT number FROM export_flow WHERE market = :market)"
                " AND person NOT IN (SELECT value FROM json_each(:held)) LIMIT :limit)"
                " RETURNING person",
                {**self._places(connection, cut, held), "limit": limit},
            ).fetchall()
            _let_go(connection, {person for (person,) in rows})
        return len(rows)

    def _places(self, connection: sqlite3.Connection, cut: Cut, held: Held) -> dict[str, str | int]:
        found = (self._persons.find(connection, each) for each in held.subjects)
        kept = [number for number in found if number is not None]
        if held.subjects:
            kept.append(UNNAMED)  # what nobody is named for could be theirs
        return {
            "day": number_of_day(cut.before),
            "market": cut.market,
            "held": json.dumps(kept),
        }


def _let_go(connection: sqlite3.Connection, people: Iterable[int]) -> None:
    """Take the tokens of those who have no counter left; a number is never given twice."""
    connection.executemany(
        "UPDATE export_person SET token = NULL WHERE number = ?1 AND NOT EXISTS"
        " (SELECT 1 FROM export_flow AS f JOIN export AS e"
        " ON e.flow = f.number AND e.page = ?2 AND e.person = ?1)",
        [(person, person // PAGE) for person in sorted(people)],
    )


def _day(number: int) -> date:
    return date.fromisoformat(str(number))
