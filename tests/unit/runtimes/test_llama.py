import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from domicile.core.content import Content, Message, Sampling, ToolSpec
from domicile.core.errors import (
    DomicileError,
    GenerationError,
    InvalidRequestError,
    ModelLoadError,
    ModelMissingError,
    WindowError,
)
from domicile.core.reply import CallDelta, Delta, Finish, ReplyEvent, Usage
from domicile.core.task import Needs, Task
from domicile.runtimes import llama
from domicile.runtimes.llama import LlamaRuntime

Chunk = dict[str, Any]
Script = Callable[[Callable[[Chunk], bool]], None]
SECRET = "王小明"


def piece(delta: dict[str, Any]) -> Chunk:
    choice = {"delta": delta, "finish_reason": None}
    return {"id": "chatcmpl-7", "model": "m", "choices": [choice]}


def text(words: str) -> Chunk:
    return piece({"content": words})


def end(reason: str = "stop") -> Chunk:
    return {"model": "m", "choices": [{"delta": {}, "finish_reason": reason}]}


USAGE: Chunk = {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2}}
PROGRESS: Chunk = {
    "choices": [{"delta": {"role": "assistant", "content": None}, "finish_reason": None}]
}


def says(*chunks: Chunk) -> Script:
    def script(take: Callable[[Chunk], bool]) -> None:
        for chunk in chunks:
            if take(chunk):
                return

    return script


class FakeEngine:
    """Plays the engine by a script."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.bodies: list[Mapping[str, object]] = []
        self.closed = False

    def call(self, body: Mapping[str, object], take: Callable[[Chunk], bool]) -> None:
        self.bodies.append(body)
        self.script(take)

    def close(self) -> None:
        self.closed = True


class Stage:
    """A runtime whose engine plays a script."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.engine = FakeEngine(says(end()))
        self.options: list[Any] = []
        monkeypatch.setattr(llama, "LlamaEngine", self._open)
        self.runtime = LlamaRuntime(Path("tiny.gguf"), threads=1, window_tokens=512)

    def _open(self, path: Path, options: object) -> FakeEngine:
        assert path == Path("tiny.gguf")
        self.options.append(options)
        return self.engine

    async def reply(self, script: Script, asked: Task | None = None) -> list[ReplyEvent]:
        self.engine.script = script
        async with aclosing(self.runtime.run(asked or task())) as events:
            return [event async for event in events]


def task(*tools: ToolSpec) -> Task:
    content = Content(messages=(Message(role="user", content=SECRET),), tools=tools)
    return Task(content=content, needs=Needs(window_tokens=9), sampling=Sampling(max_tokens=5))


TOOLS = task(ToolSpec(name="alarm", description="Sets an alarm.", parameters={}))


@pytest.fixture
async def stage(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    built = Stage(monkeypatch)
    yield built
    await built.runtime.aclose()


async def test_a_reply_comes_in_pieces_and_ends_once(stage: Stage) -> None:
    events = await stage.reply(says(PROGRESS, text("你"), text("好"), end("length"), USAGE))
    usage = Usage(prompt_tokens=3, completion_tokens=2)
    assert events == [
        Delta(text="你"),
        Delta(text="好"),
        Finish(reason="length", usage=usage, model="m"),
    ]


async def test_nothing_is_loaded_before_it_is_asked_and_then_once(stage: Stage) -> None:
    assert stage.options == []
    await stage.runtime.warm()
    await asyncio.gather(*(stage.reply(says(end())) for _ in range(5)))
    [options] = stage.options
    assert (options.window_tokens, options.reply_threads, options.prompt_threads) == (512, 1, 1)


async def test_by_default_one_core_is_left_to_others_while_writing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 6)
    runtime = LlamaRuntime(Path("tiny.gguf"))
    await runtime.warm()
    await runtime.aclose()
    assert (stage.options[-1].reply_threads, stage.options[-1].prompt_threads) == (5, 6)
    assert runtime.model == "tiny"


async def test_a_tool_call_comes_whole(stage: Stage) -> None:
    pieces = (text('{"tool": "alarm", "argu'), text('ments": {"at": 7}}'), end(), USAGE)
    call, finish = await stage.reply(says(*pieces), TOOLS)
    assert isinstance(call, CallDelta)
    assert (call.call.id, call.call.name, call.call.arguments) == ("call_7", "alarm", '{"at": 7}')
    assert isinstance(finish, Finish)
    assert finish.reason == "tool_calls"


