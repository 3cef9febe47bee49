import json
from typing import Any

import pytest

from domicile.core.content import ToolCall
from domicile.core.reply import CallDelta
from tests.unit.surfaces.standins import ANSWER, RECEIPT, REFUSAL, Client, FakeDomicile

PATH = "/v1/features/assistant"


async def test_the_answer_is_what_ask_prints(domicile: FakeDomicile, call: Client) -> None:
    got = await call("POST", PATH, {"text": "hello"})
    assert got.status == 200
    assert got.headers["domicile-receipt"] == RECEIPT
    assert got.headers["domicile-site"] == "partner"
    shape = got.json()
    assert (shape["status"], shape["text"], shape["receipt_id"]) == ("answered", "你好", RECEIPT)
    assert next(event["step"] for event in shape["trace"]) == "decide"
    assert domicile.asked[0].content.messages[0].content == "hello"


async def test_every_member(domicile: FakeDomicile, call: Client) -> None:
    body = {
        "messages": [{"role": "user", "content": "hello"}, {"role": "assistant", "content": "x"}],
        "options": {"mode": "proofread"},
        "market": "EU",
        "user_market": "US",
        "device_market": "CN",
        "site": "device",
        "subject": "anna",
        "language": "zh",
        "max_tokens": 5,
        "temperature": 0.1,
        "top_p": 0.5,
        "seed": 3,
        "stop": "a",
    }
    assert (await call("POST", "/v1/features/writing", body)).status == 200
    asked = domicile.asked[0]
    assert (asked.feature, asked.options, asked.language) == (
        "writing",
        {"mode": "proofread"},
        "zh",
    )
    assert asked.whereabouts.markets == ("EU", "US", "CN")
    assert (asked.site, asked.subject) == ("device", "anna")
    assert (asked.sampling.max_tokens, asked.sampling.stop) == (5, ("a",))
    assert (asked.sampling.temperature, asked.sampling.top_p, asked.sampling.seed) == (0.1, 0.5, 3)


async def test_a_refusal_is_what_ask_prints(domicile: FakeDomicile, call: Client) -> None:
    domicile.script = [REFUSAL]
    for query in ("", "?stream=true"):
        got = await call("POST", PATH + query, {"text": "hello"})
        assert got.status == 451
        assert got.headers["domicile-receipt"] == RECEIPT
        assert got.json()["status"] == "refused"
        assert got.json()["decision"]["reasons"][0]["rule"] == "CN-GATE-001"


async def test_a_stream_ends_with_the_whole_shape(domicile: FakeDomicile, call: Client) -> None:
    spoken = CallDelta(call=ToolCall(id="1", name="clock", arguments="{}"))
    domicile.script = [*domicile.script[:2], spoken, ANSWER]
    got = await call("POST", f"{PATH}?stream=true", {"text": "hello"})
    assert got.headers["content-type"].startswith("text/event-stream")
    *pieces, shape = got.events()
    assert pieces == [
        {"delta": "你"},
        {"delta": "好"},
        {"call": {"id": "1", "name": "clock", "arguments": "{}"}},
    ]
    assert shape["status"] == "answered"
    assert shape["receipt_id"] == RECEIPT


async def test_an_unknown_feature_is_missing(call: Client) -> None:
    got = await call("POST", "/v1/features/telepathy", {"text": "hello"})
    assert got.status == 404
    assert got.json()["error"]["code"] == "D802"


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "text"),
        ({"text": "a", "messages": [{"role": "user", "content": "a"}]}, "text"),
        ({"text": "a", "modle": "x"}, "modle"),
        ({"text": "a", "language": "fr"}, "language"),
        ({"text": "a", "options": {"to": 1}}, "options[...]"),
        ({"text": "a", "stop": ["", "b"]}, "stop"),
    ],
)
async def test_a_malformed_body_names_the_member(
    body: dict[str, Any], param: str, call: Client
) -> None:
    got = await call("POST", PATH, body)
    assert got.status == 400
    assert got.json()["error"]["param"] == param


@pytest.mark.parametrize(
    "query", ["stream=1", "stream", "stream=true&a=b", "a=b", "stream=true&stream=true"]
)
async def test_a_query_of_another_kind_is_refused(query: str, call: Client) -> None:
    got = await call("POST", f"{PATH}?{query}", {"text": "a"})
    assert got.status == 400
    assert got.json()["error"]["param"] == "stream"


async def test_the_query_may_say_no(call: Client) -> None:
    got = await call("POST", f"{PATH}?stream=false", {"text": "a"})
    assert json.loads(got.body)["status"] == "answered"
