"""HTML as tokens with their places, in time proportional to the text, whatever it holds.

Python's own parser tells no places and takes quadratic time on hostile pages. Whatever is never
closed (a comment, a tag, a script) reaches to the end, as in the HTML standard (13.2.5).
"""

import html
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

RAW: Final = frozenset({"script", "style", "title", "textarea", "xmp", "iframe", "noembed"})
"""Elements whose content holds no tags."""

_TAG: Final = re.compile(r"<(/?)([A-Za-z][^\s/>]{0,63})")
_ATTRIBUTE: Final = re.compile(
    r"[\s/]*([^\s=>/\"'<]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?|[\s/]+|[\s\S]"
)


class Token(NamedTuple):
    """A piece of a page."""

    kind: str
    """``text``, ``open``, ``close``, ``raw`` (what stands in one of `RAW`) or ``other``."""

    name: str
    """Name of the element in lower case; empty for what is none."""

    said: dict[str, str]
    """Attributes of an opening tag."""

    begin: int
    """Where it begins."""

    end: int
    """Where it ends."""


def tokens(text: str) -> Iterator[Token]:
    """Yield every piece of ``text``, each but ``raw`` once and in order."""
    place = 0
    while place < len(text):
        token = _next(text, place)
        yield token
        place = token.end
        if token.kind == "open" and token.name in RAW:
            end = _closing(text, token.name, place)
            yield Token("raw", token.name, {}, place, end)
            place = end


def _next(text: str, place: int) -> Token:
    if not text.startswith("<", place):
        end = text.find("<", place)
        return Token("text", "", {}, place, len(text) if end < 0 else end)
    if text.startswith("<!--", place):
        return Token("other", "", {}, place, _past(text, "-->", place + 2))
    if text.startswith(("<!", "<?"), place):
        return Token("other", "", {}, place, _past(text, ">", place))
    match = _TAG.match(text, place)
    if match is None:
        return Token("text", "", {}, place, place + 1)
    said, end = _attributes(text, match.end())
    return Token("close" if match[1] else "open", match[2].lower(), said, place, end)


def _attributes(text: str, place: int) -> tuple[dict[str, str], int]:
    said: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text, place):
        if match[0] == ">":
            return said, match.end()
        if match[1]:
            value = next((each for each in match.groups()[1:] if each is not None), "")
            said.setdefault(match[1].lower(), html.unescape(value))
    return said, len(text)


def _closing(text: str, name: str, place: int) -> int:
    found = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, place)
    return found.start() if found else len(text)


def _past(text: str, end: str, place: int) -> int:
    found = text.find(end, place)
    return len(text) if found < 0 else found + len(end)
