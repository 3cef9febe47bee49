"""The log of calls: when, for which market, which route, which status, by which key; no more.

Calls of one minute that are alike in all of this stand in one row, with their number. There is no
column for an address, a person or a text.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Final, NamedTuple

from domicile.core.ids import MarketId
from domicile.store.database import Database
from domicile.store.expiry.cut import Cut, Due, Extent

MINUTE_S: Final = 60
"""Seconds of a minute."""

MINUTES_A_DAY: Final = 24 * 60
"""Minutes of a day in UTC."""

PAGE: Final = 1000
"""Rows that are read at once."""


class Kind(NamedTuple):
    """All that is written down of a call."""

    minute: int
    """When, in minutes since 1970 (UTC)."""

    market: MarketId
    """The market that it was for; empty where it named none."""

    method: str
    """The HTTP method."""

    route: str
    """The route's template, never the path."""

    status: int
    """What was answered."""

    key_id: str
    """Name of the API key; empty where there was none."""


class NetworkLog:
    """Keeps the log of calls. Safe to use from any thread and process.

    Args:
        database: The store.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, calls: Mapping[Kind, int]) -> None:
        """Add so many calls of each kind, all or none; durable when this returns.

        Raises:
            StorageError: The store cannot be written; nothing was.
        """
        with self._database.write() as connection:
            connection.executemany(
                "INSERT INTO network_call VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET calls = calls + excluded.calls",
                [(*kind, count) for kind, count in calls.items()],
            )

    def between(self, first: date, last: date) -> Iterator[tuple[Kind, int]]:
        """Yield what was called from ``first`` to ``last``, in order, with the number of calls.

        Read a page at a time; no transaction stays open in between.
        """
        after = Kind(minute_of(first), MarketId(""), "", "", 0, "")
        end = minute_of(last) + MINUTES_A_DAY
        while True:
            with self._database.read() as connection:
                rows = connection.execute(
                    "SELECT minute, market, method, route, status, key_id, calls FROM network_call"
                    " WHERE (minute, market, method, route, status, key_id) > (?, ?, ?, ?, ?, ?)"
                    " AND minute < ? ORDER BY minute, market, method, route, status, key_id"
                    " LIMIT ?",
                    (*after, end, PAGE),
                ).fetchall()
            found = [(Kind(*kind), count) for *kind, count in rows]
            yield from found
            if len(found) < PAGE:
                return
            after = found[-1][0]

    def extents(self) -> Mapping[MarketId, Extent]:
        """Return how many calls of each market are logged, and the day of the oldest."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT market, sum(calls), min(minute) FROM network_call GROUP BY market"
            ).fetchall()
        return {MarketId(market): Extent(count, _day(first)) for market, count, first in rows}

    def due(self, cut: Cut) -> Due:
        """Count the calls that are past their time."""
        with self._database.read() as connection:
            (count,) = connection.execute(
                "SELECT coalesce(sum(calls), 0) FROM network_call WHERE minute < ? AND market = ?",
                _places(cut),
            ).fetchone()
            return Due(0, count) if cut.held().whole else Due(count, 0)

    def delete_before(self, cut: Cut, limit: int) -> int:
        """Delete up to ``limit`` rows that are past their time; no person is named in any."""
        with self._database.write() as connection:
            if cut.held().whole:
                return 0
            return connection.execute(
                "DELETE FROM network_call"
                " WHERE (minute, market, method, route, status, key_id) IN"
                " (SELECT minute, market, method, route, status, key_id FROM network_call"
                " WHERE minute < ? AND market = ? LIMIT ?)",
                (*_places(cut), limit),
            ).rowcount


def minute_of(day: date) -> int:
    """Return the first minute of ``day`` (UTC), in minutes since 1970."""
    return int(datetime.combine(day, time(), UTC).timestamp()) // MINUTE_S


def _day(minute: int) -> date:
    return datetime.fromtimestamp(minute * MINUTE_S, UTC).date()


def _places(cut: Cut) -> tuple[int, str]:
    return minute_of(cut.before), cut.market
