"""JSON: the marks as members of the outermost object. No label for people can stand in data."""

import json
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import (
    AIGC,
    Container,
    Found,
    Marks,
    decoded,
    gathered,
)
from domicile.policy.marks.containers.grouped import OURS, compact, group, ungroup

_BOM: Final = "\ufeff"
_CLOSING: Final = re.compile(r"[ \t\r\n]*\}")
_SPACES: Final = " \t\r\n"
_NO_OBJECT: Final = "the document is not one JSON object"


class _Member(NamedTuple):
    """A member of the outermost object."""

    name: str
    """Its name."""

    value: object
    """Its value; numbers as they are written."""

    begin: int
    """Where it begins."""

    end: int
    """Where its value ends."""


def _number(written: str) -> dict[str, str]:
    """Return a number as it is written: how it is rounded differs from program to program."""
    return {"number": written}


_DECODER: Final = json.JSONDecoder(parse_float=_number, parse_int=_number, parse_constant=_number)


def read(data: bytes) -> Found:
    """Read a document; see `Container`."""
    members = tuple(_members(decoded(data)))
    rest = [[each.name, each.value] for each in members if each.name not in {AIGC, OURS}]
    ours = [{each.name: each.value} for each in members if each.name in {AIGC, OURS}]
    pairs = [pair for each in ours for pair in ungroup(each)]
    return Found(content=compact(rest).encode(), properties=gathered(pairs))


def write(data: bytes, marks: Marks) -> bytes:
    """Put marks in front of all other members; see `Container`."""
    text = decoded(data)
    members = tuple(_members(text))
    kept = {name: values[0] for name, values in read(data).properties.items()}
    first = text.index("{") + 1
    added = [
        f"{compact(name)}:{compact(value)}"
        for name, value in group({**kept, **marks.properties}).items()
    ]
    others = [text[each.begin : each.end] for each in members if each.name not in {AIGC, OURS}]
    if len(others) == len(members):
        rest = text[first:]
        gap = "," if members and added else ""
    else:
        last = members[-1].end
        rest, gap = ",".join(others) + text[last:], "," if others and added else ""
    return (text[:first] + ",".join(added) + gap + rest).encode()


def _members(text: str) -> Iterator[_Member]:
    try:
        yield from _scanned(text)
    except (ValueError, IndexError, RecursionError) as error:
        raise LabelError(_NO_OBJECT) from error


def _scanned(text: str) -> Iterator[_Member]:
    """Yield each member with its place.

    Raises:
        ValueError: It is not one JSON object.
    """
    place = _past(text, "{", 1 if text.startswith(_BOM) else 0)
    if text[place] != "}":
        while True:
            begin = place
            if text[begin] != '"':
                raise ValueError(_NO_OBJECT)
            name, place = _DECODER.raw_decode(text, begin)
            value, place = _DECODER.raw_decode(text, _past(text, ":", place))
            yield _Member(name, value, begin, place)
            closing = _CLOSING.match(text, place)
            if closing is not None:
                place = closing.end() - 1
                break
            place = _past(text, ",", place)
    if text[place + 1 :].strip(_SPACES):
        raise ValueError(_NO_OBJECT)


def _past(text: str, mark: str, place: int) -> int:
    """Return where the next thing begins after ``mark``, which must come next."""
    found = re.compile(rf"[ \t\r\n]*{re.escape(mark)}[ \t\r\n]*").match(text, place)
    if found is None:
        raise ValueError(_NO_OBJECT)
    return found.end()


JSON: Final = Container(
    name="json",
    suffixes=(".json",),
    media=("application/json",),
    modality="text",
    shows=False,
    read=read,
    write=write,
)
"""A JSON object in UTF-8."""
