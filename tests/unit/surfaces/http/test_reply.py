from http import HTTPStatus
from types import MappingProxyType

import pytest
from starlette.types import Message

from domicile.core.decision import DutyStatus
from domicile.surfaces.http.reply import Reply, json_reply, to_json


async def test_a_reply_is_sent_whole() -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await json_reply({"a": "好"}, status=HTTPStatus.CREATED, headers=((b"x", b"y"),)).send(send)
    start, body = sent
    assert start["status"] == 201
    assert dict(start["headers"]) == {
        b"content-type": b"application/json",
        b"content-length": b"11",
        b"x-content-type-options": b"nosniff",
        b"cache-control": b"no-store",
        b"x": b"y",
    }
    assert body == {"type": "http.response.body", "body": '{"a":"好"}'.encode()}


def test_a_reply_may_not_be_kept_unless_it_says_so() -> None:
    assert (b"cache-control", b"no-store") in Reply(body=b"").headers


def test_our_types_are_json() -> None:
    value = {"status": DutyStatus.MET, "map": MappingProxyType({"a": (1, 2)})}
    assert to_json(value) == b'{"status":"met","map":{"a":[1,2]}}'
    with pytest.raises(TypeError, match="object is not JSON"):
        to_json(object())
