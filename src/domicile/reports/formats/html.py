"""A report as a page for browsers."""

import html
from collections.abc import Iterable, Iterator
from typing import Final

from domicile.core.text import Language
from domicile.reports.document import LANGUAGE_TAGS, Document, Report

_STYLE: Final = (
    "body{font:16px/1.6 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;"
    "color-scheme:light dark}table{border-collapse:collapse}"
    "th,td{border:1px solid;padding:.3rem .6rem;text-align:left;vertical-align:top}"
)


def write(report: Report, language: Language) -> bytes:
    """Return ``report`` as one HTML page, in UTF-8."""
    return to_html(report.document, language).encode("utf-8")


def to_html(document: Document, language: Language) -> str:
    """Return ``document`` as one HTML page that loads nothing and runs nothing."""
    title = html.escape(document.title.spoken(language))
    body = "\n".join(_parts(document, language))
    tag = LANGUAGE_TAGS[language]
    return (
        f'<!doctype html>\n<html lang="{tag}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )


def _parts(document: Document, language: Language) -> Iterator[str]:
    for section in document.sections:
        yield f"<h2>{html.escape(section.title.spoken(language))}</h2>"
        if section.said:
            lines = (html.escape(line.spoken(language)) for line in section.said)
            yield f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"
        if section.rows:
            head = _cells("th", (title.spoken(language) for title in section.head))
            rows = "".join(_cells("td", row) for row in section.rows)
            yield f"<table>{head}{rows}</table>"


def _cells(tag: str, cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in cells)}</tr>"
