import json
from pathlib import Path

import pytest

from domicile.core.ids import MarketId
from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.catalog import CONTAINERS
from domicile.surfaces.cli.desks import label
from tests.unit.policy.marks.samples import FILES, TEXT, workshop
from tests.unit.surfaces.cli.house import House

SUFFIXES = {each.name: each.suffixes[0] for each in CONTAINERS}


@pytest.fixture
def answer(house: House) -> Path:
    file = house.folder / "answer.txt"
    file.write_bytes(FILES["text"])
    return file


@pytest.mark.parametrize("kind", list(FILES))
def test_a_file_is_labelled_and_read(house: House, kind: str) -> None:
    file = house.folder / f"a{SUFFIXES[kind]}"
    file.write_bytes(FILES[kind])
    out = house.folder / f"b{SUFFIXES[kind]}"
    added = house.json("label", "add", str(file), "-o", str(out), "--market", "CN")
    assert added["out"] == str(out)
    assert {each["name"] for each in added["marks"]} >= {"AIGC", "mark", "digital_source_type"}
    assert "CN-LAB-005" in {each["rule"] for each in added["duties"]}
    assert set(added["duties"][0]) == {"rule", "status", "text", "citation"}
    assert file.read_bytes() == FILES[kind]
    told = house.json("label", "read", str(out))
    assert (told["labelled"], told["by"], told["intact"]) == (True, "mark", True)
    assert not list(house.folder.glob(".*.part"))


def test_the_market_of_the_settings(house: House, answer: Path) -> None:
    added = house.json("label", "add", str(answer), "-o", "out.txt")
    assert added["duties"] == []
    assert [each["name"] for each in added["marks"]] == ["mark", "digital_source_type"]


def test_what_people_are_told(house: House, answer: Path) -> None:
    shown = house.call("label", "add", str(answer), "-o", "out.txt", "--market", "CN")
    assert shown.exit_code == 0
    assert "CN-LAB-001  met" in shown.stdout
    assert "out.txt" in shown.stdout
    read = house.call("label", "read", "out.txt").stdout
    assert label.OURS.en in read
    assert label.VISIBLE.en in read
    assert "producer" in read
    plain = house.call("label", "read", str(answer)).stdout
    assert label.KNOWN.en in plain
    assert "producer" not in plain


def test_a_file_that_is_not_ours(house: House) -> None:
    (house.folder / "a.html").write_text('<meta name=AIGC content=\'{"Label":"2"}\'>x')
    told = house.json("label", "read", "a.html")
    assert (told["labelled"], told["foreign"]) == (False, [{"kind": "aigc", "says": "2"}])
    shown = house.call("label", "read", "a.html").stdout
    assert label.NOTHING.en in shown
    assert f"{label.FOREIGN.en}: aigc 2" in shown


def test_a_file_that_was_altered(house: House, answer: Path) -> None:
    house.json("label", "add", str(answer), "-o", "out.txt", "--market", "EU")
    out = house.folder / "out.txt"
    out.write_bytes(out.read_bytes().replace(b"harbour", b"station"))
    told = house.json("label", "read", "out.txt", status=4)
    assert (told["labelled"], told["problem"]) == (False, "altered")
    shown = house.call("label", "read", "out.txt").stdout
    assert shown.startswith(label.PROBLEMS["altered"].en)
    assert label.NOTHING.en not in shown


def test_a_mark_by_another_key(house: House) -> None:
    other = workshop(house.folder / "other")
    data = other.labeller.add(FILES["text"], CONTAINERS[0], MarketId("EU")).data
    (house.folder / "theirs.txt").write_bytes(data)
    assert house.json("label", "read", "theirs.txt", status=4)["problem"] == "unknown_key"
    told = house.json("label", "read", "theirs.txt", "--trust", str(other.signer.key))
    assert told["labelled"] is True
    wrong = house.json("label", "read", "theirs.txt", "--trust", "no key", status=4)
    assert wrong["error"]["code"] == "D501"


def test_a_file_that_others_declare(house: House, answer: Path) -> None:
    added = house.json("label", "add", str(answer), "-o", "o.txt", "--market", "CN", "--declared")
    (mark,) = added["marks"]
    assert json.loads(mark["value"])["Label"] == "2"
    assert added["duties"][0]["rule"] == "CN-LAB-006"


def test_standard_input_is_plain_text_unless_it_begins_otherwise(house: House) -> None:
    assert house.json("label", "read", "-", given=TEXT)["labelled"] is False
    read = house.call("label", "read", "-", "--json", given=FILES["png"])
    assert json.loads(read.stdout)["labelled"] is False


def test_nothing_is_written_over(house: House, answer: Path) -> None:
    there = house.folder / "there.txt"
    there.write_bytes(b"kept")
    words = ("label", "add", str(answer), "--market", "EU", "-o")
    assert house.json(*words, "there.txt", status=2)["error"]["code"] == "D800"
    assert there.read_bytes() == b"kept"
    house.json(*words, "there.txt", "--force")
    assert b"domicile-marks" in there.read_bytes()
    for same in (str(answer), "answer.txt"):
        assert house.json(*words, same, "--force", status=2)["error"]["code"] == "D800"
    assert answer.read_bytes() == FILES["text"]


def test_what_appears_meanwhile_is_not_written_over(
    house: House, answer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = house.folder / "there.txt"
    there.write_bytes(b"kept")
    monkeypatch.setattr(label, "_check_output", lambda *_words, **_flags: None)
    told = house.json("label", "add", str(answer), "-o", "there.txt", status=1)
    assert told["error"]["code"] == "D600"
    assert there.read_bytes() == b"kept"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"%PDF"),
        ("a.txt", b"\xff"),
        ("a.png", FILES["png"][:-5]),
        ("a.docx", b"PK\x03\x04"),
    ],
)
def test_a_file_that_cannot_be_read(house: House, name: str, data: bytes) -> None:
    (house.folder / name).write_bytes(data)
    assert house.json("label", "read", name, status=2)["error"]["code"] == LabelError.code
    out = f"b{Path(name).suffix}"
    assert house.json("label", "add", name, "-o", out, status=2)["error"]["code"] == LabelError.code
    assert not (house.folder / out).exists()


def test_wrong_words(house: House, answer: Path) -> None:
    assert house.json("label", "add", "nowhere.txt", "-o", "o.txt", status=2)["error"]
    assert house.json("label", "read", "nowhere.txt", status=2)["error"]
    words = ("label", "add", str(answer), "-o", "o.txt", "--market", "XX")
    assert house.json(*words, status=2)["error"]["code"] == "D801"
    nowhere = ("label", "add", str(answer), "-o", "no/where.txt")
    assert house.json(*nowhere, status=1)["error"]["code"] == "D600"
