import io
import zipfile
from datetime import UTC

import docx
import pytest
from docx.oxml.ns import qn

from domicile.core.text import Language
from domicile.reports.formats.docx import write
from tests.unit.reports.formats.paper import MADE_AT, REPORT, long

SAID = {
    "en": ["A <report>", "Lines & rows", "One.", "Two.", "Nothing", "Nothing."],
    "zh": ["一份<报告>", "内容", "一。", "二。", "无", "无。"],
}
HEAD = {"en": ["Name", "Value"], "zh": ["名称", "值"]}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_word_reads_it_back(language: Language) -> None:
    word = docx.Document(io.BytesIO(write(REPORT, language)))
    assert [each.text for each in word.paragraphs] == SAID[language]
    (table,) = word.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        HEAD[language],
        ["a|b", "<script>"],
        ["c\nd", "站点\ufffd"],
    ]


def test_it_says_who_made_it_when_and_in_which_language() -> None:
    word = docx.Document(io.BytesIO(write(REPORT, "zh")))
    said = word.core_properties
    assert (said.title, said.author, said.language) == ("一份<报告>", "Operator 运营者", "zh-CN")
    assert said.created is not None
    assert said.created.replace(tzinfo=UTC) == MADE_AT
    assert (said.comments, said.last_modified_by) == ("", "")
    tags = [each.get(qn("w:eastAsia")) for each in word.styles.element.iter(qn("w:lang"))]
    assert set(tags) == {"zh-CN"}


def test_titles_stand_on_every_page_of_a_table() -> None:
    word = docx.Document(io.BytesIO(write(long(100), "en")))
    heads = word.element.xpath("//w:trPr[w:tblHeader]/parent::w:tr")
    assert [head.xpath("string()") for head in heads] == ["NameValue"]


def test_it_loads_nothing_and_runs_nothing() -> None:
    with zipfile.ZipFile(io.BytesIO(write(REPORT, "en"))) as parts:
        for name in parts.namelist():
            text = parts.read(name)
            assert b'TargetMode="External"' not in text
            assert "vba" not in name.lower()
