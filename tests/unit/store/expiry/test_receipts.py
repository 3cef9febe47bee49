from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from domicile.core.clock import SystemClock
from domicile.core.ids import MarketId, ReceiptId, SubjectId
from domicile.store.database import Database
from domicile.store.expiry.cut import NOTHING_HELD, Cut, Due, Extent, Held
from domicile.store.expiry.receipts import ExpiredReceipts
from domicile.store.receipts import PlannedBatch, ReceiptStore, StoredReceipt

CN, EU = MarketId("CN"), MarketId("EU")
LINE = date(2026, 6, 1)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "store.sqlite", SystemClock())
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> ReceiptStore:
    return ReceiptStore(database)


@pytest.fixture
def shelf(database: Database) -> ExpiredReceipts:
    return ExpiredReceipts(database)


def receipt(name: str, hour: str, market: MarketId = CN) -> StoredReceipt:
    return StoredReceipt(
        receipt_id=ReceiptId(name),
        market=market,
        hour=hour,
        root=name.encode().ljust(32, b"."),
        pack="",
        sealed=b"sealed",
    )


def log(store: ReceiptStore, market: MarketId = CN) -> None:
    """Put everything that waits into one batch, and the batch into the log."""
    store.close_batch(
        market,
        lambda waiting: PlannedBatch(
            leaves=tuple(each.root for each in waiting),
            places=tuple(range(len(waiting))),
            entry=b"entry",
            log_size=0,
        ),
    )
    for number, batch in enumerate(store.unlogged(market)):
        store.logged(batch.batch_id, number)


def cut(held: Held = NOTHING_HELD, market: MarketId = CN) -> Cut:
    return Cut(market=market, before=LINE, today=LINE, held=lambda: held)


def names(store: ReceiptStore) -> set[str]:
    return {each.receipt_id for each in store.newest(100)}


def batches(database: Database) -> int:
    with database.read() as connection:
        (count,) = connection.execute("SELECT count(*) FROM batch").fetchone()
    return int(count)


def test_what_is_older_goes_and_the_day_itself_stays(
    store: ReceiptStore, shelf: ExpiredReceipts
) -> None:
    store.add(receipt("old", "2026-05-31T23Z"))
    store.add(receipt("young", "2026-06-01T00Z"))
    log(store)
    assert shelf.due(cut()) == Due(free=1, held=0)
    assert shelf.delete_before(cut(), 10) == 1
    assert names(store) == {"young"}
    assert shelf.delete_before(cut(), 10) == 0


def test_other_markets_are_left_alone(store: ReceiptStore, shelf: ExpiredReceipts) -> None:
    store.add(receipt("there", "2026-01-01T00Z", EU))
    log(store, EU)
    assert shelf.due(cut()) == Due(0, 0)
    assert shelf.delete_before(cut(), 10) == 0
    assert names(store) == {"there"}


def test_what_is_not_in_the_log_stays_until_it_is(
    store: ReceiptStore, shelf: ExpiredReceipts
) -> None:
    store.add(receipt("waiting", "2026-01-01T00Z"))
    assert shelf.due(cut()) == Due(0, 0)
    assert shelf.delete_before(cut(), 10) == 0
    log(store)
    assert shelf.delete_before(cut(), 10) == 1


def test_no_more_than_the_limit_goes_at_once(store: ReceiptStore, shelf: ExpiredReceipts) -> None:
    for number in range(5):
        store.add(receipt(f"r{number}", "2026-01-01T00Z"))
    log(store)
    assert [shelf.delete_before(cut(), 2) for _ in range(4)] == [2, 2, 1, 0]


def test_the_leaves_stay_for_the_others_of_the_batch_and_go_with_the_last(
    store: ReceiptStore, shelf: ExpiredReceipts, database: Database
) -> None:
    store.add(receipt("old", "2026-05-31T23Z"))
    store.add(receipt("young", "2026-06-01T00Z"))
    log(store)
    before = store.place(ReceiptId("young"))
    shelf.delete_before(cut(), 10)
    assert store.place(ReceiptId("young")) == before
    later = Cut(market=CN, before=date(2026, 7, 1), today=LINE, held=lambda: NOTHING_HELD)
    shelf.delete_before(later, 10)
    assert batches(database) == 0


@pytest.mark.parametrize("held", [Held(whole=True), Held(subjects=frozenset({SubjectId("wang")}))])
def test_a_hold_keeps_all_for_nobody_knows_whose_they_are(
    store: ReceiptStore, shelf: ExpiredReceipts, held: Held
) -> None:
    store.add(receipt("old", "2026-01-01T00Z"))
    log(store)
    assert shelf.due(cut(held)) == Due(free=0, held=1)
    assert shelf.delete_before(cut(held), 10) == 0
    assert names(store) == {"old"}


def test_how_much_there_is_of_each_market(store: ReceiptStore, shelf: ExpiredReceipts) -> None:
    assert shelf.extents() == {}
    store.add(receipt("a", "2026-06-01T00Z"))
    store.add(receipt("b", "2026-05-02T07Z"))
    store.add(receipt("c", "2026-01-01T00Z", EU))
    assert shelf.extents() == {CN: Extent(2, date(2026, 5, 2)), EU: Extent(1, date(2026, 1, 1))}
