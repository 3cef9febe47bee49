"""Language models on this device, by llama.cpp inside this process."""

import asyncio
import os
import threading
from collections.abc import AsyncGenerator, AsyncIterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import aclosing
from pathlib import Path
from typing import get_args

from domicile.core.canonical import Json
from domicile.core.errors import GenerationError, InvalidRequestError, ModelError, WindowError
from domicile.core.reply import Delta, Finish, FinishReason, ReplyEvent, Usage
from domicile.core.task import Task
from domicile.runtimes.llama_body import chat_body
from domicile.runtimes.llama_engine import Chunk, EngineOptions, LlamaEngine
from domicile.runtimes.llama_tools import offered, parsed

DEFAULT_WINDOW_TOKENS = 8192
_CLOSED = "the runtime was closed"


class LlamaRuntime:
    """One GGUF model, loaded when it is first asked. Implements ``core.protocols.Runtime``.

    Takes any number of tasks at once; one runs, the others wait. Usable from several event loops.

    Args:
        model_path: The GGUF file, checked by ``ModelShelf``.
        threads: Threads, from 1; 0 leaves one core to everything else while it writes, and none
            for the short time in which it reads a prompt.
        window_tokens: Most tokens of a prompt and its reply together.
    """

    def __init__(
        self,
        model_path: Path,
        *,
        threads: int = 0,
        window_tokens: int = DEFAULT_WINDOW_TOKENS,
    ) -> None:
        cores = os.cpu_count() or 1
        self._model_path = model_path
        self._options = EngineOptions(
            window_tokens=window_tokens,
            reply_threads=threads or max(1, cores - 1),
            prompt_threads=threads or cores,
            name=model_path.stem,
        )
        self._loading = threading.Lock()
        self._engine: LlamaEngine | None = None
        self._callers = ThreadPoolExecutor(1, thread_name_prefix="llama")
        self._channels: set[_Channel] = set()

    @property
    def model(self) -> str:
        """Name of the model: its file, less the ending."""
        return self._model_path.stem

    async def warm(self) -> None:
        """Load the model now, so that the first task need not wait for it.

        Raises:
            ModelError: It is missing or cannot be loaded.
        """
        await asyncio.to_thread(self._loaded)

    async def run(self, task: Task) -> AsyncGenerator[ReplyEvent]:
        """Run ``task``; closing the iterator stops the model.

        Raises:
            ModelError: The model is missing, cannot be loaded or broke off.
            WindowError: The task is longer than the window.
            InvalidRequestError: The runtime cannot follow the task's JSON Schema.
        """
        async with aclosing(self._chunks(task)) as chunks:
            reply = _gather_choice(chunks) if offered(task.content) else _pass_on(chunks)
            async with aclosing(reply):
                async for event in reply:
                    yield event

    async def aclose(self) -> None:
        """Stop what runs, wait for it, and give the memory back. The runtime ends here."""
        self._callers.shutdown(wait=False, cancel_futures=True)
        for channel in tuple(self._channels):
            channel.close()
        await asyncio.to_thread(self._callers.shutdown)
        if self._engine is not None:
            await asyncio.to_thread(self._engine.close)

    async def _chunks(self, task: Task) -> AsyncGenerator[Chunk]:
        body = chat_body(task)
        engine = await asyncio.to_thread(self._loaded)
        channel = _Channel(asyncio.get_running_loop())
        self._channels.add(channel)
        try:
            try:
                future = self._callers.submit(_call, engine, body, channel)
            except RuntimeError as error:
                raise GenerationError(_CLOSED) from error
            future.add_done_callback(channel.end)
            while (chunk := await channel.get()) is not None:
                yield _checked(chunk)
            _raise_failure(future)
        finally:
            channel.close()
            self._channels.discard(channel)

    def _loaded(self) -> LlamaEngine:
        with self._loading:
            if self._engine is None:
                self._engine = LlamaEngine(self._model_path, self._options)
            return self._engine


