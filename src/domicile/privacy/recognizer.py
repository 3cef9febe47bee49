"""What a recognizer is: it reads one folded text and says where something personal stands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from domicile.core.findings import DataClass

GAP = r"[ \t\r\n\u2028\u2029\-.()·•・_*`/,、~|]"
"""What people and programs write between the groups of a number, as a pattern for one of them."""

CONTEXT_CHARS = 24
"""How far before a value words are read that tell what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of the text that a recognizer read."""

    start: int
    """First character, in code points."""

    end: int
    """One past the last character; above ``start``."""

    score: float
    """How sure the recognizer is, from 0 to 1."""


class Recognizer(Protocol):
    """Finds one kind of value.

    Implementations MUST be safe to call from several threads, MUST take time that grows no faster
    than the text, and MUST raise ``RecognizerError`` rather than find less than they could.
    """

    @property
    def name(self) -> str:
        """The name of its file, its test and its page."""
        ...

    @property
    def data_class(self) -> DataClass:
        """What it finds."""
        ...

    @property
    def is_slow(self) -> bool:
        """Whether it takes more than a millisecond, and so runs beside the event loop."""
        ...

    def spans(self, text: str) -> Iterable[Span]:
        """Find values in ``text``, which went through ``normalize.View``."""
        ...


def has_context(text: str, start: int, words: re.Pattern[str]) -> bool:
    """Whether one of ``words`` stands shortly before ``start``."""
    return words.search(text, max(0, start - CONTEXT_CHARS), start) is not None


def has_digit_run(text: str) -> bool:
    """Whether ``text`` holds a number long enough to name somebody; a cheap first look."""
    return _DIGIT_RUN.search(text) is not None


_DIGIT_RUN = re.compile(rf"\d(?:{GAP}{{0,5}}\d){{4}}", re.ASCII)
