"""The normal form of a text: what stays the same when a text is copied, wrapped or labelled.

It is Unicode NFC (stream-safe: UAX #15, 13), with every run of white space as one space and none at
either end, and without a visible label on a line of its own at the start or the end. A digest of it
therefore holds for the text with and without its label. Nothing else is forgiven: one changed word
is another text.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

MIN_BYTES: Final = 64
"""Shorter texts, in bytes of UTF-8, are no one's in particular."""

MIN_WORDS: Final = 8
"""Texts of fewer different words (or Chinese, Japanese or Korean characters) are not either."""

_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
_QUOTES: Final = ('""', "''", "“”", "‘’", "「」", "『』", "«»", "``")
_QUOTE_MARK: Final = ">"
_MAX_ACCENTS: Final = 30
_JOINER: Final = "\u034f"
_PILED: Final = re.compile(rf"[^\w\s\x00-\u02ff]{{{_MAX_ACCENTS + 1},}}")


def normal(text: str, labels: Iterable[str] = ()) -> str:
    """Return the normal form of ``text``.

    Args:
        text: Any text.
        labels: Visible labels that do not count where they stand on a line of their own.
    """
    known = {collapsed(label) for label in labels}
    lines = [line for line in map(_spaced, _composed(text).splitlines()) if line]
    first, end = 0, len(lines)
    while end and lines[end - 1] in known:
        end -= 1
    while first < end and lines[first] in known:
        first += 1
    return " ".join(lines[first:end])


def readings(text: str, labels: Iterable[str] = ()) -> Iterator[str]:
    """Yield the normal forms that ``text`` may have had before somebody passed it on.

    First as it stands; then with a label that had lost its line taken off, out of quotation
    marks, and out of quoted lines. Never a part of it.
    """
    known = tuple(labels)
    seen: set[str] = set()
    for unquoted in dict.fromkeys((text, _without_marks(text))):
        bare = normal(unquoted, known)
        for reading in (bare, _shorn(bare, known)):
            for each in (reading, _within(reading)):
                if each and each not in seen:
                    seen.add(each)
                    yield each


def shows_label(text: str, labels: Iterable[str]) -> bool:
    """Return whether ``text`` begins or ends with one of ``labels``."""
    whole = collapsed(text)
    return any(whole.startswith(each) or whole.endswith(each) for each in map(collapsed, labels))


def is_telling(content: str) -> bool:
    """Return whether a text in its normal form is long and varied enough to be known again."""
    words = {word.casefold() for word in _WORD.findall(content)}
    return len(encoded(content)) >= MIN_BYTES and len(words) >= MIN_WORDS


def encoded(text: str) -> bytes:
    """Return ``text`` as bytes, whatever it holds."""
    return text.encode("utf-8", "surrogatepass")


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text as it stands, in hexadecimal."""
    return hashlib.sha256(encoded(text)).hexdigest()


def collapsed(text: str) -> str:
    """Return ``text`` in Unicode NFC, with every run of white space as one space."""
    return _spaced(_composed(text))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _composed(text: str) -> str:
    """Return ``text`` in Unicode NFC.

    Accents that pile up are parted first: Python orders those of one letter by comparing each with
    all before it, and a page of them would take it hours.
    """
    return unicodedata.normalize("NFC", _PILED.sub(lambda match: _parted(match[0]), text))


def _parted(run: str) -> str:
    """Return ``run`` as stream-safe text: a joiner after every 30 characters that combine."""
    pieces: list[str] = []
    piled = 0
    for character in run:
        piled = piled + 1 if unicodedata.combining(character) else 0
        if piled > _MAX_ACCENTS:
            pieces.append(_JOINER)
            piled = 1
        pieces.append(character)
    return "".join(pieces)


def _shorn(text: str, labels: tuple[str, ...]) -> str:
    for label in sorted(map(collapsed, labels), key=len, reverse=True):
        if text.endswith(label):
            return text.removesuffix(label).rstrip()
        if text.startswith(label):
            return text.removeprefix(label).lstrip()
    return text


def _within(text: str) -> str:
    for pair in _QUOTES:
        if len(text) > len(pair) and text.startswith(pair[0]) and text.endswith(pair[1]):
            return text[1:-1].strip()
    return text


def _without_marks(text: str) -> str:
    lines = text.splitlines()
    if not all(line.lstrip().startswith(_QUOTE_MARK) for line in lines if line.strip()):
        return text
    return "\n".join(line.lstrip().removeprefix(_QUOTE_MARK) for line in lines)
