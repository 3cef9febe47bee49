import json
from pathlib import Path

import pytest

from tests.unit.surfaces.cli.house import House


@pytest.fixture
def receipt_id(house: House) -> str:
    return str(house.json("ask", "hi", "--site", "one", status=3)["receipt_id"])


def test_the_newest_receipts_come_first(house: House, receipt_id: str) -> None:
    newer = house.json("ask", "hi")["receipt_id"]
    listed = house.json("receipt", "list")["receipts"]
    assert [each["receipt_id"] for each in listed] == [newer, receipt_id]
    assert [each["status"] for each in listed] == ["answered", "refused"]
    assert len(house.json("receipt", "list", "--limit", "1")["receipts"]) == 1
    assert house.call("receipt", "list").stdout.startswith(newer)
    assert house.call("receipt", "list", "--limit", "0").exit_code == 2


def test_without_receipts_the_list_is_empty(house: House) -> None:
    assert house.json("receipt", "list") == {"receipts": []}
    assert house.call("receipt", "list").stdout == ""


def test_a_receipt_is_shown(house: House, receipt_id: str) -> None:
    told = house.json("receipt", "show", receipt_id)
    assert told["header"]["receipt_id"] == receipt_id
    assert told["fields"]["status"] == "refused"
    assert "approval.missing" in house.call("receipt", "show", receipt_id).stdout
    assert house.json("receipt", "show", "ff", status=1)["error"]["code"] == "D603"


def test_a_bundle_verifies_and_every_changed_byte_shows(
    house: House, receipt_id: str, tmp_path: Path
) -> None:
    told = house.json("receipt", "export", receipt_id, "-o", "receipt.json")
    file = tmp_path / "receipt.json"
    assert told == {
        "receipt_id": receipt_id, "file": "receipt.json", "size_bytes": file.stat().st_size,
    }  # fmt: skip
    verified = house.json("receipt", "verify", "receipt.json")
    assert (verified["verified"], verified["trust"]) == (True, "embedded")
    assert (verified["receipt_id"], verified["opened"]["status"]) == (receipt_id, "refused")
    data = file.read_bytes()
    for position in range(0, len(data), len(data) // 40):
        changed = bytearray(data)
        changed[position] ^= 1
        file.write_bytes(changed)
        assert house.call("receipt", "verify", "receipt.json").exit_code == 4, position
    file.write_bytes(b"")
    assert house.json("receipt", "verify", "receipt.json", status=4)["error"]["code"] == "D505"


def test_verifying_needs_neither_settings_nor_store(
    house: House, receipt_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.call("receipt", "export", receipt_id, "-o", "receipt.json")
    house.write("this is no TOML")
    result = house.call("receipt", "verify", "receipt.json")
    assert result.exit_code == 0
    assert result.stdout.startswith("verified: ")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    data = (tmp_path / "receipt.json").read_bytes()
    assert house.call("receipt", "verify", "-", given=data).stdout.startswith("验证通过")


def test_a_policy_says_whom_to_believe(house: House, receipt_id: str, tmp_path: Path) -> None:
    house.call("receipt", "export", receipt_id, "-o", "receipt.json", "--hide", "operator")
    keys = json.loads((tmp_path / "receipt.json").read_bytes())["keys"]
    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps({"logs": [keys["log"]], "receipts": [keys["receipt"]]}))
    told = house.json("receipt", "verify", "receipt.json", "--trust", "policy.json")
    assert (told["trust"], told["hidden"]) == ("policy", ["operator"])
    assert (
        "policy" in house.call("receipt", "verify", "receipt.json", "--trust", str(policy)).stdout
    )
    policy.write_text('{"logs": [], "receipts": []}')
    assert house.call("receipt", "verify", "receipt.json", "--trust", str(policy)).exit_code == 4
    for malformed in ("{", '{"logs": 1}'):
        policy.write_text(malformed)
        told = house.json("receipt", "verify", "receipt.json", "--trust", str(policy), status=1)
        assert told["error"]["code"] == "D102"


def test_a_bundle_that_cannot_be_written_is_said(house: House, receipt_id: str) -> None:
    told = house.json("receipt", "export", receipt_id, "-o", "no/such/folder.json", status=1)
    assert told["error"]["code"] == "D600"
    assert house.call("receipt", "export", receipt_id).exit_code == 2
    assert house.call("receipt", "export", receipt_id, "-o", "x", "--hide", "soul").exit_code == 2


def test_a_file_that_is_not_there_is_wrong_usage(house: House) -> None:
    assert house.call("receipt", "verify", "none.json").exit_code == 2
