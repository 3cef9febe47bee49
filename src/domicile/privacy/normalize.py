"""One form for many spellings: widths and dashes folded, escapes read, invisible marks skipped."""

import re
import sys
import unicodedata
from functools import lru_cache

_SPACES = (
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_FOLDS = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_DASHES, "-"),
}
_INVISIBLE = (
    "\u00ad\u0300-\u036f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
_INDIRECT = re.compile(
    r"\\{1,8}u([0-9a-fA-F]{4})"  # JSON, also inside JSON
    r"|%([2-7][0-9a-fA-F])"  # URL
    r"|&#([0-9]{1,6});|&#[xX]([0-9a-fA-F]{1,5});"  # HTML
    rf"|[{_INVISIBLE}]"
)
HALF_ESCAPE = re.compile(
    r"(?:\\{1,8}(?:u[0-9a-fA-F]{0,3})?|%[2-7]?|&(?:#(?:[0-9]{0,6}|[xX][0-9a-fA-F]{0,5}))?)\Z"
)
"""The beginning of an escape at the end of a text that goes on."""

_FOREIGN_CHARS = 4096
_GROWS = "\u0130"  # the only character whose lower case is longer than itself
_WIDE_OFFSET = 0xFEE0


def fold(text: str) -> str:
    """Fold full-width forms, digits of any script, spaces and dashes to one form each.

    One code point stands for one, so that offsets into the result are offsets into ``text``.
    """
    if not text.isascii():
        # A text has few different characters to fold: far quicker than str.translate.
        for char in set(text):
            if char > "\u007f" and (folded := _folded(char)) != char:
                text = text.replace(char, folded)
    return text


@lru_cache(maxsize=_FOREIGN_CHARS)
def _folded(char: str) -> str:
    """Return the form of one character: 1 for １, ١, ① and ¹, and a for ａ and ⓐ."""
    if char in _FOLDS:
        return _FOLDS[char]
    digit = unicodedata.digit(char, None)
    form = unicodedata.normalize("NFKC", char) if digit is None else str(digit)
    return form if len(form) == 1 and form not in _FOLDS else char


def lower(text: str) -> str:
    """Put ``text`` in lower case, one code point to one."""
    return text.replace(_GROWS, "i").lower() if _GROWS in text else text.lower()


def match_form(text: str) -> str:
    """Fold ``text`` and put it in lower case, one code point to one."""
    return lower(fold(text))


def restyle(char: str, like: str) -> str:
    """Return ``char`` in the width, script of digits, and case of ``like``."""
    if char.isdecimal() and like.isdecimal():
        return chr(ord(like) - unicodedata.decimal(like) + unicodedata.decimal(char))
    styled = char.upper() if like.isupper() else char
    if unicodedata.east_asian_width(like) == "F" and "!" <= styled <= "~":
        return chr(ord(styled) + _WIDE_OFFSET)
    return styled


class View:
    r"""A text as a reader sees it: folded, escapes read, invisible characters skipped.

    Escapes are those of JSON (``\u0040``), of URLs (``%40``) and of HTML (``&#64;``).

    Args:
        source: The text as it is written.
    """

    __slots__ = ("_spans", "source", "text")

    def __init__(self, source: str) -> None:
        self.source = source
        self._spans: list[tuple[int, int]] | None = None
        self.text = fold(source)
        if _INDIRECT.search(source):
            self._read_indirect()

    @property
    def is_direct(self) -> bool:
        """Whether offsets into the view are offsets into the source."""
        return self._spans is None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` stands in the source; ``end`` above ``start``."""
        if self._spans is None:
            return start, end
        return self._spans[start][0], self._spans[end - 1][1]

    def _read_indirect(self) -> None:
        chars: list[str] = []
        spans: list[tuple[int, int]] = []
        position = 0
        for match in _INDIRECT.finditer(self.source):
            chars += self.text[position : match.start()]
            spans += ((at, at + 1) for at in range(position, match.start()))
            if match.lastindex:
                chars.append(fold(_meant(match)))
                spans.append(match.span())
            position = match.end()
        chars += self.text[position:]
        spans += ((at, at + 1) for at in range(position, len(self.source)))
        self.text = "".join(chars)
        self._spans = spans


def _meant(escape: re.Match[str]) -> str:
    """Return the character that an escape stands for."""
    code = int(escape[escape.lastindex or 0], 10 if escape[3] else 16)
    return chr(code) if code <= sys.maxunicode else "\ufffd"
