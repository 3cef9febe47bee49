import json

import pytest

from domicile.core.bundle import MAX_BUNDLE_BYTES, MAX_DEPTH, parse_bundle
from domicile.core.errors import BundleError
from tests.unit.receipts.vectors import FOLDER

GOOD = (FOLDER / "receipt_good.json").read_bytes()


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
