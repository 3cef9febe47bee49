"""Cuts a text into sentences that the name model can read at once."""

import re
from collections.abc import Iterator

LONGEST = 120
"""Most characters of a sentence."""

_SENTENCE = re.compile(r"[^。！？!?；;\n\r]+[。！？!?；;]*")
_PAUSE = re.compile(r"[，,、：:\s]")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield each sentence with the offset at which it begins, without surrounding space.

    A sentence that is too long is cut at its last pause, or where it must be.
    """
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while end - start > LONGEST:
            cut = _cut(text, start)
            yield from _trimmed(text, start, cut)
            start = cut
        yield from _trimmed(text, start, end)


def _cut(text: str, start: int) -> int:
    pauses = [match.end() for match in _PAUSE.finditer(text, start + LONGEST // 2, start + LONGEST)]
    return pauses[-1] if pauses else start + LONGEST


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    sentence = text[start:end]
    trimmed = sentence.lstrip()
    if trimmed := trimmed.rstrip():
        yield start + len(sentence) - len(sentence.lstrip()), trimmed
