import math

import pytest

from domicile.core.canonical import (
    Json,
    canonical_bytes,
    from_base64,
    from_hex,
    parse_canonical,
    to_base64,
)


def test_members_are_sorted_and_spaces_left_out() -> None:
    assert (
        canonical_bytes({"b": [1, 2.5, None], "a": "王"}) == '{"a":"王","b":[1,2.5,null]}'.encode()
    )


def test_what_json_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match=r"nan|NaN|float"):
        canonical_bytes(math.nan)


def test_parsing_returns_what_was_encoded() -> None:
    value: Json = {"a": [True, "x\n"], "n": -1}
    assert parse_canonical(canonical_bytes(value)) == value


@pytest.mark.parametrize(
    "data",
    [b'{"b":1,"a":2}', b'{"a":1} ', b'{"a":1,"a":1}', b'{"a":1.0}', b'"\\u0041"', b"", b"{"],
)
def test_other_spellings_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"canonical|Expecting|delimiter"):
        parse_canonical(data)


def test_base64_round_trip() -> None:
    assert from_base64(to_base64(b"\x00\xff ")) == b"\x00\xff "


@pytest.mark.parametrize("text", ["AB==", "A", "A===", "AA==\n", "_-8=", "AAE"])
def test_other_spellings_of_base64_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base64"):
        from_base64(text)


def test_hexadecimal() -> None:
    assert from_hex("00ff") == b"\x00\xff"


@pytest.mark.parametrize("text", ["0", "0F", "0g", " 00", "00\n"])
def test_other_spellings_of_hexadecimal_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        from_hex(text)
