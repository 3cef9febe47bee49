"""Receipts and their batches in the store."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from domicile.core.errors import UnknownReceiptError
from domicile.core.ids import MarketId, ReceiptId
from domicile.store.database import Database
from domicile.tlog.tree import HASH_BYTES

MAX_BATCH = 65_536
"""Most receipts in one batch."""

PAGE = 256
"""Receipts that are read at once where many are gone through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReceipt:
    """A receipt as the store holds it."""

    receipt_id: ReceiptId
    """Its name."""

    market: MarketId
    """The market whose log it goes into."""

    hour: str
    """The hour in which it was sealed, in UTC."""

    root: bytes
    """Merkle root over its commitments, 32 bytes."""

    pack: str
    """Digest of the market's pack edition that decided; empty when there was none."""

    sealed: bytes
    """Everything else, encrypted by the vault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedBatch:
    """A batch that is about to be written."""

    leaves: tuple[bytes, ...]
    """Data of the leaves, dummies among them; 32 bytes each."""

    places: tuple[int, ...]
    """For each receipt, in the order in which they were given, its leaf."""

    entry: bytes
    """The line for the log."""

    log_size: int
    """Size of the log before that line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedBatch:
    """A batch that is not yet in the log."""

    batch_id: int
    """Its number in this store."""

    entry: bytes
    """The line for the log."""

    log_size: int
    """Size of the log when the batch was closed; the line cannot stand earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedPlace:
    """Where a receipt stands."""

    leaves: tuple[bytes, ...]
    """Data of the leaves of its batch, 32 bytes each."""

    leaf_index: int
    """Which leaf it is."""

    entry: bytes
    """The line of the batch in the log."""

    log_index: int
    """Where that line stands."""


class ReceiptStore:
    """Keeps receipts and batches. Safe to use from many threads and processes at once.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, receipt: StoredReceipt) -> None:
        """Keep a new receipt; it is durable when this returns."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO receipt (receipt_id, market, hour, root, pack, sealed)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    receipt.receipt_id,
                    receipt.market,
                    receipt.hour,
                    receipt.root,
                    receipt.pack,
                    receipt.sealed,
                ),
            )

    def get(self, receipt_id: ReceiptId) -> StoredReceipt:
        """Return one receipt.

        Raises:
            UnknownReceiptError: There is none of this name.
        """
        with self._database.read() as connection:
            row = connection.execute(_SELECT + " WHERE receipt_id = ?", (receipt_id,)).fetchone()
        if row is None:
            msg = "no receipt has this id"
            raise UnknownReceiptError(msg)
        return _receipt(row)

    def newest(self, limit: int) -> tuple[StoredReceipt, ...]:
        """Return up to ``limit`` receipts, the newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                _SELECT + " ORDER BY number DESC LIMIT ?", (limit,)
            ).fetchall()
        return tuple(_receipt(row) for row in rows)

    def between(self, market: MarketId, first_hour: str, last_hour: str) -> Iterator[StoredReceipt]:
        """Yield the receipts of ``market`` from ``first_hour`` to ``last_hour``, oldest first.

        They are read a page at a time, and no transaction stays open in between: what is sealed
        meanwhile may or may not be among them.
        """
        seen = 0
        while True:
            with self._database.read() as connection:
                rows = connection.execute(
                    "SELECT number, receipt_id, market, hour, root, pack, sealed FROM receipt"
                    " WHERE number > ? AND market = ? AND hour BETWEEN ? AND ?"
                    " ORDER BY number LIMIT ?",
                    (seen, market, first_hour, last_hour, PAGE),
                ).fetchall()
            yield from (_receipt(tuple(row)) for _, *row in rows)
            if len(rows) < PAGE:
                return
            seen = rows[-1][0]

    def markets_with_work(self) -> tuple[MarketId, ...]:
        """Return the markets in which a receipt waits for a batch, or a batch for the log."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT market FROM receipt WHERE batch_id IS NULL"
                " UNION SELECT market FROM batch WHERE log_index IS NULL ORDER BY market"
            ).fetchall()
        return tuple(MarketId(market) for (market,) in rows)

    def close_batch(
        self, market: MarketId, plan: Callable[[Sequence[StoredReceipt]], PlannedBatch]
    ) -> bool:
        """Put the receipts of ``market`` that wait into one batch, as ``plan`` says.

        One step that no other writer comes between. Returns False when no receipt waits.
        """
        with self._database.write() as connection:
            rows = connection.execute(
                _SELECT + " WHERE market = ? AND batch_id IS NULL ORDER BY number LIMIT ?",
                (market, MAX_BATCH),
            ).fetchall()
            if not rows:
                return False
            waiting = [_receipt(row) for row in rows]
            batch = plan(waiting)
            cursor = connection.execute(
                "INSERT INTO batch (market, leaves, entry, log_size) VALUES (?, ?, ?, ?)",
                (market, b"".join(batch.leaves), batch.entry, batch.log_size),
            )
            connection.executemany(
                "UPDATE receipt SET batch_id = ?, leaf_index = ? WHERE receipt_id = ?",
                [
                    (cursor.lastrowid, place, receipt.receipt_id)
                    for receipt, place in zip(waiting, batch.places, strict=True)
                ],
            )
            return True

    def unlogged(self, market: MarketId) -> tuple[ClosedBatch, ...]:
        """Return the batches of ``market`` that are not yet in the log, the oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT batch_id, entry, log_size FROM batch"
                " WHERE market = ? AND log_index IS NULL ORDER BY batch_id",
                (market,),
            ).fetchall()
        return tuple(
            ClosedBatch(batch_id=batch_id, entry=entry, log_size=log_size)
            for batch_id, entry, log_size in rows
        )

    def logged(self, batch_id: int, log_index: int) -> None:
        """Remember where the line of a batch stands in the log."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE batch SET log_index = ? WHERE batch_id = ?", (log_index, batch_id)
            )

    def place(self, receipt_id: ReceiptId) -> LoggedPlace | None:
        """Return where a receipt stands, or None while it is not yet in the log."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT leaves, leaf_index, entry, log_index"
                " FROM receipt JOIN batch USING (batch_id)"
                " WHERE receipt_id = ? AND log_index IS NOT NULL",
                (receipt_id,),
            ).fetchone()
        if row is None:
            return None
        leaves, leaf_index, entry, log_index = row
        return LoggedPlace(
            leaves=tuple(
                leaves[start : start + HASH_BYTES] for start in range(0, len(leaves), HASH_BYTES)
            ),
            leaf_index=leaf_index,
            entry=entry,
            log_index=log_index,
        )


_SELECT = "SELECT receipt_id, market, hour, root, pack, sealed FROM receipt"


def _receipt(row: tuple[str, str, str, bytes, str, bytes]) -> StoredReceipt:
    receipt_id, market, hour, root, pack, sealed = row
    return StoredReceipt(
        receipt_id=ReceiptId(receipt_id),
        market=MarketId(market),
        hour=hour,
        root=root,
        pack=pack,
        sealed=sealed,
    )
