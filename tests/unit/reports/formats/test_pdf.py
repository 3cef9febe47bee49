import io
import re

import pytest
from pypdf import PdfReader

from domicile.core.text import Language
from domicile.reports.formats.pdf import write
from tests.unit.reports.formats.paper import REPORT, long

SAID = {
    "en": "A <report> Lines & rows – One. – Two. Name Value a|b <script> c d 站点\ufffd Nothing"
    " – Nothing.",
    "zh": "一份<报告> 内容 – 一。 – 二。 名称 值 a|b <script> c d 站点\ufffd 无 – 无。",
}


def words(text: str) -> str:
    """Return ``text`` without what a page does to its spaces."""
    return re.sub(r"\s+", "", text)


def read(written: bytes) -> str:
    return words("".join(page.extract_text() for page in PdfReader(io.BytesIO(written)).pages))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_reader_finds_every_word_in_its_order(language: Language) -> None:
    assert read(write(REPORT, language)) == words(SAID[language])


def test_it_says_who_made_it_and_in_which_language() -> None:
    pdf = PdfReader(io.BytesIO(write(REPORT, "zh")))
    assert pdf.metadata is not None
    assert (pdf.metadata.title, pdf.metadata.author) == ("一份<报告>", "Operator 运营者")
    assert str(pdf.root_object["/Lang"]) == "zh-CN"


def test_the_same_report_is_the_same_bytes() -> None:
    assert write(REPORT, "en") == write(REPORT, "en")


def test_a_long_table_says_its_titles_on_every_page() -> None:
    pages = PdfReader(io.BytesIO(write(long(200), "en"))).pages
    texts = [words(page.extract_text()) for page in pages]
    assert len(texts) > 2
    assert all("NameValue" in text for text in texts)
    assert "row0" in texts[0]
    assert "row199" in texts[-1]


def test_a_cell_longer_than_a_page_goes_on_with_the_next() -> None:
    cell = "很长的名字" * 2000
    assert read(write(long(1, cell), "zh")).count("很长的名字") > 1900


def test_no_word_is_markup_and_nothing_is_loaded() -> None:
    planted = '<img src="http://127.0.0.1:9/x.png"/><b>bold</b>'
    written = write(long(1, planted), "en")
    assert words(planted) in read(written)
    assert b"/URI" not in written
    assert b"/JavaScript" not in written
