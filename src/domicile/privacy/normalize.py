"""One form for many spellings: widths and dashes folded, escapes read, invisible marks skipped."""

import re
import unicodedata

_SPACES = (
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_DIGIT_ROWS = (0x0660, 0x06F0, 0x0966, *range(0x1D7CE, 0x1D800, 10))
_FOLDS = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **{chr(row + digit): str(digit) for row in _DIGIT_ROWS for digit in range(10)},
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(_DASHES, "-"),
    "\ufe52": ".",
    "\ufe6b": "@",
}
_INDIRECT = re.compile(r"\\u([0-9a-fA-F]{4})|[\u00ad\u200b-\u200f\u2060\ufeff]")
_GROWS = "\u0130"  # the only character whose lower case is longer than itself
_WIDE_OFFSET = 0xFEE0


def fold(text: str) -> str:
    """Fold full-width forms, foreign digits, spaces and dashes to ASCII, one code point to one.

    Offsets into the result are offsets into ``text``.
    """
    if not text.isascii():
        # A text has few different characters to fold: far quicker than str.translate.
        for char in [char for char in set(text) if char in _FOLDS]:
            text = text.replace(char, _FOLDS[char])
    return text


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
    r"""A text as a reader sees it: folded, ``\uXXXX`` read, invisible characters skipped.

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
            if match[1]:
                chars.append(fold(chr(int(match[1], 16))))
                spans.append(match.span())
            position = match.end()
        chars += self.text[position:]
        spans += ((at, at + 1) for at in range(position, len(self.source)))
        self.text = "".join(chars)
        self._spans = spans
