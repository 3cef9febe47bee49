"""A report as people read it: sections of sentences and tables."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from domicile.core.text import Bilingual, Language

JsonObject = dict[str, Any]

LANGUAGE_TAGS: Final[Mapping[Language, str]] = MappingProxyType({"en": "en", "zh": "zh-CN"})
"""What a document says of its language (RFC 5646)."""

NOTHING: Final = Bilingual(en="Nothing.", zh="无。")
"""What a section says that has nothing to tell."""

_ILLEGIBLE: Final = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


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

    @property
    def said(self) -> tuple[Bilingual, ...]:
        """Its sentences; that there is nothing, where neither they nor the table say anything."""
        return self.lines if self.lines or self.rows else (NOTHING,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole report."""

    title: Bilingual
    """What it is called."""

    author: str = ""
    """Who makes it; empty where it does not say."""

    made_at: datetime
    """When it was made, in UTC."""

    sections: tuple[Section, ...]
    """Its parts, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report, for people and for programs."""

    document: Document
    """For people."""

    data: Callable[[Language], JsonObject]
    """Returns the same for programs; some of its texts are in a language."""


def legible(text: str) -> str:
    """Return ``text`` with a mark in place of what no document may hold.

    Those are control characters and halves of surrogate pairs (XML 1.0, 2.2).
    """
    return _ILLEGIBLE.sub("\N{REPLACEMENT CHARACTER}", text)
