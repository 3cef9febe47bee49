import hashlib
import json
from datetime import UTC, datetime

import pytest

from domicile.core.errors import BundleError
from domicile.core.ids import MarketId, ReceiptId
from domicile.core.receipt import (
    FIELDS,
    MAX_BUNDLE_BYTES,
    MAX_DEPTH,
    ReceiptHeader,
    commitment,
    header_commitment,
    hour_of,
    parse_bundle,
    statement,
)
from tests.vectors.make_receipts import FOLDER

GOOD = (FOLDER / "receipt_good.json").read_bytes()
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


def test_a_bundle_is_written_as_it_was_read() -> None:
    assert parse_bundle(GOOD).to_bytes() == GOOD


def test_the_entry_is_written_as_it_was_read() -> None:
    entry = json.loads(GOOD)["batch"]["entry"]
    assert json.loads(parse_bundle(GOOD).batch.entry.to_bytes()) == entry


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b" " * (MAX_BUNDLE_BYTES + 1), "larger than"),
        (b"[" * (MAX_DEPTH + 1), "deeper than"),
        (b'{"a":' * 100_000, "larger than|deeper than"),
        (b'"' + b"[" * (MAX_DEPTH + 1) + b'"', "too many"),
        (b'["\\\\",' + b"[" * MAX_DEPTH, "deeper than"),
        (b'["\\"' + b"[" * MAX_DEPTH + b'"]', "too many"),
        (b'"\\ud800"', "not canonical"),
        (b'"' + b"\\" * 1001, "not canonical"),
        (b"\xff\xfe1\x00", "not canonical"),
        (b"NaN", "not canonical"),
        (b"9" * 5000, "not canonical"),
        (b"1e400", "not canonical"),
    ],
)
def test_foreign_bytes(data: bytes, problem: str) -> None:
    with pytest.raises(BundleError, match=problem):
        parse_bundle(data)
