import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from domicile.core.content import ToolCall
from domicile.core.errors import LeakError, PartnerBusyError, PartnerTimeoutError
from domicile.core.ids import DEVICE, SubjectId
from domicile.core.reply import CallDelta, Delta
from tests.unit.surfaces.standins import (
    ANSWER,
    PARTNER,
    RECEIPT,
    REFUSAL,
    SECRET_TEXT,
    Client,
    FakeDomicile,
)

PATH = "/v1/chat/completions"
CALL = ToolCall(id="c1", name="clock", arguments='{"zone":"UTC"}')


def body(**members: Any) -> Mapping[str, Any]:
    messages = [{"role": "user", "content": SECRET_TEXT}]
    return {"model": "auto", "messages": messages} | members


async def test_a_plain_answer(domicile: FakeDomicile, call: Client) -> None:
    got = await call("POST", PATH, body())
    assert got.status == 200
    assert got.headers["content-type"] == "application/json"
    assert got.headers["domicile-receipt"] == RECEIPT
    assert got.headers["domicile-site"] == PARTNER
    assert got.headers["domicile-level"] == "P0"
    answer = got.json()
    assert answer["object"] == "chat.completion"
    assert answer["model"] == "auto"
    assert answer["choices"][0]["message"]["content"] == "你好"
    assert answer["choices"][0]["finish_reason"] == "stop"
    assert answer["usage"]["total_tokens"] == 5
    assert answer["domicile"]["receipt_id"] == RECEIPT
    asked = domicile.asked[0]
    assert asked.content.messages[0].content == SECRET_TEXT
    assert (asked.feature, asked.site, asked.whereabouts.source) == ("assistant", None, "default")


async def test_headers_say_where_and_for_whom(domicile: FakeDomicile, call: Client) -> None:
    headers = {
        "Domicile-Market": "EU",
        "Domicile-Feature": "writing",
        "Domicile-Subject": "anna",
        "Domicile-User-Market": "US-CA",
        "Domicile-Device-Market": "CN",
    }
    assert (await call("POST", PATH, body(), headers=headers)).status == 200
    asked = domicile.asked[0]
    assert asked.feature == "writing"
    assert asked.subject == SubjectId("anna")
    where = asked.whereabouts
    assert (where.operator, where.user, where.device) == ("EU", "US-CA", "CN")
    assert where.source == "header"


async def test_a_model_name_pins_the_site(domicile: FakeDomicile, call: Client) -> None:
    assert (await call("POST", PATH, body(model="device"))).status == 200
    assert domicile.asked[0].site == DEVICE


async def test_an_unknown_model_is_missing_as_openai_says_it(call: Client) -> None:
    got = await call("POST", PATH, body(model="gpt-9"))
    assert got.status == 404
    assert got.json()["error"]["code"] == "model_not_found"
    assert got.json()["error"]["param"] == "model"
    assert "gpt-9" not in got.body.decode()


@pytest.mark.parametrize(
    ("headers", "code"),
    [({"Domicile-Market": "XX"}, "D801"), ({"Domicile-Feature": "telepathy"}, "D802")],
)
async def test_an_unknown_market_or_feature(
    headers: Mapping[str, str], code: str, call: Client
) -> None:
    got = await call("POST", PATH, body(), headers=headers)
    assert got.status == 400
    assert got.json()["error"]["code"] == code


async def test_a_header_in_chinese(domicile: FakeDomicile, call: Client) -> None:
    got = await call("POST", PATH, body(), headers={"Domicile-Subject": "王"})
    assert got.status == 200
    assert domicile.asked[0].subject == "王"


async def test_a_refusal(domicile: FakeDomicile, call: Client) -> None:
    domicile.script = [REFUSAL]
    for stream in (False, True):
        got = await call("POST", PATH, body(stream=stream))
        assert got.status == 451
        assert got.headers["domicile-receipt"] == RECEIPT
        error = got.json()["error"]
        assert (error["type"], error["code"]) == ("refused", "CN-GATE-001")
        assert error["reasons"][0]["citation"] == "Art. 1"


