"""The last look: does a body hold any value that must not leave, in whatever dress?"""

import base64
import html
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote_plus

from domicile.privacy.matcher import Entry, Matcher
from domicile.privacy.normalize import View

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([\\/\"bfnrt]))")
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_ROUNDS = 4
_SHORTEST_ENCODED = 5  # bytes; below, a match in base64 would be chance


class Guard:
    """Looks for values in bytes.

    Args:
        matcher: Knows the values; the one that replaced them.
        spellings: The values as they were written; looked for in base64 and hexadecimal.
    """

    __slots__ = ("_encoded", "_matcher", "_spellings")

    def __init__(self, matcher: Matcher, spellings: Iterable[str]) -> None:
        self._matcher = matcher
        self._spellings = frozenset(spellings)
        self._encoded: Matcher | None = None

    def finds_in(self, body: bytes) -> bool:
        """Whether ``body`` holds any of the values."""
        if not self._matcher:
            return False
        text = body.decode("utf-8", "replace")
        return bool(self._encodings().find(View(text)).hits) or any(
            self._matcher.find(View(reading)).hits for reading in _readings(text)
        )

    def _encodings(self) -> Matcher:
        # Lower case blurs base64, but not so much that so many characters would meet by chance.
        if self._encoded is None:
            self._encoded = Matcher(
                Entry(symbols=needle.lower(), render=str)
                for spelling in self._spellings
                for needle in _needles(spelling)
            )
        return self._encoded


def _readings(text: str) -> Iterator[str]:
    """Yield ``text`` and what it says when its escapes are read, one inside the other."""
    seen = {text}
    fresh = [text]
    for _ in range(_ROUNDS):
        yield from fresh
        fresh = [
            reading
            for source in fresh
            for mark, decode in _DECODERS
            if mark in source and (reading := decode(source)) not in seen
        ]
        seen.update(fresh)


def _read_json(text: str) -> str:
    return _ESCAPE.sub(
        lambda match: chr(int(match[1], 16)) if match[1] else _SHORT.get(match[2], match[2]), text
    )


_DECODERS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("\\", _read_json),
    ("%", unquote_plus),
    ("&", html.unescape),
)


def _needles(spelling: str) -> Iterator[str]:
    """Yield ``spelling`` as it looks inside base64 (at each of three offsets) and hexadecimal."""
    data = spelling.encode("utf-8", "surrogatepass")
    if len(data) < _SHORTEST_ENCODED:
        return
    yield data.hex()
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + data).decode("ascii")
        inner = encoded[-(-shift * 8 // 6) : (shift + len(data)) * 8 // 6]
        yield inner
        if not inner.isalnum():
            yield inner.replace("+", "-").replace("/", "_")
