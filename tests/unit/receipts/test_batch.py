from collections.abc import Iterator
from pathlib import Path

import pytest

from domicile.core.canonical import parse_canonical
from domicile.core.decode import decode
from domicile.core.errors import StorageError, UnknownReceiptError
from domicile.core.ids import MarketId, ReceiptId
from domicile.core.receipt import BatchEntry
from domicile.receipts.batch import MIN_BATCH, plan_batch
from domicile.receipts.verify import verify
from domicile.store.receipts import MAX_BATCH, StoredReceipt
from tests.unit.receipts.samples import (
    CN,
    CountedEntropy,
    Office,
    answer,
    open_office,
    refusal,
    request,
)

EU = MarketId("EU")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path)
    yield opened
    opened.database.close()


def stored(index: int, *, hour: str = "2026-04-01T09Z", pack: str = "") -> StoredReceipt:
    return StoredReceipt(
        receipt_id=ReceiptId(str(index)),
        market=CN,
        hour=hour,
        root=bytes([index]) * 32,
        pack=pack,
        sealed=b"",
    )


@pytest.mark.parametrize(("count", "size"), [(1, 8), (8, 8), (9, 16), (100, 128)])
def test_batches_have_the_size_of_a_power_of_two(count: int, size: int) -> None:
    waiting = [stored(index) for index in range(count)]
    batch = plan_batch(waiting, hour="2026-04-01T09Z", log_size=3, entropy=CountedEntropy())
    assert len(batch.leaves) == size >= MIN_BATCH
    assert len(set(batch.leaves)) == size
    assert [batch.leaves[place] for place in batch.places] == [one.root for one in waiting]
    assert batch.log_size == 3
    assert decode(parse_canonical(batch.entry), BatchEntry).size == size


def test_places_do_not_follow_the_order_of_sealing() -> None:
    waiting = [stored(index) for index in range(32)]
    batch = plan_batch(waiting, hour="2026-04-01T09Z", log_size=0, entropy=CountedEntropy())
    assert batch.places != tuple(sorted(batch.places))


def test_an_entry_is_never_older_than_its_receipts() -> None:
    later = stored(1, hour="2026-04-01T11Z")
    for hour, expected in (
        ("2026-04-01T10Z", "2026-04-01T11Z"),
        ("2026-04-01T12Z", "2026-04-01T12Z"),
    ):
        batch = plan_batch([stored(0), later], hour=hour, log_size=0, entropy=CountedEntropy())
        assert decode(parse_canonical(batch.entry), BatchEntry).hour == expected


def test_an_entry_names_the_editions_of_the_pack() -> None:
    waiting = [stored(0, pack="bb"), stored(1, pack="aa"), stored(2, pack="bb"), stored(3)]
    batch = plan_batch(waiting, hour="2026-04-01T09Z", log_size=0, entropy=CountedEntropy())
    assert decode(parse_canonical(batch.entry), BatchEntry).packs == ("aa", "bb")


def test_markets_have_batches_and_logs_of_their_own(office: Office) -> None:
    here = office.sealer.seal(request(), answer())
    there = office.sealer.seal(request(EU), refusal())
    office.batches.close_all()
    assert verify(office.book.export(here)).log.endswith("/CN")
    assert verify(office.book.export(there)).log.endswith("/EU")
    assert office.batches.log(CN).size() == office.batches.log(EU).size() == 1


def test_closing_nothing_writes_nothing(office: Office) -> None:
    office.batches.close_all()
    office.batches.close(CN)
    assert office.batches.log(CN).size() == 0


def test_a_batch_that_was_closed_but_not_logged_is_finished_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt_id = office.sealer.seal(request(), answer())

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("domicile.store.receipts.ReceiptStore.logged", die)
        with pytest.raises(KeyboardInterrupt):
            office.batches.close(CN)
    assert office.batches.log(CN).size() == 1
    assert verify(office.book.export(receipt_id)).log_index == 0
    assert office.batches.log(CN).size() == 1


def test_more_receipts_than_a_batch_takes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domicile.store.receipts.MAX_BATCH", 2)
    ids = [office.sealer.seal(request(), answer()) for _ in range(5)]
    assert [verify(office.book.export(one)).log_index for one in ids] == [0, 0, 1, 1, 2]
    assert MAX_BATCH >= 2


def test_old_receipts_verify_against_the_newest_checkpoint(office: Office) -> None:
    ids = []
    for _ in range(5):
        ids.append(office.sealer.seal(request(), answer()))
        office.batches.close(CN)
    results = [verify(office.book.export(one)) for one in ids]
    assert [result.log_index for result in results] == [0, 1, 2, 3, 4]
    assert {result.log_size for result in results} == {5}


def test_an_unknown_receipt_cannot_be_proved(office: Office) -> None:
    with pytest.raises(UnknownReceiptError):
        office.batches.prove(ReceiptId("nobody"))


def test_a_receipt_that_stays_out_of_the_log(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt_id = office.sealer.seal(request(), answer())
    monkeypatch.setattr(type(office.batches), "close", lambda *_: None)
    with pytest.raises(StorageError, match="not in the log"):
        office.batches.prove(receipt_id)
