"""A report as people read it: sections of sentences and tables, in Markdown or in HTML."""

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from domicile.core.text import Bilingual, Language

_STYLE: Final = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;"
    "color-scheme:light dark}table{border-collapse:collapse}"
    "th,td{border:1px solid;padding:.3rem .6rem;text-align:left;vertical-align:top}"
)
_LANGUAGES: Final[dict[Language, str]] = {"en": "en", "zh": "zh-CN"}
_PLAIN: Final = str.maketrans({"|": r"\|", "<": "&lt;", "\n": " ", "\r": " "})


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of a report."""

    title: Bilingual
    """What it is about."""

    lines: tuple[Bilingual, ...] = ()
    """Sentences, one to a line."""

    head: tuple[Bilingual, ...] = ()
    """The titles of the table's columns; empty where there is no table."""

    rows: tuple[tuple[str, ...], ...] = ()
    """The table, a cell for each column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report."""

    title: Bilingual
    """What it is called."""

    sections: tuple[Section, ...]
    """Its parts, in order."""


def to_markdown(document: Document, language: Language) -> str:
    """Return ``document`` as Markdown; what stands in a cell cannot leave it."""
    return "\n".join(_markdown(document, language)) + "\n"


def to_html(document: Document, language: Language) -> str:
    """Return ``document`` as one HTML page that loads nothing and runs nothing."""
    title = html.escape(document.title.spoken(language))
    body = "\n".join(_html(document, language))
    return (
        f'<!doctype html>\n<html lang="{_LANGUAGES[language]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )


def _markdown(document: Document, language: Language) -> Iterator[str]:
    yield f"# {document.title.spoken(language)}"
    for section in document.sections:
        yield from ("", f"## {section.title.spoken(language)}")
        if section.lines:
            yield ""
            yield from (f"- {line.spoken(language)}" for line in section.lines)
        if section.rows:
            yield ""
            yield _row(title.spoken(language) for title in section.head)
            yield _row("---" for _ in section.head)
            yield from (_row(row) for row in section.rows)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.translate(_PLAIN) for cell in cells)} |"


def _html(document: Document, language: Language) -> Iterator[str]:
    for section in document.sections:
        yield f"<h2>{html.escape(section.title.spoken(language))}</h2>"
        if section.lines:
            lines = (html.escape(line.spoken(language)) for line in section.lines)
            yield f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
        if section.rows:
            head = _cells("th", (title.spoken(language) for title in section.head))
            rows = "".join(_cells("td", row) for row in section.rows)
            yield f"<table>{head}{rows}</table>"


def _cells(tag: str, cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in cells)}</tr>"
