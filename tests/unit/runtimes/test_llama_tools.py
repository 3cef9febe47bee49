import json
from collections.abc import Mapping
from typing import Any, cast

import pytest

from domicile.core.canonical import Json
from domicile.core.content import Content, Message, ToolCall, ToolSpec
from domicile.core.reply import CallDelta, Delta
from domicile.runtimes.llama_tools import choice_schema, instructions, offered, parsed, spelled

PLACE: Mapping[str, Json] = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
}
WEATHER = ToolSpec(name="weather", description="Tells the weather.", parameters=PLACE)
ALARM = ToolSpec(name="alarm", description="Sets an alarm.", parameters={})


def content(choice: str | None = None, *tools: ToolSpec) -> Content:
    return Content(
        messages=(Message(role="user", content="x"),),
        tools=tools or (WEATHER, ALARM),
        tool_choice=choice,
    )


def choices(of: Content) -> list[str]:
    branches = cast("list[dict[str, Any]]", choice_schema(of)["anyOf"])
    return [branch["properties"]["tool"]["const"] for branch in branches]


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        (None, ["say", "weather", "alarm"]),
        ("auto", ["say", "weather", "alarm"]),
        ("required", ["weather", "alarm"]),
        ("alarm", ["alarm"]),
    ],
)
def test_the_choice_says_what_the_model_may_do(choice: str | None, names: list[str]) -> None:
    assert choices(content(choice)) == names
    told = instructions(content(choice))
    assert [name for name in ("say", "weather", "alarm") if f"- {name}:" in told] == names


@pytest.mark.parametrize("choice", ["none", "unknown"])
def test_a_choice_of_no_tool_offers_none(choice: str) -> None:
    assert offered(content(choice)) == ()


def test_a_callers_tool_cannot_take_the_place_of_speech() -> None:
    shadow = ToolSpec(name="say", description="Shouts.", parameters=PLACE)
    assert choices(content(None, shadow, ALARM)) == ["say", "alarm"]
    assert "Shouts" not in instructions(content(None, shadow, ALARM))


def test_arguments_follow_the_tools_own_schema() -> None:
    [branch] = cast("list[dict[str, Any]]", choice_schema(content("weather"))["anyOf"])
    assert branch["properties"]["arguments"] == PLACE
    assert branch["additionalProperties"] is False
    [free] = cast("list[dict[str, Any]]", choice_schema(content("alarm"))["anyOf"])
    assert free["properties"]["arguments"] == {"type": "object"}


def test_a_tool_call_is_read() -> None:
    read = parsed('{"tool": "weather", "arguments": {"city": "北京"}}', "call_1")
    call = ToolCall(id="call_1", name="weather", arguments='{"city": "北京"}')
    assert read == (CallDelta(call=call), "tool_calls")


@pytest.mark.parametrize(
    ("said", "text"), [('"Hello"', "Hello"), ('{"a": "你"}', '{"a": "你"}'), ("3", "3")]
)
def test_speech_is_read(said: str, text: str) -> None:
    assert parsed(f'{{"tool": "say", "arguments": {{"text": {said}}}}}', "") == (
        Delta(text=text),
        "stop",
    )


@pytest.mark.parametrize("text", ["", '{"tool": "weather", "arg', "Hello"])
def test_a_reply_that_was_cut_off_is_neither(text: str) -> None:
    assert parsed(text, "") is None


def test_earlier_turns_are_spelled_as_the_model_writes_them() -> None:
    call = ToolCall(id="1", name="weather", arguments='{"city": "北京"}')
    for turn, read in (
        (Message(role="assistant", tool_calls=(call,)), CallDelta(call=call)),
        (Message(role="assistant", content='Say "你好"'), Delta(text='Say "你好"')),
    ):
        json.loads(spelled(turn))
        again = parsed(spelled(turn), "1")
        assert again is not None
        assert again[0] == read


def test_a_malformed_call_in_the_history_is_spelled_as_it_is() -> None:
    broken = ToolCall(id="1", name="weather", arguments='{"city')
    assert '{"city' in spelled(Message(role="assistant", tool_calls=(broken,)))
