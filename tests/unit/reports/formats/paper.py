"""A report with everything that a report can hold, and some that it should not."""

from datetime import UTC, datetime

from domicile.core.text import Bilingual
from domicile.reports.document import Document, Report, Section

MADE_AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
FULL = Document(
    title=Bilingual(en="A <report>", zh="一份<报告>"),
    author="Operator 运营者",
    made_at=MADE_AT,
    sections=(
        Section(
            title=Bilingual(en="Lines & rows", zh="内容"),
            lines=(Bilingual(en="One.", zh="一。"), Bilingual(en="Two.", zh="二。")),
            head=(Bilingual(en="Name", zh="名称"), Bilingual(en="Value", zh="值")),
            rows=(("a|b", "<script>"), ("c\nd", "站点\x1b")),
        ),
        Section(title=Bilingual(en="Nothing", zh="无")),
    ),
)
REPORT = Report(document=FULL, data=lambda language: {"language": language, "text": "回执"})


def long(rows: int, cell: str = "x") -> Report:
    """Return a report with a table of ``rows`` rows."""
    section = Section(
        title=Bilingual(en="Long", zh="长"),
        head=(Bilingual(en="Name", zh="名称"), Bilingual(en="Value", zh="值")),
        rows=tuple((f"row {number}", cell) for number in range(rows)),
    )
    document = Document(title=FULL.title, made_at=MADE_AT, sections=(section,))
    return Report(document=document, data=lambda _: {})
