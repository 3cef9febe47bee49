import contextlib
import hashlib
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domicile.core.errors import InvalidRequestError
from domicile.surfaces.openai.body import ChatBody
from domicile.surfaces.openai.strict import MAX_DEPTH, digest_in, parse, require_shallow

SECRET = "王小明13812345678"


class Thing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    count: Annotated[int, msgspec.Meta(ge=1)] = 1
    inner: "Thing | None" = None
    rest: Any = None


THING = msgspec.json.Decoder(Thing)
CHAT = msgspec.json.Decoder(ChatBody)


def problem(data: bytes, decoder: msgspec.json.Decoder[Any] = THING) -> InvalidRequestError:
    with pytest.raises(InvalidRequestError) as caught:
        parse(data, decoder)
    return caught.value


def test_what_fits_is_read() -> None:
    assert parse(b'{"count": 2, "inner": {}}', THING) == Thing(count=2, inner=Thing())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the body is not JSON"),
        (b"{", "the body is not JSON"),
        (b"\xff", "the body is not JSON"),
        (b"{} {}", "the body is not JSON"),
        (b'{"count": NaN}', "the body is not JSON"),
        (b'{"rest": "\xff"}', "the body is not UTF-8"),
        (b'{"rest": "\\ud800"}', "the body is not JSON"),
        (b'{"rest": ' + b"[" * 100_000, "the body is nested too deep"),
        (b"[]", "the body: expected `object`, got `array`"),
    ],
)
def test_what_is_no_body_is_refused(data: bytes, message: str) -> None:
    assert problem(data).message == message
    assert problem(data).param is None


@pytest.mark.parametrize(
    ("data", "param", "message"),
    [
        (b'{"count": 0}', "count", "`count`: expected `int` >= 1"),
        (b'{"inner": {"count": "x"}}', "inner.count", "`inner.count`: expected `int`, got `str`"),
        (b'{"size": 1}', "size", "`size` is not supported"),
        (b'{"inner": {"size": 1}}', "inner.size", "`inner.size` is not supported"),
    ],
)
def test_the_member_at_fault_is_named(data: bytes, param: str, message: str) -> None:
    error = problem(data)
    assert error.param == param
    assert error.message == message


def test_a_member_whose_name_may_be_text_is_not_repeated() -> None:
    error = problem(f'{{"inner": {{"{SECRET}": 1}}}}'.encode())
    assert error.message == "`inner` has an unknown member"
    for name in (SECRET, "13812345678", "user-13812345678"):
        assert problem(f'{{"{name}": 1}}'.encode()).message == "the body has an unknown member"


@pytest.mark.parametrize(
    ("message", "param"),
    [
        ({"role": SECRET, "content": ""}, "messages[0].role"),
        ({"role": "user", "content": [{"type": SECRET}]}, "messages[0].content[0].type"),
        ({"role": "user", "content": [{"type": "image_url", "image_url": {"url": SECRET}}]}, None),
    ],
)
def test_a_value_is_never_repeated(message: dict[str, Any], param: str | None) -> None:
    error = problem(msgspec.json.encode({"model": "auto", "messages": [message]}), CHAT)
    assert SECRET not in error.message
    assert param is None or error.param == param


def test_only_text_parts_are_understood() -> None:
    part = {"type": "image_url", "image_url": {"url": "data:"}}
    data = {"model": "auto", "messages": [{"role": "user", "content": [part]}]}
    assert "only text is supported" in problem(msgspec.json.encode(data), CHAT).message


@given(st.binary(max_size=200))
def test_any_bytes_give_a_body_or_an_error_of_ours(data: bytes) -> None:
    with contextlib.suppress(InvalidRequestError):
        parse(data, CHAT)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)
MEMBERS = st.sampled_from([*ChatBody.__struct_fields__, "other"])


@given(st.dictionaries(MEMBERS, JSON))
def test_any_members_give_a_body_or_an_error_of_ours(members: dict[str, Any]) -> None:
    data = {"model": "auto", "messages": [{"role": "user", "content": "x"}]} | members
    with contextlib.suppress(InvalidRequestError):
        body = parse(msgspec.json.encode(data), CHAT)
        assert body.model == data["model"]


def nested(depth: int) -> object:
    value: object = 1
    for level in range(depth):
        value = {"a": value} if level % 2 else [value]
    return value


def test_depth_is_bounded() -> None:
    require_shallow(nested(MAX_DEPTH - 1), "schema")
    with pytest.raises(InvalidRequestError, match="`schema` is nested too deep"):
        require_shallow(nested(MAX_DEPTH), "schema")


def test_of_a_file_the_digest_is_taken() -> None:
    assert digest_in("YW4gb3JkZXI=", "evidence") == hashlib.sha256(b"an order").hexdigest()
    with pytest.raises(InvalidRequestError) as caught:
        digest_in(SECRET, "evidence")
    assert caught.value.param == "evidence"
    assert SECRET not in caught.value.message
