"""Finds many values at once in a text, also when they are spelled with spaces, dashes or widths.

The one relation "this text is that value" is used three times: to replace values before they
leave, to look for them in the outgoing bytes, and to put them back. That is why what the first
has replaced, the second does not find.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from domicile.privacy.normalize import View, lower, match_form, restyle

SEPARATORS = frozenset(" \t\r\n\u2028\u2029-.()·•・_*`/,、~|")
"""Characters that may stand inside a value without being part of it."""


Edge = Literal["any", "digit", "word"]
"""What may not stand directly beside a value: anything may, no digit, no ASCII letter or digit."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Entry:
    """A value to look for, and what to put in its place. Never printed."""

    symbols: str
    """The value without separators, in ``normalize.match_form``; not empty."""

    render: Callable[[str], str]
    """Turns the spelling that was found into its replacement."""

    gap: int = 0
    """Most separators between two symbols, from 0."""

    edge: Edge = "any"
    """What may not stand directly before and after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An entry found in a view."""

    start: int
    """First character, in the view."""

    end: int
    """One past the last character, in the view."""

    entry: Entry
    """What was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Text that takes the place of other text."""

    start: int
    """First character replaced, in the source."""

    end: int
    """One past the last."""

    text: str
    """What stands there instead."""


class _Node:
    """A place in the tree of all entries' symbols."""

    __slots__ = ("entry", "following", "gap", "shortest")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.entry: Entry | None = None
        self.gap = 0
        self.shortest = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one pass over a view found."""

    hits: tuple[Hit, ...]
    """All entries found, leftmost and longest first, never overlapping."""

    settled: int
    """Up to here nothing that may follow changes the outcome; an offset into the view."""

    near_misses: int
    """How often a text began like an entry and then went another way."""


def symbols_of(text: str) -> str:
    """Return ``text`` in match form and without separators."""
    return "".join(char for char in match_form(text) if char not in SEPARATORS)


def in_shape_of(spelling: str, symbols: str) -> str:
    """Write ``symbols`` with the separators, widths and cases of ``spelling``.

    Where the two differ in the number of symbols, ``symbols`` are returned as they are.
    """
    if len(symbols_of(spelling)) != len(symbols):
        return symbols
    left = iter(symbols)
    return "".join(
        char if match_form(char) in SEPARATORS else restyle(next(left), char) for char in spelling
    )


def constant(text: str, _spelling: str) -> str:
    """Return ``text``, however the value was spelled."""
    return text


class Matcher:
    """Looks for all ``entries`` at once, in time that grows with the text alone."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._root = _Node()
        for entry in entries:
            self._add(entry)

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self._root.following)

    def may_begin_in(self, view: View) -> bool:
        """Whether an entry could begin in ``view``; a quick look before ``find``."""
        return not self._root.following.keys().isdisjoint(lower(view.text))

    def find(self, view: View, *, final: bool = True, before: str = "") -> Found:
        """Look for all entries in ``view``.

        Args:
            view: Where to look.
            final: False when more text may follow.
            before: The character that stood before the view, if any.
        """
        text = lower(view.text)
        hits: list[Hit] = []
        position, near_misses = 0, 0
        for start in self._starts(text):
            if start < position:
                continue
            previous = text[start - 1] if start else before
            hit, is_open, is_near = self._at(text, start, previous)
            if is_open and not final:
                return Found(hits=tuple(hits), settled=start, near_misses=near_misses)
            if hit:
                hits.append(hit)
                position = hit.end
            near_misses += is_near and not hit
        return Found(hits=tuple(hits), settled=len(text), near_misses=near_misses)

    def _add(self, entry: Entry) -> None:
        node, length, gap = self._root, len(entry.symbols), entry.gap
        for symbol in entry.symbols:
            following = node.following.get(symbol)
            if following is None:
                following = node.following[symbol] = _Node()
                following.gap, following.shortest = gap, length
            else:
                following.gap = max(following.gap, gap)
                following.shortest = min(following.shortest, length)
            node = following
        node.entry = node.entry or entry

    def _starts(self, text: str) -> Iterator[int]:
        # A search in C for each first symbol is far quicker than a loop over the text.
        starts: list[int] = []
        for symbol in self._root.following:
            at = text.find(symbol)
            while at >= 0:
                starts.append(at)
                at = text.find(symbol, at + 1)
        return iter(sorted(starts))

    def _at(self, text: str, start: int, previous: str) -> tuple[Hit | None, bool, bool]:
        """Return the longest hit at ``start``, whether more text may change it, and nearness."""
        node, at, depth = self._root.following[text[start]], start + 1, 1
        gap, widest_gap = 0, 0
        best: Hit | None = None
        while True:
            if gap == 0 and node.entry and node.entry.gap >= widest_gap:
                entry = node.entry
                if _is_edge(entry, previous) and _is_edge(entry, text[at : at + 1]):
                    best = Hit(start=start, end=at, entry=entry)
            if at == len(text):
                undecided = node.entry is not None and node.entry.edge != "any"
                return best, bool(node.following) or undecided, False
            if following := node.following.get(text[at]):
                node, gap, depth = following, 0, depth + 1
            elif text[at] in SEPARATORS and gap < node.gap and node.following:
                gap += 1
                widest_gap = max(widest_gap, gap)
            else:
                return best, False, _is_near(depth, node.shortest)
            at += 1


def edit_of(view: View, hit: Hit) -> Edit:
    """Return what replaces ``hit`` in the source of ``view``."""
    start, end = view.origin(hit.start, hit.end)
    is_direct = end - start == hit.end - hit.start
    spelling = view.source[start:end] if is_direct else view.text[hit.start : hit.end]
    return Edit(start=start, end=end, text=hit.entry.render(spelling))


def edited(source: str, edits: Iterable[Edit]) -> str:
    """Return ``source`` after ``edits``, which come in order and do not overlap."""
    pieces: list[str] = []
    position = 0
    for edit in edits:
        pieces += source[position : edit.start], edit.text
        position = edit.end
    pieces.append(source[position:])
    return "".join(pieces)


def _is_edge(entry: Entry, neighbour: str) -> bool:
    if entry.edge == "digit":
        return not ("0" <= neighbour <= "9")
    if entry.edge == "word":
        return not (neighbour.isascii() and neighbour.isalnum())
    return True


def _is_near(depth: int, length: int) -> bool:
    # Two thirds of a value do not come about by chance: the model has altered it.
    return depth > 1 and 3 * depth >= 2 * length
