import json

import docx
import pytest
from pypdf import PdfReader

from tests.unit.surfaces.cli.house import SETTINGS, House

REPORT = ("report", "transparency", "--market", "US-CA", "--from", "2026-01-01", "--to")


@pytest.fixture(autouse=True)
def _something_happened(house: House) -> None:
    house.release()
    house.json("ask", "hello", "--market", "US-CA", "--site", "one")


def test_programs_and_people_read_it(house: House) -> None:
    told = house.json(*REPORT, "2026-12-31")
    assert told["receipts"] == 1
    assert told["demo"] is True
    said = house.call(*REPORT, "2026-12-31").stdout
    assert said.startswith("# Transparency report\n")
    assert "| answered | P0 | one | assistant | 1 |" in said


@pytest.mark.parametrize("ending", ["json", "md", "html"])
def test_it_is_written_to_a_file(house: House, ending: str) -> None:
    told = house.json(*REPORT, "2026-12-31", "-o", f"report.{ending}")
    assert told == {"market": "US-CA", "file": f"report.{ending}"}
    text = (house.folder / f"report.{ending}").read_text(encoding="utf-8")
    assert "assistant" in text
    if ending == "json":
        assert json.loads(text)["market"] == "US-CA"


def test_it_is_written_as_a_document(house: House) -> None:
    house.write('language = "zh"\n' + SETTINGS)
    for name in ("report.docx", "report.PDF"):
        assert house.json(*REPORT, "2026-12-31", "-o", name)["file"] == name
    words = docx.Document(str(house.folder / "report.docx"))
    (title, *_) = words.paragraphs
    assert title.text == "透明度报告"
    (first, *_) = words.tables
    assert [cell.text for cell in first.rows[1].cells] == [
        "answered", "P0", "one", "assistant", "1",
    ]  # fmt: skip
    page = PdfReader(house.folder / "report.PDF").pages[0].extract_text()
    assert "透明度报告" in page
    assert "assistant" in page


def test_it_speaks_the_language_that_is_wished_for(house: House) -> None:
    said = house.call(*REPORT, "2026-12-31", "--language", "zh").stdout
    assert said.startswith("# 透明度报告\n")
    told = house.json(*REPORT, "2026-12-31", "--language", "zh")
    assert "尚未经法律顾问审阅" in told["packs"][0]["text"]


@pytest.mark.parametrize("ending", ["txt", "doc"])
def test_other_files_are_wrong_usage(house: House, ending: str) -> None:
    told = house.json(*REPORT, "2026-12-31", "-o", f"report.{ending}", status=2)
    assert ".html" in told["error"]["remedy"]
    assert not (house.folder / f"report.{ending}").exists()


def test_what_cannot_be_made_or_written_fails(house: House) -> None:
    assert house.json(*REPORT, "2025-12-31", status=2)["error"]["code"] == "D805"
    told = house.json(*REPORT, "2026-12-31", "-o", "none/report.md", status=1)
    assert told["error"]["code"] == "D600"


def test_who_waits_is_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domicile.reports.transparency.STEP", 1)
    assert "1 receipts read" in house.call(*REPORT, "2026-12-31").stderr
