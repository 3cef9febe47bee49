"""A partner on loopback that keeps every byte it gets, and answers as a test wants."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""What the partner does once it has read a request; the connection is closed afterwards."""

STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
CHUNKED = STREAM + b"Transfer-Encoding: chunked\r\n\r\n"
PLAIN = STREAM + b"Connection: close\r\n\r\n"


def event(value: object) -> bytes:
    """Return one event that holds ``value`` as JSON."""
    return b"data: " + json.dumps(value, ensure_ascii=False).encode() + b"\n\n"


def chunk(delta: object, reason: str | None = None, **more: object) -> bytes:
    """Return one event in the OpenAI dialect."""
    choices = [{"index": 0, "delta": delta, "finish_reason": reason}]
    return event({"id": "c", "object": "chat.completion.chunk", "choices": choices, **more})


SAID = chunk({"role": "assistant", "content": ""}) + chunk({"content": "hello"})
STOPPED = chunk({}, "stop") + b"data: [DONE]\n\n"


def sends(*pieces: bytes) -> Script:
    """Return a partner that sends ``pieces`` and closes."""

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0)

    return script


def drips(head: bytes, piece: bytes, *, every_s: float = 0.01) -> Script:
    """Return a partner that sends ``head`` and then ``piece`` again and again, for ever."""

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every_s)

    return script


def serves(*pieces: bytes) -> Script:
    """Return a partner that keeps the connection, and sends ``pieces`` to every request on it."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (*pieces, b""))
            writer.write(CHUNKED + body)
            await writer.drain()
            await read_request(reader)

    return script


async def read_request(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Return head and body of one request."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    return head, await reader.readexactly(length)


class RecordingPartner:
    """Keeps heads, bodies and the number of connections.

    Args:
        script: What it does after a request.
        reads: Whether it reads the request first.
    """

    def __init__(self, script: Script, *, reads: bool = True) -> None:
        self.heads: list[str] = []
        self.bodies: list[bytes] = []
        self.connections = 0
        self.asked = asyncio.Semaphore(0)  # released once for each request
        self.closed = asyncio.Event()
        self.port = 0
        self._script = script
        self._reads = reads
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @asynccontextmanager
    async def running(self, **options: Any) -> AsyncGenerator["RecordingPartner"]:
        """Listen while the context lasts."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, **options)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.add(asyncio.ensure_future(self._answer(reader, writer)))

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            if self._reads:
                head, body = await read_request(reader)
                self.heads.append(head.decode())
                self.bodies.append(body)
                self.asked.release()
            await self._script(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.closed.set()
            writer.close()
