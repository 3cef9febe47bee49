"""Batches: receipts go into the log together, so that the log tells nothing about any of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from domicile.core.canonical import parse_canonical
from domicile.core.clock import Clock, Entropy
from domicile.core.decode import decode
from domicile.core.errors import StorageError
from domicile.core.ids import MarketId, ReceiptId
from domicile.core.receipt import BATCH_FORMAT, BatchEntry, BatchProof, LogProof, hour_of
from domicile.receipts.keyring import KeyRing
from domicile.store.database import Database
from domicile.store.log import SqliteLogStore
from domicile.store.receipts import PlannedBatch, ReceiptStore, StoredReceipt
from domicile.tlog.log import Log
from domicile.tlog.tree import inclusion_proof, leaf_hash, nodes_over, root_of

MIN_BATCH = 8
"""Fewest leaves of a batch; dummies fill it, so that a lone receipt does not stand out."""

_LEAF_BYTES = 32
_SHUFFLE_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofs:
    """What shows that a receipt is in the log."""

    batch: BatchProof
    """Shows that it is in its batch."""

    log: LogProof
    """Shows that the batch is in the log."""

    log_key: str
    """The verifier key of the log."""


class Batches:
    """Closes batches and proves what is in them. Safe for many threads and processes at once.

    Args:
        database: Where receipts, batches and logs are kept.
        keys: Signs the logs.
        clock: Tells the hour.
        entropy: Shuffles, and fills up with dummies.
    """

    def __init__(
        self, database: Database, *, keys: KeyRing, clock: Clock, entropy: Entropy
    ) -> None:
        self._database = database
        self._store = ReceiptStore(database)
        self._keys = keys
        self._clock = clock
        self._entropy = entropy

    def close_all(self) -> None:
        """Close the batch of every market in which something waits; cheap when nothing does."""
        for market in self._store.markets_with_work():
            self.close(market)

    def close(self, market: MarketId) -> None:
        """Put all receipts of ``market`` that wait, of any process, into the log.

        What another process left unfinished is finished too.

        Raises:
            ConsistencyError: The log contradicts itself; nothing is signed.
            StorageError: The store cannot be written.
        """
        log = self.log(market)
        plan = partial(
            plan_batch,
            hour=hour_of(self._clock.now()),
            log_size=log.size(),
            entropy=self._entropy,
        )
        while self._store.close_batch(market, plan):
            pass
        for batch in self._store.unlogged(market):
            index = log.append(batch.entry, not_before=batch.log_size)
            self._store.logged(batch.batch_id, index)

    def log(self, market: MarketId) -> Log:
        """Return the log of ``market``.

        Raises:
            SecretError: Its key cannot be used, or is not the one that began it.
        """
        store = SqliteLogStore(self._database, market)
        return Log(store, self._keys.continuing_signer(market, store.checkpoint()))

    def prove(self, receipt_id: ReceiptId) -> Proofs:
        """Prove that a receipt is in the log, closing its batch if need be.

        Raises:
            UnknownReceiptError: There is no such receipt.
            ConsistencyError: The log contradicts itself.
            StorageError: The store cannot be written.
        """
        market = self._store.get(receipt_id).market
        place = self._store.place(receipt_id)
        if place is None:
            self.close(market)
            place = self._store.place(receipt_id)
        if place is None:
            msg = "a receipt is not in the log although its batch was closed"
            raise StorageError(msg)
        log = self.log(market)
        state, note = log.signed_checkpoint()
        leaves = [leaf_hash(leaf) for leaf in place.leaves]
        batch_path = inclusion_proof(place.leaf_index, len(leaves), nodes_over(leaves))
        log_path = log.prove(place.log_index, state.size)
        return Proofs(
            batch=BatchProof(
                index=place.leaf_index,
                proof=tuple(sibling.hex() for sibling in batch_path),
                entry=decode(parse_canonical(place.entry), BatchEntry),
            ),
            log=LogProof(
                index=place.log_index,
                proof=tuple(sibling.hex() for sibling in log_path),
                checkpoint=note,
            ),
            log_key=str(self._keys.log_signer(market).key),
        )


def plan_batch(
    waiting: Sequence[StoredReceipt], *, hour: str, log_size: int, entropy: Entropy
) -> PlannedBatch:
    """Shuffle receipts of one market and dummies into the leaves of a batch.

    Args:
        waiting: The receipts, at least one.
        hour: The present hour, in UTC.
        log_size: Size of the log.
        entropy: Shuffles, and makes the dummies.
    """
    size = max(MIN_BATCH, 1 << (len(waiting) - 1).bit_length())
    dummies = [entropy.token(_LEAF_BYTES) for _ in range(size - len(waiting))]
    roots = [receipt.root for receipt in waiting] + dummies
    order = sorted(range(size), key=lambda _: entropy.token(_SHUFFLE_BYTES))
    leaves = tuple(roots[index] for index in order)
    place_of = {index: place for place, index in enumerate(order)}
    entry = BatchEntry(
        format=BATCH_FORMAT,
        market=waiting[0].market,
        hour=max(hour, *(receipt.hour for receipt in waiting)),
        size=size,
        root=root_of([leaf_hash(leaf) for leaf in leaves]).hex(),
        packs=tuple(sorted({receipt.pack for receipt in waiting} - {""})),
    )
    return PlannedBatch(
        leaves=leaves,
        places=tuple(place_of[index] for index in range(len(waiting))),
        entry=entry.to_bytes(),
        log_size=log_size,
    )