class _Channel:
    """Carries chunks from a thread of the library to one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._queue: asyncio.Queue[Chunk | None] = asyncio.Queue()
        self._closed = threading.Event()

    @property
    def is_closed(self) -> bool:
        """Whether nobody listens any more."""
        return self._closed.is_set()

    def put(self, chunk: Chunk) -> bool:
        """Hand over ``chunk``; return whether the model is to stop."""
        return self.is_closed or not self._send(chunk)

    def end(self, future: Future[None]) -> None:
        """Say that nothing more comes."""
        del future
        self._send(None)

    async def get(self) -> Chunk | None:
        """Return the next chunk, or None at the end."""
        return await self._queue.get()

    def close(self) -> None:
        """Stop the model at its next chunk."""
        self._closed.set()

    def _send(self, chunk: Chunk | None) -> bool:
        try:
            self._loop.call_soon_threadsafe(self._queue.put_nowait, chunk)
        except RuntimeError:  # the loop is gone, and with it whoever asked
            return False
        return True


def _call(engine: LlamaEngine, body: dict[str, Json], channel: _Channel) -> None:
    """Run one call in a thread, unless whoever asked has gone away while it waited."""
    if not channel.is_closed:
        engine.call(body, channel.put)


async def _pass_on(chunks: AsyncIterator[Chunk]) -> AsyncGenerator[ReplyEvent]:
    """Turn chunks into events as they come."""
    ending = _Ending()
    async for chunk in chunks:
        if text := ending.take(chunk):
            yield Delta(text=text)
    yield ending.finish()


async def _gather_choice(chunks: AsyncIterator[Chunk]) -> AsyncGenerator[ReplyEvent]:
    """Turn a reply that chooses between tools and words into events, once it is whole."""
    ending = _Ending()
    text, reply_id = "", ""
    async for chunk in chunks:
        text += ending.take(chunk)
        reply_id = chunk.get("id", reply_id)
    choice = parsed(text, f"call_{reply_id.removeprefix('chatcmpl-')}")
    if choice is None:
        yield ending.finish()
        return
    event, ending.reason = choice
    yield event
    yield ending.finish()


class _Ending:
    """Gathers from the chunks how a reply ended."""

    def __init__(self) -> None:
        self.reason: FinishReason | None = None
        self._usage = Usage()
        self._model = ""

    def take(self, chunk: Chunk) -> str:
        """Note what ``chunk`` says about the end; return its text, which may be empty."""
        self._model = chunk.get("model", self._model)
        if usage := chunk.get("usage"):
            self._usage = Usage(
                prompt_tokens=usage["prompt_tokens"], completion_tokens=usage["completion_tokens"]
            )
        for choice in chunk.get("choices", ()):
            if choice["finish_reason"] in get_args(FinishReason):
                self.reason = choice["finish_reason"]
            text: str = choice["delta"].get("content") or ""
            return text
        return ""

    def finish(self) -> Finish:
        """Return the last event.

        Raises:
            GenerationError: The model never said that it was done.
        """
        if self.reason is None:
            msg = "the model broke off in the middle of a reply"
            raise GenerationError(msg)
        return Finish(reason=self.reason, usage=self._usage, model=self._model)


def _checked(chunk: Chunk) -> Chunk:
    """Return ``chunk`` unless it is an error; the library's words may repeat the prompt."""
    if "error" not in chunk:
        return chunk
    if chunk["error"].get("type") == "exceed_context_size_error":
        msg = "the request is longer than the window of the model"
        raise WindowError(msg)
    msg = "the runtime could not answer"
    raise GenerationError(msg)


def _raise_failure(future: Future[None]) -> None:
    if future.cancelled():
        raise GenerationError(_CLOSED)
    error = future.exception()
    if isinstance(error, ModelError):
        raise error
    if isinstance(error, ValueError):
        # the library's own message repeats parts of the schema, so it goes no further
        msg = "the model on this device cannot follow the JSON Schema of the reply"
        raise InvalidRequestError(msg)
    if error is not None:
        msg = "the runtime failed"
        raise GenerationError(msg) from error
