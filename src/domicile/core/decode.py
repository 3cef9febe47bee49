"""From plain data to our types: decoding is validating, and unknown keys are refused."""

import dataclasses
import difflib
import functools
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Union, get_args, get_origin, get_type_hints

import msgspec

T = typing.TypeVar("T")


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
        nearest = next(iter(difflib.get_close_matches(key, known, n=1, cutoff=0.0)), None)
        raise UnknownMemberError(path, f"unknown key `{key}`", nearest)
    try:
        return msgspec.convert(data, into, strict=True, dec_hook=_foreign)
    except msgspec.ValidationError as error:
        problem, _, where = str(error).partition(" - at `")
        raise DecodeError(where.rstrip("`").removeprefix("$").lstrip("."), problem) from error


def _foreign(kind: type, value: object) -> object:
    """Build the one type of ours that msgspec does not know."""
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise TypeError(f"Expected `str`, got `{type(value).__name__}`")


def unknown_members(
    data: object, into: object, path: str = ""
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield ``(path, key, known keys)`` for every key of ``data`` that ``into`` lacks."""
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
