import json

import pytest

from domicile.core.errors import InvalidValueError, VerificationError
from domicile.receipts.verify import TrustPolicy, read_policy, verify
from tests.vectors.make_receipts import FOLDER

GOOD = (FOLDER / "receipt_good.json").read_bytes()


def test_what_a_good_bundle_says() -> None:
    result = verify(GOOD)
    assert (result.market, result.level, result.evidence, result.demo) == (
        "CN",
        "P0",
        "simulated",
        True,
    )
    assert result.hour == "2026-04-01T09Z"
    assert result.signer.endswith("/device")
    assert result.log.endswith("/CN")
    assert (result.log_index, result.log_size) == (0, 2)
    assert result.hidden == ()
    assert result.opened["status"] == "answered"
    assert result.opened["site"] == "demo-cn"
    assert result.trust == "embedded"


def test_hidden_fields_are_named_but_not_shown() -> None:
    result = verify((FOLDER / "receipt_hidden_fields.json").read_bytes())
    assert result.hidden == ("model", "rules", "site")
    assert not set(result.hidden) & set(result.opened)
    assert result.receipt_id == verify(GOOD).receipt_id


def test_no_byte_of_a_bundle_can_be_changed() -> None:
    accepted = []
    for place in range(len(GOOD)):
        changed = bytearray(GOOD)
        changed[place] ^= 1
        try:
            verify(bytes(changed))
        except VerificationError:
            continue
        accepted.append(place)
    assert accepted == []


def test_a_policy_believes_only_whom_it_names() -> None:
    keys = json.loads(GOOD)["keys"]
    policy = TrustPolicy(logs=(keys["log"],), receipts=(keys["receipt"],))
    assert verify(GOOD, policy).trust == "policy"
    with pytest.raises(VerificationError):
        verify(GOOD, TrustPolicy(logs=(), receipts=()))


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"logs": [], "receipts": [], "more": []},
        {"logs": ["no key"], "receipts": []},
        {"logs": "x", "receipts": []},
    ],
)
def test_a_malformed_policy(data: object) -> None:
    with pytest.raises(InvalidValueError):
        read_policy(data)
