"""Which key was handed which receipt, as long as this process lives."""

from collections import OrderedDict

from domicile.core.ids import ReceiptId
from domicile.store.keys import ApiKey
from domicile.surfaces.http.door import is_operator

MAX_ENTRIES = 100_000
"""Most receipts that are remembered; the oldest are forgotten first."""


class Ledger:
    """Tells whether a key may read a receipt: its own, or any with the role ``operator``.

    A receipt itself names no caller, on purpose. What is forgotten only an operator can read.
    """

    def __init__(self) -> None:
        self._holders: OrderedDict[ReceiptId, str] = OrderedDict()

    def hand(self, receipt_id: ReceiptId, key: ApiKey | None) -> None:
        """Remember that ``key`` was handed this receipt."""
        if key is None:
            return
        self._holders[receipt_id] = key.id
        if len(self._holders) > MAX_ENTRIES:
            self._holders.popitem(last=False)

    def may_read(self, receipt_id: ReceiptId, key: ApiKey | None) -> bool:
        """Tell whether ``key`` may read this receipt."""
        if key is None or is_operator(key):
            return True
        return self._holders.get(receipt_id) == key.id
