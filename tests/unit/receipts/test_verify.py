import json
from dataclasses import replace
from pathlib import Path

import pytest

from domicile.core.answer import Answer, Refusal
from domicile.core.errors import InvalidValueError, VerificationError
from domicile.core.reply import Finish, Reply
from domicile.core.request import Role
from domicile.receipts.verify import TrustPolicy, read_policy, verify
from tests.unit.receipts.samples import (
    answer,
    device_answer,
    open_office,
    refusal,
    request,
)
from tests.vectors.make_receipts import FOLDER

GOOD = (FOLDER / "receipt_good.json").read_bytes()
OPERATED = replace(device_answer().placement, level="O")
BROKEN = Reply(text="", calls=(), finish=Finish(reason="broken"))


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


@pytest.mark.parametrize(
    ("outcome", "role", "expected"),
    [
        (device_answer(), "both", ("D", "answered")),
        (replace(device_answer(), placement=OPERATED), "gateway", ("O", "answered")),
        (answer(), "gateway", ("P0", "answered")),
        (replace(answer(), reply=BROKEN, labels=(), notices=()), "both", ("P0", "broken")),
        (refusal(), "device", ("D", "refused")),
        (refusal(), "gateway", ("O", "refused")),
    ],
)
def test_whatever_came_of_a_request_has_a_receipt_that_verifies(
    tmp_path: Path, outcome: Answer | Refusal, role: Role, expected: tuple[str, str]
) -> None:
    office = open_office(tmp_path)
    said = verify(office.book.export(office.sealer.seal(request(role=role), outcome)))
    assert (said.level, said.opened["status"]) == expected
    assert said.signer.rpartition("/")[2] == ("gateway" if role == "gateway" else "device")
    assert bool(said.opened["bytes_out"]) is bool(said.opened["data_left"]) is (said.level == "P0")
    office.database.close()