async def test_with_tools_the_model_can_still_speak(stage: Stage) -> None:
    words = text('{"tool": "say", "arguments": {"text": "Hi"}}')
    assert await stage.reply(says(words, end()), TOOLS) == [
        Delta(text="Hi"),
        Finish(reason="stop", model="m"),
    ]


async def test_a_tool_call_that_was_cut_off_is_none(stage: Stage) -> None:
    events = await stage.reply(says(text('{"tool": "al'), end("length")), TOOLS)
    assert events == [Finish(reason="length", model="m")]


def fails(error: Exception) -> Script:
    def script(take: Callable[[Chunk], bool]) -> None:
        del take
        raise error

    return script


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (says({"error": {"type": "exceed_context_size_error", "message": SECRET}}), WindowError),
        (says(text("a"), {"error": {"type": "server_error", "message": SECRET}}), GenerationError),
        (says(text("a")), GenerationError),
        (says(), GenerationError),
        (fails(ValueError(SECRET)), InvalidRequestError),
        (fails(RuntimeError(SECRET)), GenerationError),
        (fails(ModelLoadError("closed")), ModelLoadError),
    ],
)
async def test_trouble_becomes_an_error_without_its_words(
    stage: Stage, script: Script, kind: type[DomicileError]
) -> None:
    for asked in (task(), TOOLS):
        with pytest.raises(kind) as caught:
            await stage.reply(script, asked)
        assert SECRET not in caught.value.message + caught.value.remedy


async def test_closing_the_iterator_stops_the_model(stage: Stage) -> None:
    stopped = threading.Event()

    def script(take: Callable[[Chunk], bool]) -> None:
        while not take(text("a")):
            pass
        stopped.set()

    stage.engine.script = script
    events: AsyncGenerator[ReplyEvent] = stage.runtime.run(task())
    assert await anext(events) == Delta(text="a")
    await events.aclose()
    assert await asyncio.to_thread(stopped.wait, 5)


async def test_who_goes_away_while_waiting_costs_the_model_nothing(stage: Stage) -> None:
    hold, running = threading.Event(), threading.Event()

    def script(take: Callable[[Chunk], bool]) -> None:
        running.set()
        hold.wait(5)
        take(end())

    first = asyncio.create_task(stage.reply(script))
    await asyncio.to_thread(running.wait, 5)
    second = asyncio.create_task(stage.reply(script))
    await asyncio.sleep(0.05)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    hold.set()
    assert await first == [Finish(reason="stop", model="m")]
    assert await stage.reply(says(end())) == [Finish(reason="stop", model="m")]
    assert len(stage.engine.bodies) == 2


async def test_closing_the_runtime_ends_what_runs_and_what_waits(stage: Stage) -> None:
    running = threading.Event()

    def script(take: Callable[[Chunk], bool]) -> None:
        while not take(text("a")):
            running.set()

    stage.engine.script = script
    tasks = [asyncio.create_task(stage.reply(script)) for _ in range(2)]
    await asyncio.to_thread(running.wait, 5)
    await stage.runtime.aclose()
    for waiting in tasks:
        with pytest.raises(GenerationError):
            await waiting
    assert stage.engine.closed


async def test_a_runtime_that_was_closed_takes_nothing_more(stage: Stage) -> None:
    assert await stage.reply(says(end())) == [Finish(reason="stop", model="m")]
    await stage.runtime.aclose()
    with pytest.raises(GenerationError, match="was closed"):
        await stage.reply(says(end()))


def test_a_model_whose_loop_has_gone_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = threading.Event()

    def script(take: Callable[[Chunk], bool]) -> None:
        while not take(text("a")):
            pass
        stopped.set()

    stage = Stage(monkeypatch)
    stage.engine.script = script

    async def leave() -> None:
        await anext(stage.runtime.run(task()))

    asyncio.run(leave())
    assert stopped.wait(5)
    asyncio.run(stage.runtime.aclose())


async def test_a_missing_model_says_so_on_the_first_task(tmp_path: Path) -> None:
    runtime = LlamaRuntime(tmp_path / "none.gguf")
    with pytest.raises(ModelMissingError):
        await anext(runtime.run(task()))
    with pytest.raises(ModelMissingError):
        await runtime.warm()
    await runtime.aclose()


def test_a_chunk_for_a_loop_that_is_closed_stops_the_model() -> None:
    loop = asyncio.new_event_loop()
    channel = llama._Channel(loop)
    loop.close()
    assert channel.put(text("a"))
