"""A report as Markdown."""

from collections.abc import Iterable, Iterator
from typing import Final

from domicile.core.text import Language
from domicile.reports.document import Document, Report

_PLAIN: Final = str.maketrans({"|": r"\|", "<": "&lt;", "\n": " ", "\r": " "})


def write(report: Report, language: Language) -> bytes:
    """Return ``report`` as Markdown, in UTF-8."""
    return to_markdown(report.document, language).encode("utf-8")


def to_markdown(document: Document, language: Language) -> str:
    """Return ``document`` as Markdown; what stands in a cell cannot leave it."""
    return "\n".join(_lines(document, language)) + "\n"


def _lines(document: Document, language: Language) -> Iterator[str]:
    yield f"# {document.title.spoken(language)}"
    for section in document.sections:
        yield from ("", f"## {section.title.spoken(language)}")
        if section.said:
            yield ""
            yield from (f"- {line.spoken(language)}" for line in section.said)
        if section.rows:
            yield ""
            yield _row(title.spoken(language) for title in section.head)
            yield _row("---" for _ in section.head)
            yield from (_row(row) for row in section.rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.translate(_PLAIN) for cell in cells)} |"
