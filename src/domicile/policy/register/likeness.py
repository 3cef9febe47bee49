"""Likeness: names and numbers in the form in which they are compared, so that none passes twice.

What looks the same is the same: letters of other scripts that are drawn like Latin ones, and
characters that nobody sees, make no second person and no second number.
"""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_CYRILLIC: Final = (
    "\u0430\u0432\u0433\u0435\u043a\u043c\u043d\u043e\u043f\u0440\u0441\u0442\u0443\u0445"
    "\u0455\u0456\u0458\u0475\u04bb\u04cf\u0501\u051b\u051d"
)
_GREEK: Final = (
    "\u03b1\u03b2\u03b3\u03b5\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03c9"
)
_LATIN: Final[Mapping[int, str | int | None]] = MappingProxyType(
    str.maketrans(
        f"{_CYRILLIC}{_GREEK}\u0131\u0261", "abrekmhonpctyxsijvhldqw" + "abyenikvoptuxw" + "ig"
    )
)
"""Letters after case folding, each with the Latin one that it is drawn like (UTS #39, in part)."""

_UNSEEN: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0000-\U000e0fff]"
)
"""Characters that count as letters, accents or symbols and leave nothing on the page."""

_DASH: Final = re.compile("[\u2010-\u2015\u2212]")


def likeness(text: str) -> str:
    """Return ``text`` without what nobody sees, spaces included; empty where nothing is left."""
    folded = _composed(_composed(_UNSEEN.sub("", text)).casefold())
    seen = "".join(each for each in folded if unicodedata.category(each)[0] not in "CZ")
    return _DASH.sub("-", _UNSEEN.sub("", seen)).translate(_LATIN)


def letters(text: str) -> str:
    """Return the `likeness` of ``text`` without what stands between its words."""
    return "".join(each for each in likeness(text) if unicodedata.category(each)[0] in "LMN")


def _composed(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
