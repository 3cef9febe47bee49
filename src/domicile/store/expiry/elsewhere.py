"""Records that other stores delete by themselves: counted here, deleted there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from domicile.core.ids import MarketId
from domicile.store.database import Database
from domicile.store.expiry.cut import Cut, Due, Extent, Held

DAY_LENGTH: Final = 10
"""Length of a day at the beginning of a moment, such as ``2026-11-24``."""

Delete = Callable[[Cut, Held], int]
"""Deletes what is past its time, but nothing that is held; returns how many rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How the rows of a record are counted."""

    extents: str
    """Statement for market, number of rows and oldest moment; `NOWHERE` where no market is told."""

    past: str
    """Statement for the number of rows past ``:day``, of ``:market`` where markets are told."""


USAGE: Final = Counting(
    extents="SELECT '', count(*), min(at) FROM"
    " (SELECT last_at AS at FROM person_session UNION ALL SELECT at FROM person_notice)",
    past="SELECT (SELECT count(*) FROM person_session WHERE last_at < :day)"
    " + (SELECT count(*) FROM person_notice WHERE at < :day)",
)
"""Sessions, and notices that were shown."""

COPIES: Final = Counting(
    extents="SELECT '', count(*), min(at) FROM unlabelled_copy",
    past="SELECT count(*) FROM unlabelled_copy WHERE at < :day AND kept_until < :today",
)
"""Copies without a label."""

FINGERPRINTS: Final = Counting(
    extents="SELECT '', count(*), min(format('%d-%02d-%02d',"
    " day / 10000, day / 100 % 100, day % 100)) FROM fingerprint",
    past="SELECT count(*) FROM fingerprint WHERE day < CAST(replace(:day, '-', '') AS INTEGER)",
)
"""Fingerprints of what was labelled."""

CASES: Final = Counting(
    extents="SELECT market, count(*), min(closed_at) FROM case_file"
    " WHERE closed_at IS NOT NULL GROUP BY market",
    past="SELECT count(*) FROM case_file WHERE closed_at < :day AND market = :market",
)
"""Cases that were closed."""


class Elsewhere:
    """A shelf whose rows another store deletes, as a whole or by person.

    Args:
        database: The store.
        counting: How its rows are counted. What is held of single people counts as free.
        delete: Deletes them; may delete more at once than it is asked to.
    """

    def __init__(self, database: Database, counting: Counting, delete: Delete) -> None:
        self._database = database
        self._counting = counting
        self._delete = delete

    def extents(self) -> Mapping[MarketId, Extent]:
        """Return how many rows there are, and the day of the oldest."""
        with self._database.read() as connection:
            rows = connection.execute(self._counting.extents).fetchall()
        return {
            MarketId(market): Extent(count, date.fromisoformat(oldest[:DAY_LENGTH]))
            for market, count, oldest in rows
            if count
        }

    def due(self, cut: Cut) -> Due:
        """Count the rows that are past their time."""
        places = {"day": str(cut.before), "today": str(cut.today), "market": cut.market}
        with self._database.read() as connection:
            (count,) = connection.execute(self._counting.past, places).fetchone()
            is_held = cut.held().whole
        return Due(0, count) if is_held else Due(count, 0)

    def delete_before(self, cut: Cut, limit: int) -> int:
        """Delete the rows that are past their time."""
        del limit
        held = cut.held()
        return 0 if held.whole else self._delete(cut, held)
