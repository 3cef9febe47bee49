"""Receipts that are past their time.

A receipt goes with its values, seed and signature. The leaves of its batch stay as long as another
receipt of the batch needs them for its proof, and go with the last one. The log itself, which holds
one root for each batch, stays as it is.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from domicile.core.ids import MarketId
from domicile.store.database import Database
from domicile.store.expiry.cut import Cut, Due, Extent

DAY_LENGTH: Final = 10
"""Length of a day at the beginning of an hour, such as ``2026-11-24``."""


class ExpiredReceipts:
    """Finds and deletes old receipts. One that is not yet in the log stays until it is.

    No receipt tells whose it is: a hold on one person keeps all receipts.

    Args:
        database: The store.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def extents(self) -> Mapping[MarketId, Extent]:
        """Return how many receipts each market has, and the day of the oldest."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT market, count(*), min(hour) FROM receipt GROUP BY market"
            ).fetchall()
        return {
            MarketId(market): Extent(count, date.fromisoformat(hour[:DAY_LENGTH]))
            for market, count, hour in rows
        }

    def due(self, cut: Cut) -> Due:
        """Count the receipts that are past their time."""
        with self._database.read() as connection:
            (count,) = connection.execute(
                "SELECT count(*) FROM receipt JOIN batch USING (batch_id)"
                " WHERE receipt.market = ? AND hour < ? AND log_index IS NOT NULL",
                _places(cut),
            ).fetchone()
            held = cut.held()
        return Due(0, count) if held.whole or held.subjects else Due(count, 0)

    def delete_before(self, cut: Cut, limit: int) -> int:
        """Delete up to ``limit`` receipts that are past their time."""
        with self._database.write() as connection:
            held = cut.held()
            if held.whole or held.subjects:
                return 0
            rows = connection.execute(
                "DELETE FROM receipt WHERE number IN"
                " (SELECT number FROM receipt JOIN batch USING (batch_id)"
                " WHERE receipt.market = ? AND hour < ? AND log_index IS NOT NULL LIMIT ?)"
                " RETURNING batch_id",
                (*_places(cut), limit),
            ).fetchall()
            connection.executemany(
                "DELETE FROM batch WHERE batch_id = ?1"
                " AND NOT EXISTS (SELECT 1 FROM receipt WHERE batch_id = ?1)",
                sorted(set(rows)),
            )
        return len(rows)


def _places(cut: Cut) -> tuple[str, str]:
    return cut.market, cut.before.isoformat()
