"""Every command about cases on these pages runs, one after the other."""

import re
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tests.unit.surfaces.cli.house import House

CONSOLE = re.compile(r"^```console\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
PAGES = {
    "do/answer-a-request.md": 4,
    "do/handle-a-complaint.md": 2,
    "look-up/transparency.md": 1,
}
"""Each page with how many blocks of commands it has."""


def blocks(page: str) -> list[list[str]]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return [block.splitlines() for block in CONSOLE.findall(text)]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("answer.pdf", "approval.pdf"):
        (tmp_path / name).write_bytes(b"x")
    return House(tmp_path)


def words(line: str, house: House, told: dict[str, str]) -> list[str]:
    """Return what the shell would hand over, with the case's own id and secret."""
    if " ID" in line and not told.get("id"):
        told["id"] = str(house.json("case", "list")["cases"][0]["id"])
    found = re.findall(r'"[^"]*"|\S+', line.removeprefix("$ domicile "))
    own = {"ID": told.get("id", ""), "SECRET": told.get("secret", "")}
    return [own.get(word, word.strip('"')) for word in found]


def run(lines: list[str], house: House, told: dict[str, str]) -> None:
    for line in lines:
        if " add " in line:
            made = house.json(*words(line, house, told))
            told.update(id=made["id"], secret=made.get("secret", ""))
            continue
        result = house.call(*words(line, house, told))
        assert result.exit_code == 0, f"{line}\n{result.output}"


@pytest.mark.parametrize(("page", "count"), PAGES.items())
def test_pages_show_commands(page: str, count: int) -> None:
    found = blocks(page)
    assert len(found) == count
    assert all(line.startswith("$ domicile ") for block in found for line in block)


def test_a_request_is_answered_or_refused(house: House) -> None:
    taken, answered, refused, incident = blocks("do/answer-a-request.md")
    for end in (answered, refused):
        told: dict[str, str] = {}
        run([*taken, *end], house, told)
    run(incident, house, {})
    outcomes = {each["outcome"] for each in house.json("case", "list")["cases"]}
    assert outcomes == {"answered", "refused", "reported"}


def test_a_complaint_is_answered_appealed_and_closed(house: House) -> None:
    person, operator = blocks("do/handle-a-complaint.md")
    told: dict[str, str] = {}
    run(person[:2], house, told)
    run(operator[:2], house, told)
    run(person[2:], house, told)
    run(operator[1:], house, told)
    (case,) = house.json("case", "list")["cases"]
    assert (case["state"], len(case["history"])) == ("closed", 5)


def test_a_report_is_made(house: House) -> None:
    (lines,) = blocks("look-up/transparency.md")
    run(lines, house, {})
    assert (house.folder / "report.docx").read_bytes().startswith(b"PK")
