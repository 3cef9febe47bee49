"""Whatever stands in a pack file, reading it ends in a pack or in one kind of error."""

import copy
import dataclasses
import time
import tracemalloc
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from domicile.core.decision import RuleKind
from domicile.core.errors import PackError
from domicile.markets.kinds.catalog import PARAMS
from domicile.markets.load import parse_pack
from domicile.markets.schema import Pack
from domicile.markets.source import MAX_BYTES
from domicile.markets.word_lists import MAX_CHARS, MAX_WORDS
from tests.unit.markets.samples import PACK, ruled

BYTES = PACK.encode()
DATA: dict[str, Any] = yaml.safe_load(PACK)

MOST_S = 20.0
"""Longest that any file may take, in seconds of this process."""

MOST_BYTES = 512 * 1024 * 1024
"""Most memory that any file may take."""

SNIPPETS = st.sampled_from(
    [
        "*x",
        "&x ",
        "!!python/name:os.system ",
        "!<%1b> ",
        "<<: ",
        "? ",
        "[",
        "{",
        "- ",
        "\t",
        "null",
        "\n",
        "\n---\n",
        "keywords: []",
        "'",
        '"\\e"',
        "2026-13-01",
        "1e999",
        "0x10",
        "%YAML 9.9\n",
        "\u2028",
        "\ufeff",
    ]
)
PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.dates()
VALUES = st.recursive(
    PLAIN | st.floats(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


def read(data: bytes) -> Pack | None:
    try:
        return parse_pack(data, "x.yaml")
    except PackError as error:
        said = error.message
    assert said.startswith("x.yaml:")
    assert said.isprintable(), "nothing in a file may write to a terminal"
    return None


def places(data: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the place of everything inside ``data``."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*place, key)
        if isinstance(value, dict | list):
            yield from places(value, (*place, key))


PLACES = tuple(places(DATA))


def put(place: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """Return the data of the pack with ``value`` in one place."""
    data = copy.deepcopy(DATA)
    holder: Any = data
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    return data


def written(data: object) -> bytes:
    return yaml.safe_dump(data, allow_unicode=True).encode("utf-8", "surrogatepass")


@given(data=st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    assert read(data) is None


@given(text=st.text(max_size=200))
def test_any_text(text: str) -> None:
    assert read(text.encode("utf-8", "surrogatepass")) is None


@given(
    start=st.integers(0, len(PACK)),
    removed=st.integers(0, 30),
    added=SNIPPETS | st.text(max_size=5),
)
def test_any_change_to_a_pack(start: int, removed: int, added: str) -> None:
    read((PACK[:start] + added + PACK[start + removed :]).encode("utf-8", "surrogatepass"))


@given(at=st.integers(0, len(BYTES) - 1), value=st.integers(0, 255))
def test_any_changed_byte_changes_the_digest(at: int, value: int) -> None:
    changed = BYTES[:at] + bytes([value]) + BYTES[at + 1 :]
    pack = read(changed)
    if pack is not None and changed != BYTES:
        assert pack.digest != parse_pack(BYTES, "x.yaml").digest


@given(place=st.sampled_from(PLACES), value=VALUES)
def test_any_value_in_any_place(place: tuple[str | int, ...], value: object) -> None:
    read(written(put(place, value)))


@given(place=st.sampled_from(PLACES), key=st.text(max_size=12), value=VALUES)
def test_any_key_in_any_place(place: tuple[str | int, ...], key: str, value: object) -> None:
    read(written(put(place, {key: value})))


@given(kind=st.sampled_from(sorted(PARAMS)), name=st.data(), value=VALUES)
def test_any_value_of_any_parameter(kind: RuleKind, name: st.DataObject, value: object) -> None:
    data = copy.deepcopy(DATA)
    rule = data["rules"][0]
    fields = [field.name for field in dataclasses.fields(PARAMS[kind])]
    rule["kind"], rule["on_fail"] = kind, "inform"
    rule["params"] = name.draw(
        st.dictionaries(st.sampled_from(fields), st.just(value), min_size=1, max_size=3)
    )
    read(written(data))


@given(pattern=st.text(alphabet="()[]{}*+?|\\^$.-&~:aA09,=!<>P", max_size=40) | st.text())
def test_any_pattern_of_a_number(pattern: str) -> None:
    data = copy.deepcopy(DATA)
    data["rules"][0] |= {"kind": "gate", "params": {"artifact": "x", "number_format": pattern}}
    read(written(data))


@given(day=st.dates(), other=st.dates())
def test_any_days(day: date, other: date) -> None:
    data = copy.deepcopy(DATA)
    data["rules"][0] |= {"in_force_from": day, "in_force_until": other}
    pack = read(written(data))
    assert (pack is None) == (other < day)


@given(
    place=st.sampled_from(PLACES),
    key=st.sampled_from(["on_hit", "exempt", "x", "documents", "flagged"]),
    words=st.lists(st.text(min_size=4, max_size=12), min_size=MAX_WORDS + 1, max_size=60),
)
def test_no_long_list_of_words_fits_anywhere(
    place: tuple[str | int, ...], key: str, words: list[str]
) -> None:
    assert read(written(put(place, {key: words}))) is None
    assert read(written(put(place, words))) is None


@given(words=st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=8, unique=True))
def test_words_in_a_safety_rule_are_plain(words: list[str]) -> None:
    shown = yaml.safe_dump(words, allow_unicode=True, default_flow_style=True).strip()
    params = f"{{user_visible: true, counted: true, on_hit: {shown}}}"
    pack = read(ruled("safety", params, "add"))
    if pack is not None:
        assert all(word.isascii() and len(word) <= MAX_CHARS for word in words)


RULE = PACK[PACK.index("- id: XX") :]

HOSTILE = {
    "as large as it may be": b"#" * MAX_BYTES,
    "larger": b"#" * (MAX_BYTES + 1),
    "deep lists": b"[" * MAX_BYTES,
    "deep keys": b"{a: " * (MAX_BYTES // 4),
    "deep lines": b"".join(b" " * at + b"a:\n" for at in range(900)),
    "long key": b"? " + b"k" * (MAX_BYTES - 10) + b"\n: 1",
    "long name": PACK.replace("XX-LOC-001", "X" * 400_000).encode(),
    "many keys": b"".join(b"k%d: 1\n" % at for at in range(40_000)),
    "many words": b"a: [" + b"x," * 250_000 + b"]",
    "many rules that are none": PACK[: PACK.index("- id: XX")].encode() + b"- {}\n" * 90_000,
    "many rules": (PACK + "".join(RULE.replace("001", f"{at:05}") for at in range(1_000))).encode(),
    "one rule again and again": (PACK + RULE * 1_000).encode(),
    "many cases": (PACK + "  - {expect: permit}\n" * 20_000).encode(),
    "many notices": PACK.replace(
        "notices: {", "notices: {" + "".join(f"n{at}: {{en: a, zh: b}}, " for at in range(14_000))
    ).encode(),
    "an alias of an alias": b"a: &a [x]\n"
    + b"".join(b"b%d: &b%d [*a, *a]\n" % (at, at) for at in range(20_000)),
    "a great number": PACK.replace("[eu]}", "[eu], logs: " + "9" * 400_000 + "}").encode(),
    "a long pattern": ruled(
        "gate", "{artifact: x, number_format: '" + "(" * 200_000 + "'}", "block"
    ),
    "a pattern that repeats": ruled(
        "gate", "{artifact: x, number_format: '((a{1000}){1000}){1000}'}", "block"
    ),
    "many tags": b"a: [" + b"!x 1," * 80_000 + b"]",
    "many documents": b"a: 1\n---\n" * 50_000,
}
"""Files that want to cost much."""


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_no_file_costs_much_time(name: str) -> None:
    began = time.process_time()
    read(HOSTILE[name])
    assert time.process_time() - began < MOST_S


@pytest.mark.parametrize("name", ["many keys", "many rules", "deep keys", "many tags"])
def test_no_file_costs_much_memory(name: str) -> None:
    tracemalloc.start()
    try:
        read(HOSTILE[name])
        assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
    finally:
        tracemalloc.stop()