async def test_a_stream(call: Client) -> None:
    got = await call("POST", PATH, body(stream=True))
    assert got.status == 200
    assert got.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert "domicile-site" not in got.headers
    assert len(got.pieces) == 3
    *chunks, last, done = got.events()
    assert done == "[DONE]"
    assert chunks[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    said = [chunk["choices"][0]["delta"].get("content", "") for chunk in chunks]
    assert "".join(said) == "你好"
    assert last["choices"][0]["finish_reason"] == "stop"
    assert last["domicile"]["receipt_id"] == RECEIPT
    assert last["domicile"]["labels"][0]["value"] == "AI"
    assert len({chunk["id"] for chunk in (*chunks, last)}) == 1


async def test_a_stream_names_its_site_in_the_headers(domicile: FakeDomicile, call: Client) -> None:
    domicile.script = [ANSWER.placement, *domicile.script]
    got = await call("POST", PATH, body(stream=True))
    assert got.headers["domicile-site"] == "partner"
    assert got.headers["domicile-level"] == "P0"
    assert len(got.pieces) == 3


async def test_a_stream_that_counts_tokens(call: Client) -> None:
    got = await call("POST", PATH, body(stream=True, stream_options={"include_usage": True}))
    *chunks, last, done = got.events()
    assert done == "[DONE]"
    assert last["choices"] == []
    assert last["usage"]["prompt_tokens"] == 3
    assert last["domicile"]["receipt_id"] == RECEIPT
    assert [chunk["usage"] for chunk in chunks] == [None] * len(chunks)
    assert "domicile" not in chunks[-1]


async def test_tool_calls_in_a_stream(domicile: FakeDomicile, call: Client) -> None:
    domicile.script = [CallDelta(call=CALL), CallDelta(call=CALL), ANSWER]
    got = await call("POST", PATH, body(stream=True))
    calls = [
        chunk["choices"][0]["delta"]["tool_calls"][0]
        for chunk in got.events()[:-1]
        if "tool_calls" in chunk["choices"][0]["delta"]
    ]
    assert [each["index"] for each in calls] == [0, 1]
    assert calls[0]["function"] == {"name": "clock", "arguments": CALL.arguments}


async def test_an_answer_without_a_piece_still_opens(domicile: FakeDomicile, call: Client) -> None:
    domicile.script = [ANSWER]
    got = await call("POST", PATH, body(stream=True))
    assert got.events()[0]["choices"][0]["delta"]["role"] == "assistant"


@pytest.mark.parametrize(
    ("error", "status", "retry"),
    [
        (LeakError("held back"), 503, "false"),
        (PartnerTimeoutError("late"), 504, None),
        (PartnerBusyError("busy"), 503, None),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
async def test_an_error_before_the_first_piece_has_its_status(
    error: Exception,
    status: int,
    retry: str | None,
    *,
    stream: bool,
    domicile: FakeDomicile,
    call: Client,
) -> None:
    domicile.script = [error]
    got = await call("POST", PATH, body(stream=stream))
    assert got.status == status
    assert got.json()["error"]["type"] == "server_error"
    assert got.headers.get("x-should-retry") == retry


async def test_an_error_in_the_middle_is_the_last_event(
    domicile: FakeDomicile, call: Client
) -> None:
    domicile.script = [Delta(text="你"), PartnerTimeoutError("late")]
    got = await call("POST", PATH, body(stream=True))
    assert got.status == 200
    assert got.events()[-1]["error"]["code"] == "D302"


async def test_an_unexpected_error_in_the_middle_tells_nothing(
    domicile: FakeDomicile, call: Client, caplog: pytest.LogCaptureFixture
) -> None:
    domicile.script = [Delta(text="你"), RuntimeError(SECRET_TEXT)]
    got = await call("POST", PATH, body(stream=True))
    assert got.events()[-1]["error"]["code"] == "D000"
    assert SECRET_TEXT not in got.body.decode() + caplog.text
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize("stream", [False, True])
async def test_a_caller_who_leaves_stops_the_model(
    *, stream: bool, domicile: FakeDomicile, call: Client, caplog: pytest.LogCaptureFixture
) -> None:
    domicile.script = [Delta(text="你"), 30.0, ANSWER]
    call.hang_up_s = 0.01
    async with asyncio.timeout(5):
        got = await call("POST", PATH, body(stream=stream))
    assert domicile.closed == 1
    assert got.status == (200 if stream else 0)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_models_are_listed_and_shown(call: Client) -> None:
    listed = (await call("GET", "/v1/models")).json()
    assert [model["id"] for model in listed["data"]] == ["auto", "device", "partner"]
    shown = (await call("GET", "/v1/models/partner")).json()
    assert (shown["id"], shown["owned_by"]) == ("partner", "Example")
    got = await call("GET", "/v1/models/gpt-9")
    assert got.status == 404
    assert got.json()["error"]["code"] == "model_not_found"


async def test_a_malformed_body_names_the_member(call: Client) -> None:
    got = await call("POST", PATH, body(temperature=3))
    assert got.status == 400
    assert got.json()["error"]["param"] == "temperature"


async def test_a_caller_who_leaves_before_the_body_is_there(
    domicile: FakeDomicile, call: Client
) -> None:
    call.hang_up_s = 0.0
    got = await call.send("POST", PATH, [], {})
    assert "left before" in got.json()["error"]["message"]
    assert domicile.asked == []
