"""A report as PDF (ISO 32000).

Chinese is set in a font that every reader of PDF knows by name and brings itself (Adobe-GB1), so
that none is embedded.
"""

import html
import itertools
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Final

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.platypus import CondPageBreak, Flowable, LongTable, Paragraph, SimpleDocTemplate

from domicile.core.text import Language
from domicile.reports.document import LANGUAGE_TAGS, Report, Section, legible

LATIN: Final = "Helvetica"
CHINESE: Final = "STSong-Light"
MARGIN: Final = 20 * mm
PADDING: Final = 6
"""Room that a page keeps between its margin and what stands on it, in points."""

WIDTH: Final = A4[0] - 2 * (MARGIN + PADDING)
ROOM: Final = 40 * mm
"""Least room for a section's title with what begins beneath it."""

_LINE: Final = ParagraphStyle("line", fontName=LATIN, fontSize=10, leading=14, wordWrap="CJK")
_ITEM: Final = ParagraphStyle("item", _LINE, leftIndent=5 * mm, bulletIndent=1 * mm)
_CELL: Final = ParagraphStyle("cell", _LINE, fontSize=9, leading=12)
_TITLE: Final = ParagraphStyle("title", _LINE, fontSize=20, leading=28, spaceAfter=4 * mm)
_SECTION: Final = ParagraphStyle(
    "section", _LINE, fontSize=14, leading=20, spaceBefore=6 * mm, spaceAfter=2 * mm
)
_GRID: Final = (
    ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
    ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
)


def write(report: Report, language: Language) -> bytes:
    """Return ``report`` as PDF; the same report is always the same bytes."""
    registerFont(UnicodeCIDFont(CHINESE))
    document, file = report.document, BytesIO()
    title = legible(document.title.spoken(language))
    template = SimpleDocTemplate(
        file,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=title,
        author=legible(document.author),
        lang=LANGUAGE_TAGS[language],
        invariant=1,
    )
    parts = (part for each in document.sections for part in _parts(each, language))
    template.build([_paragraph(title, _TITLE), *parts])
    return file.getvalue()


def _parts(section: Section, language: Language) -> Iterator[Flowable]:
    yield CondPageBreak(ROOM)
    yield _paragraph(section.title.spoken(language), _SECTION)
    for line in section.said:
        yield _paragraph(line.spoken(language), _ITEM, bullet="–")
    if section.rows:
        yield _table([title.spoken(language) for title in section.head], section.rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> LongTable:
    return LongTable(
        [[_paragraph(cell, _CELL) for cell in row] for row in (head, *rows)],
        colWidths=[WIDTH / len(head)] * len(head),
        repeatRows=1,
        splitInRow=1,
        style=_GRID,
        spaceBefore=2 * mm,
    )


def _paragraph(text: str, style: ParagraphStyle, *, bullet: str | None = None) -> Paragraph:
    """Return ``text`` as it is: no word of it is markup."""
    runs = itertools.groupby(legible(text), key=_font)
    marked = "".join(
        f'<font name="{font}">{html.escape("".join(run))}</font>' for font, run in runs
    )
    return Paragraph(marked, style, bulletText=bullet)


def _font(character: str) -> str:
    """Return the font that has ``character``: the Latin one has those of Windows-1252."""
    return LATIN if character.encode("cp1252", "ignore") else CHINESE
