"""``Session``: which surrogate stands for which value, for one conversation of one person."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from domicile.core.clock import Entropy
from domicile.core.errors import PrivacyError
from domicile.core.findings import DataClass
from domicile.privacy import surrogate_names, surrogate_numbers
from domicile.privacy.identity import LONG_NUMBER, NUMBER_GAP, number_of
from domicile.privacy.matcher import Edge, Entry, constant, in_shape_of, symbols_of
from domicile.privacy.normalize import match_form
from domicile.privacy.surrogate_names import TITLES, is_chinese, parse_chinese

_STRICT_TRIES = 300
_TRIES = 2000
_CHARACTERS = 110  # once so many characters stand for others, few are left
_NONE_LEFT = "the text leaves no surrogate that does not occur in it"
_NAME_GAP = 1
_SHORTEST_SPACED_NAME = 3
_GIVEN_ALONE = 2
_NUMBERS: Mapping[DataClass, Callable[[str, int], str]] = {
    DataClass.PHONE: surrogate_numbers.phone,
    DataClass.GOV_ID: surrogate_numbers.resident_id,
    DataClass.FINANCIAL: surrogate_numbers.card,
}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class _Pair:
    """A value and what stands for it. Never printed."""

    value: str
    """The value: symbols where it is shaped, else as it was written."""

    surrogate: str
    """What stands for it; as many symbols where it is shaped."""

    is_shaped: bool = True
    """Whether each spelling of the value is carried over to the surrogate, and back."""

    is_title: bool = False
    """Whether it is a surname with a title, made up to be found if somebody says it."""

    gap: int = 0
    """Most separators between two symbols."""

    edge: Edge = "any"
    """What may not stand directly beside it."""


class Session:
    """Gives surrogates and remembers them; two people never share one.

    The same value has the same surrogate everywhere in a content, and so have its parts: with
    王小明 as 陈建国, 王先生 is 陈先生 and 小明 is 建国. Surrogates of one session tell nothing
    about those of another. All is held in memory only. Not for use by several threads at once.

    Args:
        entropy: Seeds the surrogates.
    """

    __slots__ = (
        "_characters", "_key", "_originals", "_parts", "_spent", "_taken", "_text", "_values",
    )  # fmt: skip

    def __init__(self, entropy: Entropy) -> None:
        self._key = entropy.token(32)
        self._parts: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()
        self._spent: set[str] = set()
        self._originals: set[str] = set()
        self._values: dict[tuple[DataClass, str], None] = {}
        self._text = ""
        self._characters: frozenset[str] = frozenset()

    def learn(self, values: Iterable[tuple[DataClass, str]], text: str) -> None:
        """Take note of ``values`` that need surrogates, none of which may occur in ``text``.

        A surrogate given earlier that occurs in ``text`` is given up for another one.

        Raises:
            PrivacyError: No surrogate is left that does not occur in ``text``.
        """
        self._text = match_form(text)
        self._characters = frozenset(self._text)
        for data_class, value in values:
            known = self._normal(data_class, value)
            self._values[data_class, known] = None
            if data_class is DataClass.NAME and is_chinese(known):
                name = parse_chinese(known)
                self._originals |= {name.surname, name.given}

    def outgoing(self) -> tuple[Entry, ...]:
        """Return what replaces values by surrogates."""
        return tuple(
            Entry(
                symbols=match_form(pair.value),
                render=partial(in_shape_of, symbols=pair.surrogate)
                if pair.is_shaped
                else partial(self._exact, data_class),
                gap=pair.gap,
                edge=pair.edge,
            )
            for data_class, pair in self._pairs()
            if not pair.is_title or pair.value in self._text
        )

    def incoming(self) -> tuple[Entry, ...]:
        """Return what replaces surrogates by values."""
        return tuple(
            Entry(
                symbols=match_form(pair.surrogate),
                render=partial(in_shape_of, symbols=pair.value)
                if pair.is_shaped
                else partial(constant, pair.value),
                gap=pair.gap,
                edge=pair.edge,
            )
            for _, pair in self._pairs()
        )

    def wipe(self) -> None:
        """Forget everything."""
        self._key = b""
        self._text = ""
        self._characters = frozenset()
        for kept in (self._parts, self._taken, self._spent, self._originals, self._values):
            kept.clear()

    def _normal(self, data_class: DataClass, value: str) -> str:
        """Return one form for all spellings of a value, where spelling can be carried over."""
        if data_class is DataClass.NAME and is_chinese(value):
            return symbols_of(value)
        if data_class in _NUMBERS:
            return number_of(data_class, value) or value
        return value

    def _pairs(self) -> Iterator[tuple[DataClass, _Pair]]:
        for data_class, value in tuple(self._values):
            if data_class is DataClass.NAME and is_chinese(value):
                pairs = self._chinese_pairs(value)
            elif data_class in _NUMBERS and number_of(data_class, value) == value:
                pairs = iter((self._number_pair(data_class, value),))
            else:
                surrogate = self._exact(data_class, value)
                pair = _Pair(value=value, surrogate=surrogate, is_shaped=False, edge="word")
                pairs = iter((pair,))
            for pair in pairs:
                yield data_class, pair

    def _number_pair(self, data_class: DataClass, value: str) -> _Pair:
        make = _NUMBERS[data_class]
        return _Pair(
            value=value,
            surrogate=self._part(
                data_class, value, lambda at: make(value, self._draw(data_class, value, at))
            ),
            gap=NUMBER_GAP,
            edge="any" if len(value) >= LONG_NUMBER else "digit",
        )

    def _chinese_pairs(self, value: str) -> Iterator[_Pair]:
        """Yield the whole name, then the given name alone, then the surname with any title."""
        name = parse_chinese(value)
        surname = self._name_part("surname", name.surname)
        given = self._name_part("given", name.given, after=surname)
        bare = name.surname + name.given
        wholes = {value: name.before + surname + given + name.title}
        if name.given:
            wholes[bare] = surname + given
        if name.surname and len(name.given) >= _GIVEN_ALONE:
            wholes[name.given] = given
        for whole, surrogate in wholes.items():
            gap = _NAME_GAP if len(whole) >= _SHORTEST_SPACED_NAME else 0
            yield _Pair(value=whole, surrogate=surrogate, gap=gap)
        for title in TITLES if name.surname else ():
            if surname + title not in self._text:
                yield _Pair(value=name.surname + title, surrogate=surname + title, is_title=True)

    def _name_part(self, kind: str, part: str, *, after: str = "") -> str:
        """Return what stands for a part of a Chinese name.

        INVARIANT: while there is a choice, a part shares no character with the text or with another
        part. So it cannot join with its neighbours to form a value, nor be mistaken on its return.
        In a text that leaves no choice, the part or what it makes after the surname is not in it.
        """
        if not part or self._is_kept(kind, part, after):
            return self._parts.get((kind, part), "")
        make = surrogate_names.surname if kind == "surname" else surrogate_names.given
        for attempt in range(_TRIES):
            is_strict = attempt < _STRICT_TRIES and len(self._spent) < _CHARACTERS
            candidate = make(len(part), self._draw(kind, part, attempt), is_common=is_strict)
            if is_strict:
                is_free = self._characters.isdisjoint(candidate)
                is_free = is_free and self._spent.isdisjoint(candidate)
            else:
                is_free = candidate not in self._originals and self._is_absent(after + candidate)
            if is_free and candidate not in self._taken:
                self._spent.update(candidate)
                return self._keep(kind, part, candidate)
        raise PrivacyError(_NONE_LEFT)

    def _is_kept(self, kind: str, part: str, after: str) -> bool:
        known = self._parts.get((kind, part))
        return (
            known is not None and known not in self._originals and (self._is_absent(after + known))
        )

    def _is_absent(self, surrogate: str) -> bool:
        # One character says nothing by itself: in a long text, every one occurs.
        return len(surrogate) == 1 or match_form(surrogate) not in self._text

    def _keep(self, kind: str, value: str, surrogate: str) -> str:
        self._taken.add(surrogate)
        self._parts[kind, value] = surrogate
        return surrogate

    def _exact(self, data_class: DataClass, value: str) -> str:
        """Return the surrogate of a value that is put back letter by letter as it was written."""
        self._values[data_class, value] = None
        key = match_form(value)

        def make(at: int) -> str:
            if data_class is DataClass.EMAIL:
                return surrogate_names.email(self._draw("email", key, at // 3), at)
            draw = self._draw(data_class, key, at)
            if data_class is DataClass.NAME:
                return surrogate_names.latin(len(key.split()), draw)
            return f"[{data_class}-{100 + draw % 900}]"

        return self._part(data_class, value, make)

    def _part(self, kind: str, value: str, make: Callable[[int], str]) -> str:
        known = self._parts.get((kind, value))
        if known is not None and self._is_absent(known):
            return known
        for attempt in range(_TRIES):
            candidate = make(attempt)
            if candidate not in self._taken and self._is_absent(candidate):
                return self._keep(kind, value, candidate)
        raise PrivacyError(_NONE_LEFT)

    def _draw(self, kind: str, value: str, attempt: int) -> int:
        if not self._key:
            raise PrivacyError("the session has ended")
        data = f"{kind}\0{value}\0{attempt}".encode("utf-8", "surrogatepass")
        return int.from_bytes(hashlib.blake2b(data, digest_size=16, key=self._key).digest())
