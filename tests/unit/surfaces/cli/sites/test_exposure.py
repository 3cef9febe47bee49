import json

import pytest

from tests.unit.surfaces.cli.house import SETTINGS, House

ASK = ("ask", "Call 13812345678.", "--market", "US-CA", "--site", "one")


def test_what_left_is_counted_and_never_told(house: House) -> None:
    house.release()
    assert house.call(*ASK).exit_code == 0
    told = house.json("partner", "exposure", "one")
    assert told["sent"]["requests"] == 1
    assert told["sent"]["by_market"] == {"US-CA": 1}
    assert told["sent"]["data"]["phone"]
    assert told["sent"]["bytes_at_most"] > 0
    assert [each["market"] for each in told["releases"]] == ["US-CA"]
    assert "13812345678" not in json.dumps(told)
    before = ("--from", "2026-01-01", "--to", "2026-11-23")
    assert house.json("partner", "exposure", "one", *before)["sent"]["requests"] == 0


def test_people_read_it_as_a_page(house: House) -> None:
    told = house.call("partner", "exposure", "one").stdout
    assert told.startswith("# What one could be compelled to hand over\n")
    assert "no statement about secret orders" in told


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.md", "# What one"), ("a.html", "<!doctype html>"), ("a.JSON", '{\n  "site": "one"')],
)
def test_it_is_written_as_the_ending_says(house: House, name: str, begins: str) -> None:
    result = house.call("partner", "exposure", "one", "-o", name)
    assert (result.exit_code, result.stdout) == (0, f"{name}\n")
    assert (house.folder / name).read_text(encoding="utf-8").startswith(begins)


@pytest.mark.parametrize(("name", "begins"), [("a.docx", b"PK"), ("a.pdf", b"%PDF-1.")])
def test_it_is_written_as_a_document(house: House, name: str, begins: bytes) -> None:
    house.json("partner", "exposure", "one", "-o", name)
    assert (house.folder / name).read_bytes().startswith(begins)


def test_for_programs_the_file_is_named(house: House) -> None:
    told = house.json("partner", "exposure", "one", "-o", "a.md")
    assert told == {"site": "one", "file": "a.md"}


def test_it_speaks_chinese(house: House) -> None:
    house.write('language = "zh"\n' + SETTINGS)
    assert "可能被强制交出的内容" in house.call("partner", "exposure", "one").stdout


def test_what_cannot_be_written_or_is_not_meant(house: House) -> None:
    assert house.call("partner", "exposure", "one", "-o", "a.txt").exit_code == 2
    assert house.call("partner", "exposure", "one", "-o", "none/a.md").exit_code == 1
    assert house.call("partner", "exposure", "device").exit_code == 2
    assert house.json("partner", "exposure", "two", status=2)["error"]["code"] == "D804"
    days = ("--from", "2026-02-01", "--to", "2026-01-01")
    assert house.call("partner", "exposure", "one", *days).exit_code == 2
