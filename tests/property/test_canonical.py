"""Canonical JSON: one value, one byte sequence; nothing else is accepted."""

import json

from hypothesis import given
from hypothesis import strategies as st

from domicile.core.canonical import (
    Json,
    canonical_bytes,
    from_base64,
    from_hex,
    parse_canonical,
    to_base64,
)

LIMIT = 2**53 - 1  # beyond it a whole number reads back as an integer that JSON cannot promise
numbers = st.integers(-LIMIT, LIMIT) | st.floats(-LIMIT, LIMIT, allow_nan=False)
values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | numbers | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(value=values)
def test_what_is_written_reads_back(value: Json) -> None:
    data = canonical_bytes(value)
    assert parse_canonical(data) == value
    assert canonical_bytes(parse_canonical(data)) == data


@given(value=values)
def test_no_other_spelling_is_accepted(value: Json) -> None:
    data = canonical_bytes(value)
    for other in (data + b"\n", b" " + data, b"\xef\xbb\xbf" + data):
        assert not _accepted(other)


@given(value=st.dictionaries(st.text(), st.integers(0, 9), min_size=2, max_size=5))
def test_the_order_of_members_is_fixed(value: dict[str, int]) -> None:
    orders = (list(value.items()), list(reversed(value.items())))
    spelled = {json.dumps(dict(order), separators=(",", ":")).encode() for order in orders}
    assert len([data for data in spelled if _accepted(data)]) <= 1


@given(data=st.binary(max_size=64))
def test_foreign_bytes_are_refused_or_canonical(data: bytes) -> None:
    if _accepted(data):
        assert canonical_bytes(parse_canonical(data)) == data


@given(data=st.binary(max_size=64))
def test_base64_and_hexadecimal_have_one_spelling(data: bytes) -> None:
    assert from_base64(to_base64(data)) == data
    assert from_hex(data.hex()) == data


@given(text=st.text(alphabet="ABab01+/=_- \n", max_size=12))
def test_base64_is_refused_or_canonical(text: str) -> None:
    try:
        data = from_base64(text)
    except ValueError:
        return
    assert to_base64(data) == text


def _accepted(data: bytes) -> bool:
    try:
        parse_canonical(data)
    except ValueError:
        return False
    return True
