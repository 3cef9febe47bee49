"""Step 8, seal: sign a receipt and make it durable before the answer goes out."""

from dataclasses import dataclass

import msgspec

from domicile.core.answer import Answer, Refusal
from domicile.core.clock import Clock, Entropy
from domicile.core.decode import decode
from domicile.core.ids import MarketId, ReceiptId
from domicile.core.receipt import Receipt, statement
from domicile.core.request import Request, Role
from domicile.receipts.keyring import KeyRing
from domicile.receipts.receipt import build_receipt, receipt_root
from domicile.store.database import Database
from domicile.store.log import LogReader
from domicile.store.receipts import ReceiptStore, StoredReceipt
from domicile.store.vault import Vault
from domicile.tlog.note import NoteSigner

_ID_BYTES = 16
_SEED_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedReceipt:
    """A receipt with what opens and signs it; the store holds it encrypted."""

    receipt: Receipt
    """What it says."""

    seed: str
    """Where its salts come from, 32 bytes in hexadecimal; whoever destroys it closes the receipt
    for good."""

    signed: str
    """Its statement, a signed note."""

    key: str
    """The verifier key of that signature."""


class Sealer:
    """Seals receipts. Safe to use from many threads and processes at once.

    Args:
        database: Where receipts are kept.
        vault: Encrypts them at rest.
        keys: Signs them.
        operator: The operator's name; it stands in every receipt.
        clock: Tells the hour.
        entropy: Where names and seeds come from.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        *,
        keys: KeyRing,
        operator: str,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._store = ReceiptStore(database)
        self._logs = LogReader(database)
        self._vault = vault
        self._keys = keys
        self._operator = operator
        self._clock = clock
        self._entropy = entropy

    def prepare(self, market: MarketId, role: Role) -> None:
        """Make sure that a receipt can be sealed, as far as its keys go.

        To be called before anything leaves: what has left cannot be called back for want of one.

        Args:
            market: The receipt's market.
            role: The role in which the request is answered.

        Raises:
            SecretError: A key file is malformed, open to others, or not the log's key.
            VaultError: The key at rest is not the one that sealed what is there.
            StorageError: The store or a key file cannot be read or made.
        """
        self._vault.prepare()
        self._signer(role)
        self._keys.continuing_signer(market, self._logs.checkpoint(market))

    def seal(self, request: Request, outcome: Answer | Refusal) -> ReceiptId:
        """Write the receipt of ``outcome`` and return its name; it is durable by then.

        Raises:
            DiskFullError: No space is left; the answer MUST NOT go out.
            StorageError: The receipt cannot be written; the answer MUST NOT go out.
            SecretError: A key file is malformed, open to others, or not the log's key.
            VaultError: The key at rest is not the one that sealed what is there.
        """
        market = request.whereabouts.operator
        self.prepare(market, request.role)
        receipt = build_receipt(
            request,
            outcome,
            receipt_id=ReceiptId(self._entropy.token(_ID_BYTES).hex()),
            at=self._clock.now(),
            log=self._keys.log_signer(market).key.name,
            operator=self._operator,
        )
        header = receipt.header
        seed = self._entropy.token(_SEED_BYTES)
        root = receipt_root(receipt, seed)
        signer = self._signer(request.role)
        sealed = SealedReceipt(
            receipt=receipt,
            seed=seed.hex(),
            signed=signer.sign(statement(header.receipt_id, root)),
            key=str(signer.key),
        )
        packs = {pack.market: pack.digest for pack in outcome.decision.packs}
        self._store.add(
            StoredReceipt(
                receipt_id=header.receipt_id,
                market=market,
                hour=header.hour,
                root=root,
                pack=packs.get(market, ""),
                sealed=self._vault.seal(
                    msgspec.json.encode(sealed), vault_purpose(header.receipt_id)
                ),
            )
        )
        return header.receipt_id

    def _signer(self, role: Role) -> NoteSigner:
        return self._keys.receipt_signer("gateway" if role == "gateway" else "device")


def vault_purpose(receipt_id: ReceiptId) -> str:
    """Return what the vault binds a sealed receipt to."""
    return f"receipt/{receipt_id}"


def open_sealed(vault: Vault, stored: StoredReceipt) -> SealedReceipt:
    """Read a receipt from the store.

    Raises:
        VaultError: It was changed, or sealed with another key.
    """
    data = vault.open(stored.sealed, vault_purpose(stored.receipt_id))
    return decode(msgspec.json.decode(data), SealedReceipt)
