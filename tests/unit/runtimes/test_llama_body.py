from typing import Any, cast

from domicile.core.content import Content, Message, Sampling, ToolCall, ToolSpec
from domicile.core.task import Needs, Task
from domicile.runtimes.llama_body import chat_body

USER = Message(role="user", content="北京天气怎么样")
SYSTEM = Message(role="system", content="Be brief.")
TOOL = ToolSpec(name="weather", description="Tells the weather.", parameters={})
CALL = ToolCall(id="1", name="weather", arguments="{}")


def body(content: Content, sampling: Sampling | None = None) -> dict[str, Any]:
    task = Task(
        content=content, needs=Needs(window_tokens=1), sampling=sampling or Sampling(max_tokens=7)
    )
    return cast("dict[str, Any]", chat_body(task))


def test_a_plain_task_is_a_streamed_chat() -> None:
    wire = body(Content(messages=(SYSTEM, USER)))
    assert wire["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "北京天气怎么样"},
    ]
    assert wire["stream"] is True
    assert wire["return_progress"] is True
    assert (wire["max_tokens"], wire["temperature"], wire["top_p"]) == (7, 0.0, 1.0)
    assert "seed" not in wire
    assert "response_format" not in wire


def test_sampling_is_passed_on() -> None:
    sampling = Sampling(max_tokens=1, temperature=0.5, top_p=0.9, seed=4, stop=("a", "b"))
    wire = body(Content(messages=(USER,)), sampling)
    assert (wire["temperature"], wire["top_p"], wire["seed"]) == (0.5, 0.9, 4)
    assert wire["stop"] == ["a", "b"]


def test_a_schema_holds_the_reply() -> None:
    wire = body(Content(messages=(USER,), schema={"type": "object"}))
    assert wire["response_format"]["json_schema"]["schema"] == {"type": "object"}


def test_tools_are_told_before_the_conversation() -> None:
    wire = body(Content(messages=(USER,), tools=(TOOL,)))
    assert [turn["role"] for turn in wire["messages"]] == ["system", "user"]
    assert "- weather: Tells the weather." in wire["messages"][0]["content"]
    assert "anyOf" in wire["response_format"]["json_schema"]["schema"]


def test_tools_are_told_after_what_the_system_says() -> None:
    wire = body(Content(messages=(SYSTEM, USER), tools=(TOOL,)))
    assert [turn["role"] for turn in wire["messages"]] == ["system", "user"]
    assert wire["messages"][0]["content"].startswith("Be brief.\n\n")


def test_tools_that_may_not_be_used_are_not_told() -> None:
    wire = body(Content(messages=(USER,), tools=(TOOL,), tool_choice="none"))
    assert "weather" not in str(wire)
    assert "response_format" not in wire


def test_a_history_of_calls_and_results_is_kept() -> None:
    history = (
        USER,
        Message(role="assistant", tool_calls=(CALL,)),
        Message(role="tool", content="Sunny.", tool_call_id="1"),
        Message(role="assistant", content="It is sunny."),
        USER,
    )
    turns = body(Content(messages=history, tools=(TOOL,)))["messages"][1:]
    assert [turn["role"] for turn in turns] == ["user", "assistant", "tool", "assistant", "user"]
    assert turns[1]["content"] == '{"tool": "weather", "arguments": {}}'
    assert turns[3]["content"] == '{"tool": "say", "arguments": {"text": "It is sunny."}}'
    without = body(Content(messages=history))["messages"]
    assert without[1]["content"] == '{"tool": "weather", "arguments": {}}'
    assert without[3]["content"] == "It is sunny."
