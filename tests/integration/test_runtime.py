"""The real runtime, with the small model."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from domicile.core.canonical import Json
from domicile.core.content import Content, Message, Sampling, ToolSpec
from domicile.core.errors import InvalidRequestError, WindowError
from domicile.core.reply import CallDelta, Delta, Finish, ReplyEvent
from domicile.core.task import Needs, Task
from domicile.runtimes.llama import LlamaRuntime
from tests.installed import model_file

pytestmark = pytest.mark.model

SECRET = "Zaphod42"
PERSON: Mapping[str, Json] = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 20}, "age": {"type": "integer"}},
    "required": ["name", "age"],
    "additionalProperties": False,
}
WEATHER = ToolSpec(
    name="weather",
    description="Tells the weather of a city.",
    parameters={
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
    },
)


@pytest.fixture
async def runtime() -> AsyncIterator[LlamaRuntime]:
    built = LlamaRuntime(model_file(), threads=1, window_tokens=2048)
    yield built
    await built.aclose()


def task(text: str, *, most: int = 16, content: Content | None = None) -> Task:
    plain = Content(messages=(Message(role="user", content=text),))
    return Task(
        content=content or plain,
        needs=Needs(window_tokens=256),
        sampling=Sampling(max_tokens=most),
    )


async def reply(runtime: LlamaRuntime, asked: Task) -> list[ReplyEvent]:
    return [event async for event in runtime.run(asked)]


def said(events: list[ReplyEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, Delta))


async def test_a_reply_is_streamed_and_the_library_says_nothing(
    runtime: LlamaRuntime, capfd: pytest.CaptureFixture[str]
) -> None:
    events = await reply(runtime, task(f"Repeat the word {SECRET}, and nothing else."))
    assert SECRET in said(events)
    assert sum(isinstance(event, Delta) for event in events) > 1
    assert isinstance(events[-1], Finish)
    assert events[-1].reason == "stop"
    assert events[-1].usage.prompt_tokens > 0
    again = await reply(runtime, task(f"Repeat the word {SECRET}, and nothing else."))
    assert said(again) == said(events)
    assert capfd.readouterr() == ("", "")


async def test_a_reply_has_at_most_as_many_tokens_as_asked(runtime: LlamaRuntime) -> None:
    finish = (await reply(runtime, task("Count from one to fifty.", most=4)))[-1]
    assert isinstance(finish, Finish)
    assert (finish.reason, finish.usage.completion_tokens) == ("length", 4)


async def test_a_reply_follows_its_schema(runtime: LlamaRuntime) -> None:
    content = Content(messages=(Message(role="user", content="Invent a person."),), schema=PERSON)
    events = await reply(runtime, task("", most=60, content=content))
    person = json.loads(said(events))
    assert sorted(person) == ["age", "name"]
    assert isinstance(person["age"], int)


async def test_a_tool_is_called(runtime: LlamaRuntime) -> None:
    content = Content(
        messages=(Message(role="user", content="北京天气怎么样？"),), tools=(WEATHER,)
    )
    call = (await reply(runtime, task("", most=60, content=content)))[0]
    assert isinstance(call, CallDelta)
    assert call.call.name == "weather"
    assert json.loads(call.call.arguments) == {"city": "北京"}


async def test_what_the_model_cannot_do_is_said_without_its_words(
    runtime: LlamaRuntime, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(WindowError) as long:
        await reply(runtime, task(f"{SECRET} " * 1000))
    content = Content(
        messages=(Message(role="user", content="x"),), schema={"type": f"{SECRET}-type"}
    )
    with pytest.raises(InvalidRequestError) as strange:
        await reply(runtime, task("", content=content))
    assert SECRET not in f"{long.value} {strange.value}"
    assert await reply(runtime, task("Hi"))
    assert capfd.readouterr() == ("", "")


async def test_closing_frees_the_model_also_while_it_reads(runtime: LlamaRuntime) -> None:
    await runtime.warm()
    for text, most in (("Count from one to one thousand.", 1000), ("a b c d " * 400, 1)):
        running = asyncio.create_task(reply(runtime, task(text, most=most)))
        await asyncio.sleep(0.05)
        assert not running.done()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        begun = time.monotonic()
        await reply(runtime, task("Hi", most=1))
        # far less than the cancelled call would have taken, with room for a busy machine
        assert time.monotonic() - begun < 10


async def test_calls_that_come_together_are_all_answered(runtime: LlamaRuntime) -> None:
    words = ("alpha", "bravo", "charlie")
    asked = [task(f"Repeat the word {word}, and nothing else.", most=8) for word in words]
    answers = await asyncio.gather(*(reply(runtime, one) for one in asked))
    for word, events in zip(words, answers, strict=True):
        assert word in said(events).lower()


async def test_nobody_can_connect_to_the_model(runtime: LlamaRuntime) -> None:
    await runtime.warm()
    assert runtime._engine is not None
    assert runtime._engine._server is not None
    address = runtime._engine._server.listening_address
    kind, _, path = address.partition("://")
    assert kind == "unix"
    assert not Path(path).parent.exists()


async def test_a_runtime_that_was_never_asked_closes(tmp_path: Path) -> None:
    await LlamaRuntime(tmp_path / "none.gguf").aclose()
    warmed = LlamaRuntime(model_file(), threads=1, window_tokens=512)
    await warmed.warm()
    async with asyncio.timeout(10):
        await warmed.aclose()
