import json
from typing import Any

import pytest

from domicile.core.content import Message, Sampling, ToolCall, ToolSpec
from domicile.core.errors import InvalidRequestError
from domicile.surfaces.openai.reading import Chat, read_chat, stop_texts

USER = {"role": "user", "content": "hello"}
TOOL = {"type": "function", "function": {"name": "clock"}}


def read(**members: Any) -> Chat:
    return read_chat(json.dumps({"model": "auto", "messages": [USER]} | members).encode())


def param_of(**members: Any) -> str | None:
    with pytest.raises(InvalidRequestError) as caught:
        read(**members)
    return caught.value.param


def test_the_least_that_is_asked() -> None:
    chat = read()
    assert chat.site is None
    assert chat.content.messages == (Message(role="user", content="hello"),)
    assert chat.content.tools == ()
    assert chat.content.schema is None
    assert chat.sampling == Sampling()
    assert (chat.stream, chat.include_usage) == (False, False)


def test_the_model_is_a_site() -> None:
    assert read(model="demo-cn").site == "demo-cn"


def test_everything_that_changes_an_answer() -> None:
    chat = read(
        stream=True,
        stream_options={"include_usage": True},
        temperature=0.5,
        top_p=0.9,
        seed=7,
        max_completion_tokens=12,
        stop=["a", "b"],
    )
    assert chat.sampling == Sampling(
        max_tokens=12, temperature=0.5, top_p=0.9, seed=7, stop=("a", "b")
    )
    assert (chat.stream, chat.include_usage) == (True, True)


def test_what_changes_no_answer_is_taken() -> None:
    chat = read(
        n=1,
        user="u",
        metadata={"a": "b"},
        store=True,
        parallel_tool_calls=False,
        service_tier="auto",
        safety_identifier="s",
        prompt_cache_key="k",
        presence_penalty=0,
        frequency_penalty=0.0,
        logprobs=False,
        modalities=["text"],
        stream_options={"include_obfuscation": False},
        response_format={"type": "text"},
    )
    assert chat == read()


def test_a_whole_conversation() -> None:
    call = {"id": "1", "type": "function", "function": {"name": "clock", "arguments": "{}"}}
    answered = {"role": "assistant", "content": None, "tool_calls": [call]}
    leftovers: dict[str, Any] = {
        "refusal": None,
        "annotations": [],
        "audio": None,
        "function_call": None,
    }
    parts = [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]
    chat = read(
        messages=[
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": parts, "name": "anna"},
            answered | leftovers,
            {"role": "tool", "tool_call_id": "1", "content": "12:00"},
            {"role": "assistant", "content": ""},
        ]
    )
    assert chat.content.messages == (
        Message(role="system", content="Be brief."),
        Message(role="user", content="one\ntwo"),
        Message(role="assistant", tool_calls=(ToolCall(id="1", name="clock", arguments="{}"),)),
        Message(role="tool", tool_call_id="1", content="12:00"),
        Message(role="assistant"),
    )


@pytest.mark.parametrize(
    ("turn", "param"),
    [
        ({"role": "tool", "content": "x"}, "messages[0].tool_call_id"),
        ({"role": "user", "content": "x", "tool_call_id": "1"}, "messages[0].tool_call_id"),
        ({"role": "user"}, "messages[0].content"),
        ({"role": "assistant", "tool_calls": []}, "messages[0].content"),
        ({"role": "assistant", "audio": {"id": "1"}}, "messages[0].audio"),
        ({"role": "function", "content": "x"}, "messages[0].role"),
        (
            {
                "role": "user",
                "content": "x",
                "tool_calls": [{"id": "1", "function": {"name": "a", "arguments": ""}}],
            },
            "messages[0].tool_calls",
        ),
    ],
)
def test_a_turn_that_makes_no_sense(turn: dict[str, Any], param: str) -> None:
    assert param_of(messages=[turn]) == param


def test_tools() -> None:
    described = {"name": "save", "description": "Saves.", "parameters": {"type": "object"}}
    chat = read(tools=[TOOL, {"type": "function", "function": described | {"strict": True}}])
    assert chat.content.tools == (
        ToolSpec(name="clock", description="", parameters={"type": "object", "properties": {}}),
        ToolSpec(name="save", description="Saves.", parameters={"type": "object"}),
    )
    assert chat.content.tool_choice is None


@pytest.mark.parametrize("choice", ["auto", "none", "required"])
def test_a_tool_choice(choice: str) -> None:
    assert read(tools=[TOOL], tool_choice=choice).content.tool_choice == choice


def test_a_tool_that_must_be_used() -> None:
    choice = {"type": "function", "function": {"name": "clock"}}
    assert read(tools=[TOOL], tool_choice=choice).content.tool_choice == "clock"
    assert param_of(tool_choice=choice) == "tool_choice"
    assert param_of(tool_choice="required") == "tool_choice"


def test_json_of_any_kind_and_by_schema() -> None:
    assert read(response_format={"type": "json_object"}).content.schema == {"type": "object"}
    schema = {"type": "object", "properties": {"a": {"type": "string"}}}
    named = {"name": "answer", "schema": schema, "strict": True}
    chat = read(response_format={"type": "json_schema", "json_schema": named})
    assert chat.content.schema == schema


@pytest.mark.parametrize(
    ("members", "param"),
    [
        ({"n": 2}, "n"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"max_tokens": 3, "max_completion_tokens": 4}, "max_completion_tokens"),
        ({"top_p": 0}, "top_p"),
        ({"temperature": -1}, "temperature"),
        ({"stop": ["a"] * 5}, "stop"),
        ({"stop": ""}, "stop"),
        ({"messages": []}, "messages"),
        ({"model": None}, "model"),
        ({"logprobs": True}, "logprobs"),
        ({"modalities": ["audio"]}, "modalities[0]"),
        ({"functions": []}, "functions"),
        ({"audio": {}}, "audio"),
        ({"logit_bias": {"1": 1}}, "logit_bias"),
        ({"presence_penalty": 1}, "presence_penalty"),
        ({"tools": [{"type": "function", "function": {"name": "a b"}}]}, "tools[0].function.name"),
        ({"tools": [{"type": "custom", "custom": {}}]}, "tools[0].type"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(members: dict[str, Any], param: str) -> None:
    assert param_of(**members) == param


def test_schemas_are_bounded_in_depth() -> None:
    deep: object = 1
    for _ in range(40):
        deep = {"a": deep}
    tool = {"type": "function", "function": {"name": "a", "parameters": deep}}
    assert param_of(tools=[tool]) == "tools[0].function.parameters"
    shape = {"type": "json_schema", "json_schema": {"name": "a", "schema": deep}}
    assert param_of(response_format=shape) == "response_format.json_schema.schema"


def test_equal_limits_may_both_be_given() -> None:
    assert read(max_tokens=3, max_completion_tokens=3).sampling.max_tokens == 3
    assert read(max_tokens=3).sampling.max_tokens == 3


def test_stop_texts() -> None:
    assert stop_texts(None) == ()
    assert stop_texts("a") == ("a",)
