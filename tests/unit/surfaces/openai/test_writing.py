import json
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domicile.core.answer import Answer
from domicile.core.content import ToolCall
from domicile.core.reply import CallDelta, Delta, FinishReason, Intervention
from domicile.core.text import Bilingual
from domicile.surfaces.openai.reading import Chat, read_chat
from domicile.surfaces.openai.writing import (
    DONE,
    Chunks,
    about,
    completion,
    finish_reason,
    frame,
)
from tests.unit.surfaces.standins import ANSWER

CALL = ToolCall(id="c", name="clock", arguments='{"zone": "上海"}')


def chat(**members: Any) -> Chat:
    messages = [{"role": "user", "content": "x"}]
    return read_chat(json.dumps({"model": "auto", "messages": messages} | members).encode())


def chunks(**members: Any) -> Chunks:
    return Chunks(id="n", created=1, chat=chat(**members))


def data(event: bytes) -> Any:
    assert event.startswith(b"data: ")
    assert event.endswith(b"\n\n")
    return json.loads(event[6:-2])


def answer(reason: FinishReason = "stop", *calls: ToolCall, text: str = "") -> Answer:
    finish = replace(ANSWER.reply.finish, reason=reason)
    return replace(ANSWER, reply=replace(ANSWER.reply, finish=finish, calls=calls, text=text))


def said(outcome: Answer) -> Any:
    return msgspec.json.decode(msgspec.json.encode(about(outcome)))


def test_an_event() -> None:
    assert frame(b"{}") == b"data: {}\n\n"


def test_a_completion_that_calls_tools_has_no_content() -> None:
    whole = completion(answer("tool_calls", CALL), name="n", created=1, chat=chat())
    message = whole["choices"][0]["message"]
    assert message["content"] is None
    assert message["tool_calls"] == [
        {"id": "c", "type": "function", "function": {"name": "clock", "arguments": CALL.arguments}}
    ]
    assert whole["choices"][0]["finish_reason"] == "tool_calls"


def test_a_completion_that_says_nothing_has_empty_content() -> None:
    whole = completion(answer(), name="n", created=1, chat=chat())
    assert whole["choices"][0]["message"]["content"] == ""
    assert "tool_calls" not in whole["choices"][0]["message"]


def test_what_is_said_about_an_answer() -> None:
    hand = Intervention(source="partner:x", kind="cut", text=Bilingual(en="t", zh="t"))
    told = said(replace(ANSWER, interventions=(hand,)))
    assert (told["site"], told["level"], told["model"], told["demo"]) == (
        "partner",
        "P0",
        "big",
        True,
    )
    both = {"en": "t", "zh": "t"}
    assert told["interventions"] == [{"source": "partner:x", "kind": "cut", "text": both}]


@pytest.mark.parametrize(
    ("given_", "told"),
    [("stop", "stop"), ("length", "length"), ("content_filter", "content_filter")],
)
def test_how_it_ended(given_: FinishReason, told: str) -> None:
    assert finish_reason(answer(given_)) == told


def test_openai_has_no_word_for_a_broken_reply() -> None:
    assert finish_reason(answer("broken")) == "stop"
    assert finish_reason(answer("stop", CALL)) == "tool_calls"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_stays_one_event(text: str) -> None:
    event = chunks().piece(Delta(text=text))
    assert event.count(b"\n") == 2
    assert data(event)["choices"][0]["delta"] == {"content": text}


def test_every_chunk_is_complete() -> None:
    writer = chunks()
    for event in (
        writer.opening(),
        writer.piece(Delta(text="a")),
        writer.piece(CallDelta(call=CALL)),
    ):
        chunk = data(event)
        assert chunk["object"] == "chat.completion.chunk"
        assert (chunk["id"], chunk["created"], chunk["model"]) == ("n", 1, "auto")
        assert chunk["choices"][0]["finish_reason"] is None
        assert "usage" not in chunk


def test_calls_are_numbered() -> None:
    writer = chunks()
    events = [data(writer.piece(CallDelta(call=CALL))) for _ in range(2)]
    assert [each["choices"][0]["delta"]["tool_calls"][0]["index"] for each in events] == [0, 1]


def test_the_last_chunk_carries_the_receipt() -> None:
    closing = chunks().closing(ANSWER)
    assert closing.endswith(DONE)
    last = data(closing.removesuffix(DONE))
    assert last["choices"][0] == {
        "index": 0,
        "delta": {},
        "logprobs": None,
        "finish_reason": "stop",
    }
    assert last["domicile"] == said(ANSWER)


def test_the_count_of_tokens_is_a_chunk_of_its_own() -> None:
    closing = chunks(stream=True, stream_options={"include_usage": True}).closing(ANSWER)
    finish, counted, end = closing.removesuffix(b"\n\n").split(b"\n\n")
    assert json.loads(finish[6:])["usage"] is None
    assert json.loads(counted[6:])["usage"]["total_tokens"] == 5
    assert json.loads(counted[6:])["domicile"] == said(ANSWER)
    assert end + b"\n\n" == DONE
