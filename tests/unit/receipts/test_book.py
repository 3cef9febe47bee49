from collections.abc import Iterator
from pathlib import Path

import pytest

from domicile.core.errors import UnknownReceiptError, UsageError
from domicile.core.ids import MarketId, ReceiptId
from domicile.core.receipt import FIELDS
from domicile.receipts.verify import verify
from tests.unit.receipts.samples import Office, answer, open_office, refusal, request


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = open_office(tmp_path)
    yield opened
    opened.database.close()


def test_the_newest_receipts_come_first(office: Office) -> None:
    ids = [office.sealer.seal(request(), outcome) for outcome in (answer(), refusal(), answer())]
    listed = office.book.newest(limit=2)
    assert [receipt.header.receipt_id for receipt in listed] == [ids[2], ids[1]]
    assert [receipt.fields["status"] for receipt in listed] == ["answered", "refused"]


def test_the_receipts_of_some_hours_come_oldest_first(office: Office) -> None:
    ids = [office.sealer.seal(request(), outcome) for outcome in (answer(), refusal())]
    header = office.book.show(ids[0]).header
    found = office.book.between(header.market, header.hour, header.hour)
    assert [receipt.header.receipt_id for receipt in found] == ids
    assert not list(office.book.between(MarketId("EU"), header.hour, header.hour))
    assert not list(office.book.between(header.market, "2000-01-01T00Z", "2000-01-01T01Z"))


def test_a_receipt_can_be_exported_at_once_and_later(office: Office) -> None:
    receipt_id = office.sealer.seal(request(), answer())
    bundle = office.book.export(receipt_id)
    assert bundle == office.book.export(receipt_id)
    assert verify(bundle).opened == office.book.show(receipt_id).fields


def test_fields_can_be_hidden(office: Office) -> None:
    receipt_id = office.sealer.seal(request(), answer())
    bundle = office.book.export(receipt_id, hide={"site", "model"})
    assert b"qwen-plus" not in bundle
    assert verify(bundle).hidden == ("model", "site")
    everything = verify(office.book.export(receipt_id, hide=FIELDS))
    assert (everything.hidden, everything.opened) == (FIELDS, {})


def test_what_cannot_be_hidden_or_found(office: Office) -> None:
    receipt_id = office.sealer.seal(request(), answer())
    with pytest.raises(UsageError) as caught:
        office.book.export(receipt_id, hide={"header"})
    assert "approval" in caught.value.remedy
    with pytest.raises(UnknownReceiptError):
        office.book.export(ReceiptId("nobody"))
    with pytest.raises(UnknownReceiptError):
        office.book.show(ReceiptId("nobody"))
