from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from domicile.core.clock import SystemClock
from domicile.core.errors import StorageError, UnknownReceiptError
from domicile.core.ids import MarketId, ReceiptId
from domicile.store.database import Database
from domicile.store.receipts import PAGE, PlannedBatch, ReceiptStore, StoredReceipt

CN, EU = MarketId("CN"), MarketId("EU")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ReceiptStore]:
    database = Database(tmp_path / "store.sqlite", SystemClock())
    yield ReceiptStore(database)
    database.close()


def receipt(name: str, market: MarketId = CN) -> StoredReceipt:
    return StoredReceipt(
        receipt_id=ReceiptId(name),
        market=market,
        hour="2026-04-01T09Z",
        root=name.encode().ljust(32, b"."),
        pack="",
        sealed=b"sealed " + name.encode(),
    )


def in_reverse(waiting: Sequence[StoredReceipt]) -> PlannedBatch:
    return PlannedBatch(
        leaves=tuple(one.root for one in reversed(waiting)),
        places=tuple(reversed(range(len(waiting)))),
        entry=b"entry",
        log_size=7,
    )


def test_a_receipt_is_kept(store: ReceiptStore) -> None:
    store.add(receipt("a"))
    assert store.get(ReceiptId("a")) == receipt("a")
    assert store.place(ReceiptId("a")) is None


def test_an_unknown_receipt(store: ReceiptStore) -> None:
    with pytest.raises(UnknownReceiptError):
        store.get(ReceiptId("nobody"))


def test_a_name_is_given_once(store: ReceiptStore) -> None:
    store.add(receipt("a"))
    with pytest.raises(StorageError):
        store.add(replace(receipt("a"), market=EU))


def test_some_hours_are_gone_through_page_by_page(store: ReceiptStore) -> None:
    for hour in ("2026-04-01T08Z", "2026-04-01T09Z", "2026-04-01T10Z"):
        store.add(replace(receipt(hour), hour=hour))
    store.add(receipt("eu", EU))
    many = [f"{place:04}" for place in range(PAGE + 1)]
    for name in many:
        store.add(receipt(name))
    found = [each.receipt_id for each in store.between(CN, "2026-04-01T09Z", "2026-04-01T09Z")]
    assert found == ["2026-04-01T09Z", *many]
    both = store.between(CN, "2026-04-01T09Z", "2026-04-01T10Z")
    assert [each.receipt_id for each in both][:2] == ["2026-04-01T09Z", "2026-04-01T10Z"]


def test_the_newest_come_first(store: ReceiptStore) -> None:
    for name in "abc":
        store.add(receipt(name))
    assert [one.receipt_id for one in store.newest(2)] == ["c", "b"]


def test_a_batch_takes_what_waits_in_its_market(store: ReceiptStore) -> None:
    for name in "ab":
        store.add(receipt(name))
    store.add(receipt("e", EU))
    assert store.markets_with_work() == (CN, EU)
    assert store.close_batch(CN, in_reverse)
    assert not store.close_batch(CN, in_reverse)
    (closed,) = store.unlogged(CN)
    assert (closed.entry, closed.log_size) == (b"entry", 7)
    assert store.place(ReceiptId("a")) is None
    assert store.markets_with_work() == (CN, EU)
    store.logged(closed.batch_id, 12)
    assert store.unlogged(CN) == ()
    assert store.markets_with_work() == (EU,)
    place = store.place(ReceiptId("a"))
    assert place is not None
    assert (place.leaf_index, place.log_index, place.entry) == (1, 12, b"entry")
    assert place.leaves == (receipt("b").root, receipt("a").root)
    assert store.place(ReceiptId("e")) is None


def test_a_plan_that_fails_leaves_the_receipts_waiting(store: ReceiptStore) -> None:
    store.add(receipt("a"))

    def fail(_: Sequence[StoredReceipt]) -> PlannedBatch:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.close_batch(CN, fail)
    assert store.close_batch(CN, in_reverse)
