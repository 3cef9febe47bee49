import hashlib
from datetime import UTC, datetime

import pytest

from domicile.core.ids import MarketId, ReceiptId
from domicile.core.receipt import (
    FIELDS,
    ReceiptHeader,
    commitment,
    header_commitment,
    hour_of,
    statement,
)

SALT = bytes(range(16))


def test_a_commitment_is_what_the_format_says() -> None:
    expected = hashlib.sha256(
        b"\x00domicile/receipt/v1" + b"\x00\x04site" + SALT + b'"device"'
    ).digest()
    assert commitment("site", SALT, "device") == expected


def test_a_commitment_binds_name_salt_and_value() -> None:
    commitments = {
        commitment("site", SALT, "device"),
        commitment("size", SALT, "device"),
        commitment("site", bytes(16), "device"),
        commitment("site", SALT, "devices"),
        commitment("site", SALT, ["device"]),
        commitment("site", SALT, None),
    }
    assert len(commitments) == 6


@pytest.mark.parametrize("salt", [b"", bytes(15), bytes(17)])
def test_a_salt_of_another_size_is_refused(salt: bytes) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        commitment("site", salt, "device")


def test_the_header_is_committed_without_a_secret() -> None:
    header = ReceiptHeader(
        v=1,
        receipt_id=ReceiptId("00" * 16),
        market=MarketId("CN"),
        level="D",
        evidence="checked",
        demo=False,
        hour="2026-04-01T09Z",
        log="domicile/0/CN",
        alg="ed25519-sha256",
    )
    encoded = (
        b'{"alg":"ed25519-sha256","demo":false,"evidence":"checked","hour":"2026-04-01T09Z",'
        b'"level":"D","log":"domicile/0/CN","market":"CN",'
        b'"receipt_id":"00000000000000000000000000000000","v":1}'
    )
    material = b"\x00domicile/receipt/v1" + bytes(2) + bytes(16) + encoded
    assert header_commitment(header) == hashlib.sha256(material).digest()


def test_the_statement() -> None:
    assert statement(ReceiptId("ab"), bytes(32)) == (
        "domicile/receipt/v1\nab\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
    )


def test_the_hour_and_nothing_finer() -> None:
    assert hour_of(datetime(2026, 4, 1, 9, 59, 59, 999, tzinfo=UTC)) == "2026-04-01T09Z"


def test_fields_are_in_order_and_named_once() -> None:
    assert tuple(sorted(set(FIELDS))) == FIELDS
