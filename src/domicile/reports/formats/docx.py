"""A report as a Word document (Office Open XML, ECMA-376)."""

from collections.abc import Sequence
from io import BytesIO

import docx
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from domicile.core.text import Language
from domicile.reports.document import LANGUAGE_TAGS, Document, Report, Section, legible


def write(report: Report, language: Language) -> bytes:
    """Return ``report`` as a Word document."""
    word = docx.Document()
    _describe(word, report.document, language)
    word.add_heading(legible(report.document.title.spoken(language)), level=0)
    for section in report.document.sections:
        _add(word, section, language)
    # Word repeats the titles of a table on every page (ECMA-376 Part 1, 17.4.78).
    for row in word.element.xpath("//w:tbl/w:tr[1]"):
        row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    file = BytesIO()
    word.save(file)
    return file.getvalue()


def _describe(word: Word, document: Document, language: Language) -> None:
    """Say in the properties what it is; the template's own author and date are nobody's."""
    properties = word.core_properties
    properties.title = legible(document.title.spoken(language))
    properties.language = LANGUAGE_TAGS[language]
    properties.author = legible(document.author)
    properties.created = properties.modified = document.made_at.replace(tzinfo=None)
    properties.comments = ""
    # By its language Word picks a font for Chinese, and the dictionary.
    for spoken in word.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), LANGUAGE_TAGS[language])
        spoken.set(qn("w:eastAsia"), LANGUAGE_TAGS["zh"])


def _add(word: Word, section: Section, language: Language) -> None:
    word.add_heading(legible(section.title.spoken(language)), level=1)
    for line in section.said:
        word.add_paragraph(legible(line.spoken(language)), style="List Bullet")
    if section.rows:
        _add_table(word, [title.spoken(language) for title in section.head], section.rows)


def _add_table(word: Word, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = word.add_table(rows=0, cols=len(head), style="Table Grid")
    for cells in (head, *rows):
        row = table.add_row()
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = legible(text)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
