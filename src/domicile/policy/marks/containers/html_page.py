"""HTML, whole pages and fragments: the marks in ``meta`` elements, and the label as a paragraph.

The kind of source stands in JSON-LD too, in the words of schema.org.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import (
    AIGC,
    PROPERTIES,
    SOURCE_TYPE,
    Container,
    Found,
    Marks,
    decoded,
    gathered,
)
from domicile.policy.marks.containers.markup import Token, tokens
from domicile.policy.marks.normal import shows_label

MAX_SCRIPT_CHARS: Final = 65_536
"""So many characters of a script of data are looked at."""

MAX_TOKENS: Final = 250_000
"""Most tags and texts of a page that is read; the detector is open to everybody."""

_PREFIX: Final = "domicile:"
_BLOCKS: Final = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "br", "dd", "div", "dl", "dt",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head",
        "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "table", "td",
        "th", "title", "tr", "ul",
    }
)  # fmt: skip
_LD: Final = "application/ld+json"
_DECLARED: Final = re.compile(r'"digitalSourceType"\s{0,8}:\s{0,8}"([^"\\]{1,200})"')
_SCRIPT: Final = (
    f'<script type="{_LD}">{{"@context":"https://schema.org","@type":"CreativeWork",'
    '"digitalSourceType":"https://schema.org/TrainedAlgorithmicMediaDigitalSource"}</script>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What matters of a page."""

    text: str
    """What people see of it."""

    pairs: tuple[tuple[str, str], ...]
    """Its properties."""

    metas: tuple[tuple[str, int, int], ...]
    """Elements that hold properties: name, beginning, end."""

    entry: int
    """Where marks go: into the head, or behind what must come first."""

    exit: int
    """Where a label goes: the end of the body."""


def read(data: bytes) -> Found:
    """Read a page or a fragment of one; see `Container`."""
    page = _parsed(decoded(data))
    return Found(content=page.text, properties=gathered(page.pairs))


def write(data: bytes, marks: Marks) -> bytes:
    """Put marks into the head, and the label at the end of the body; see `Container`."""
    text = decoded(data)
    page = _parsed(text)
    edits = [(begin, end, "") for name, begin, end in page.metas if name in marks.properties]
    edits.append((page.entry, page.entry, "".join(_elements(marks, is_declared=_SCRIPT in text))))
    if marks.visible and not shows_label(page.text, [marks.visible]):
        label = f'<p class="ai-label">{html.escape(marks.visible)}</p>\n'
        edits.append((page.exit, page.exit, label))
    for begin, end, written in sorted(edits, reverse=True):
        text = text[:begin] + written + text[end:]
    return text.encode()


def _parsed(text: str) -> _Page:
    pieces: list[str] = []
    pairs: list[tuple[str, str]] = []
    metas: list[tuple[str, int, int]] = []
    head, after, last, is_linked = -1, 0, len(text), False
    for token in _bounded(text):
        match token.kind, token.name:
            case "open" | "close", name if name in _BLOCKS:
                pieces.append("\n")
            case "text", _:
                pieces.append(html.unescape(text[token.begin : token.end]))
            case "raw", "script" if is_linked:
                said = text[token.begin : token.end][:MAX_SCRIPT_CHARS]
                pairs += [(SOURCE_TYPE, value) for value in _DECLARED.findall(said)]
            case "open", "meta":
                found = [(name, value) for name, value in _property(token)]
                pairs += found
                metas += [(name, token.begin, token.end) for name, _ in found]
            case _:
                pass
        head = token.end if (token.kind, token.name) == ("open", "head") and head < 0 else head
        after = token.end if _comes_first(token, text) and not metas else after
        last = token.begin if (token.kind, token.name) == ("close", "body") else last
        is_linked = token.name == "script" and token.said.get("type", "").lower() == _LD
    return _Page(
        text="".join(pieces),
        pairs=tuple(pairs),
        metas=tuple(metas),
        entry=head if head >= 0 else after,
        exit=last,
    )


def _bounded(text: str) -> Iterator[Token]:
    for number, token in enumerate(tokens(text)):
        if number >= MAX_TOKENS:
            raise LabelError(f"the page has more than {MAX_TOKENS} tags and texts")
        yield token


def _comes_first(token: Token, text: str) -> bool:
    """Return whether ``token`` is the document type, or the start of the page."""
    is_type = token.kind == "other" and text[token.begin : token.begin + 9].lower() == "<!doctype"
    return is_type or (token.kind, token.name) == ("open", "html")


def _property(token: Token) -> Iterator[tuple[str, str]]:
    written = token.said.get("name", "")
    name = written if written == AIGC else written.removeprefix(_PREFIX)
    if name in PROPERTIES and (name == AIGC or written.startswith(_PREFIX)):
        yield name, token.said.get("content", "")


def _elements(marks: Marks, *, is_declared: bool) -> Iterator[str]:
    for name, value in marks.properties.items():
        written = name if name == AIGC else f"{_PREFIX}{name}"
        yield f'<meta name="{written}" content="{html.escape(value)}">\n'
    if SOURCE_TYPE in marks.properties and not is_declared:
        yield f"{_SCRIPT}\n"


HTML: Final = Container(
    name="html",
    suffixes=(".html", ".htm"),
    media=("text/html",),
    modality="text",
    shows=True,
    read=read,
    write=write,
)
"""HTML in UTF-8."""
