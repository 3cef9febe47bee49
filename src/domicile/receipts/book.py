"""The book of receipts: list them, read one, and hand one out so that anyone can verify it."""

from collections.abc import Collection, Iterator

from domicile.core.errors import UsageError
from domicile.core.ids import MarketId, ReceiptId
from domicile.core.receipt import (
    BUNDLE_FORMAT,
    FIELDS,
    Bundle,
    BundleKeys,
    HiddenField,
    OpenedField,
    Receipt,
)
from domicile.receipts.batch import Batches
from domicile.receipts.receipt import receipt_commitments, receipt_salts
from domicile.receipts.seal import open_sealed
from domicile.store.database import Database
from domicile.store.receipts import ReceiptStore
from domicile.store.vault import Vault


class ReceiptBook:
    """Reads receipts back. Safe to use from many threads and processes at once.

    Args:
        database: Where they are kept.
        vault: Opens them.
        batches: Proves that they are in the log.
    """

    def __init__(self, database: Database, vault: Vault, *, batches: Batches) -> None:
        self._store = ReceiptStore(database)
        self._vault = vault
        self._batches = batches

    def newest(self, limit: int = 20) -> tuple[Receipt, ...]:
        """Return up to ``limit`` receipts, the newest first.

        Raises:
            VaultError: A receipt was sealed with another key.
        """
        return tuple(
            open_sealed(self._vault, stored).receipt for stored in self._store.newest(limit)
        )

    def between(self, market: MarketId, first_hour: str, last_hour: str) -> Iterator[Receipt]:
        """Yield the receipts of ``market``, oldest first, without holding them all in memory.

        Args:
            market: Whose log they are in.
            first_hour: The first hour, as receipts write it (`core.receipt.hour_of`).
            last_hour: The last hour; what was sealed in it counts.

        Raises:
            VaultError: A receipt was sealed with another key.
        """
        for stored in self._store.between(market, first_hour, last_hour):
            yield open_sealed(self._vault, stored).receipt

    def show(self, receipt_id: ReceiptId) -> Receipt:
        """Return one receipt.

        Raises:
            UnknownReceiptError: There is none of this name.
            VaultError: It was sealed with another key.
        """
        return open_sealed(self._vault, self._store.get(receipt_id)).receipt

    def export(self, receipt_id: ReceiptId, *, hide: Collection[str] = ()) -> bytes:
        """Return a bundle that verifies alone, closing the receipt's batch if need be.

        Args:
            receipt_id: Which receipt.
            hide: Names of fields of which only the commitment is handed out.

        Raises:
            UnknownReceiptError: There is none of this name.
            UsageError: ``hide`` names a field that no receipt has.
            ConsistencyError: The log contradicts itself.
            VaultError: It was sealed with another key.
        """
        if not set(hide) <= set(FIELDS):
            msg = "a field to hide is none that receipts have"
            raise UsageError(msg, remedy=f"The fields are: {', '.join(FIELDS)}.")
        proofs = self._batches.prove(receipt_id)
        sealed = open_sealed(self._vault, self._store.get(receipt_id))
        receipt, seed = sealed.receipt, bytes.fromhex(sealed.seed)
        salts = receipt_salts(seed)
        commitments = receipt_commitments(receipt, seed)
        return Bundle(
            format=BUNDLE_FORMAT,
            header=receipt.header,
            opened=tuple(
                OpenedField(name=name, salt=salts[name].hex(), value=receipt.fields[name])
                for name in FIELDS
                if name not in hide
            ),
            hidden=tuple(
                HiddenField(name=name, commitment=commitments[name].hex())
                for name in FIELDS
                if name in hide
            ),
            signed=sealed.signed,
            batch=proofs.batch,
            log=proofs.log,
            keys=BundleKeys(log=proofs.log_key, receipt=sealed.key),
        ).to_bytes()
