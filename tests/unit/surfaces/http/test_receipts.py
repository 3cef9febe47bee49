import pytest

from tests.unit.surfaces.standins import RECEIPT, Client


async def test_a_receipt_is_shown(call: Client) -> None:
    got = await call("GET", f"/v1/receipts/{RECEIPT}")
    assert got.status == 200
    assert got.json()["header"]["market"] == "CN"
    assert got.json()["fields"] == {"status": "answered"}


async def test_a_bundle_is_handed_out_byte_for_byte(call: Client) -> None:
    got = await call("GET", f"/v1/receipts/{RECEIPT}/bundle")
    assert got.body == b'{"bundle":1}'
    assert got.headers["content-type"] == "application/json"
    assert got.headers["content-disposition"] == f'attachment; filename="receipt-{RECEIPT}.json"'


@pytest.mark.parametrize("name", ["1", "AB" * 16, "ab" * 17, '"; x="' + "a" * 26])
async def test_what_is_no_name_of_a_receipt_is_missing(name: str, call: Client) -> None:
    got = await call("GET", f"/v1/receipts/{name}")
    assert got.status == 404
    assert got.json()["error"]["code"] == "D603"
    assert name not in got.body.decode()
