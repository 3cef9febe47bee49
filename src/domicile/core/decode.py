"""From plain data to our types: decoding is validating, and unknown keys are refused."""

import dataclasses
import difflib
import enum
import functools
import re
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Union, get_args, get_origin, get_type_hints

import msgspec

T = typing.TypeVar("T")

LONGEST: typing.Final = 64
"""So many characters of an unknown word are compared with the known ones; it may be anything."""


class DecodeError(ValueError):
    """Plain data does not fit a type. Callers turn it into an error of their own.

    Args:
        path: Where in the data, such as ``sites[0].region``; empty for the whole.
        problem: What is wrong there.
        nearest: The known key that an unknown one most resembles.
    """

    def __init__(self, path: str, problem: str, nearest: str | None = None) -> None:
        hint = f"; did you mean `{nearest}`?" if nearest else ""
        super().__init__(f"{path}: {problem}{hint}" if path else f"{problem}{hint}")
        self.path = path
        self.problem = problem
        self.nearest = nearest


class UnknownMemberError(DecodeError):
    """A key that the type does not have."""


def decode(data: object, into: type[T]) -> T:
    """Build an ``into`` (a dataclass) from ``data``, refusing what it does not name.

    Raises:
        UnknownMemberError: ``data`` holds a key that no field has.
        DecodeError: A value is missing, or of the wrong kind.
    """
    for path, key, known in unknown_members(data, into):
        raise UnknownMemberError(path, f"unknown key `{key}`", nearest(key, known))
    try:
        return msgspec.convert(data, into, strict=True, dec_hook=_foreign)
    except msgspec.ValidationError as error:
        raise _explained(str(error), into) from error


def nearest(word: str, known: Iterable[str], *, likeness: float = 0.0) -> str | None:
    """Return the one of ``known`` that ``word`` most resembles.

    Args:
        word: What was written; it may come from anybody.
        known: The words that would do.
        likeness: How much it must resemble at least, from 0 to 1 (the same).

    Returns:
        The word, or None when none resembles it as much.
    """
    found = difflib.get_close_matches(word[:LONGEST], list(known), n=1, cutoff=likeness)
    return found[0] if found else None


def _explained(said: str, into: object) -> DecodeError:
    """Return what msgspec ``said``, with the words that would be right in place of a wrong one."""
    problem, _, where = said.rpartition(" - at `") if " - at `" in said else (said, "", "")
    place = where.rstrip("`").removeprefix(_KEY)
    path = place.removeprefix("$").lstrip(".")
    wrong = _NO_SUCH_WORD.fullmatch(problem)
    if wrong is None:
        return DecodeError(path, problem)
    words = _words_at(into, path, is_key=where.startswith(_KEY))
    expected = ", ".join(f"`{word}`" for word in words)
    near = nearest(wrong[1], words, likeness=LIKE)
    return DecodeError(path, f"expected one of {expected}", near)


LIKE: typing.Final = 0.6
"""How much a wrong value must resemble a right one to be taken for it, from 0 to 1."""

_KEY = "key` in `"
"""How msgspec begins the place of a mapping whose key is wrong."""

_NO_SUCH_WORD = re.compile(r"Invalid enum value '?(.*?)'?", re.DOTALL)
"""How msgspec says it; it repeats the value, which may be anything, and not what would be right."""

_STEP = re.compile(r"\[[^\]]*\]|[^.\[\]]+")
"""One step of a path: a member, or a place in a container."""


def _words_at(into: object, path: str, *, is_key: bool) -> tuple[str, ...]:
    """Return the words that may stand at ``path`` of ``into``, or be keys of the mapping there."""
    kind = into
    for step in _STEP.findall(path):
        inner = _present(kind)
        kind = _hints(inner)[step] if isinstance(inner, type) else get_args(inner)[_place(inner)]
    kind = _present(get_args(kind)[0] if is_key else kind)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return tuple(str(member.value) for member in kind)
    return tuple(map(str, get_args(kind)))


def _present(kind: object) -> object:
    """Return what an optional type is when something is there."""
    if get_origin(kind) not in {Union, types.UnionType}:
        return kind
    return next(arg for arg in get_args(kind) if arg is not types.NoneType)


def _place(container: object) -> int:
    """Return which argument of a container's type its values have."""
    return 1 if get_origin(container) is Mapping else 0


def _foreign(kind: type, value: object) -> object:
    """Build the one type of ours that msgspec does not know."""
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise TypeError(f"Expected `str`, got `{type(value).__name__}`")


def unknown_members(
    data: object, into: object, path: str = ""
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield ``(path, key, known keys)`` for every key of ``data`` that ``into`` lacks."""
    if not _has_members(into):
        return
    if isinstance(into, type) and dataclasses.is_dataclass(into):
        if isinstance(data, Mapping):
            hints = _hints(into)
            known = tuple(field.name for field in dataclasses.fields(into))
            for key, value in data.items():
                inner = f"{path}.{key}" if path else str(key)
                if key not in known:
                    yield inner, str(key), known
                else:
                    yield from unknown_members(value, hints[key], inner)
        return
    walk = _CONTAINERS.get(get_origin(into))
    if walk:
        for value, inner_type, inner in walk(data, get_args(into), path):
            yield from unknown_members(value, inner_type, inner)


@functools.cache
def _has_members(into: object) -> bool:
    """Return whether ``into`` is one of our types, or holds one; most values are plain words."""
    is_ours = isinstance(into, type) and dataclasses.is_dataclass(into)
    return is_ours or any(_has_members(each) for each in get_args(into))


@functools.cache
def _hints(into: type) -> Mapping[str, object]:
    """Return the types of the fields of ``into``; working them out costs more than decoding."""
    return get_type_hints(into)


_Walk = Callable[[object, tuple[object, ...], str], Iterator[tuple[object, object, str]]]


def _in_sequence(
    data: object, args: tuple[object, ...], path: str
) -> Iterator[tuple[object, object, str]]:
    if isinstance(data, Sequence) and not isinstance(data, str):
        for index, value in enumerate(data):
            yield value, args[0], f"{path}[{index}]"


def _in_mapping(
    data: object, args: tuple[object, ...], path: str
) -> Iterator[tuple[object, object, str]]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield value, args[1], f"{path}.{key}" if path else str(key)


def _in_optional(
    data: object, args: tuple[object, ...], path: str
) -> Iterator[tuple[object, object, str]]:
    members = [arg for arg in args if arg is not types.NoneType]
    if len(members) == 1 and data is not None:
        yield data, members[0], path


_CONTAINERS: Mapping[object, _Walk] = {
    tuple: _in_sequence,
    Mapping: _in_mapping,
    Union: _in_optional,
    types.UnionType: _in_optional,
}
