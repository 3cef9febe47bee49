"""Server-sent events, read with bounds: a partner's stream is foreign input."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterator
from typing import Final

from domicile.core.errors import PartnerReplyError, PartnerTimeoutError

MAX_EVENT_BYTES: Final = 1024 * 1024
"""Longest event that is read, in bytes."""

MAX_STREAM_BYTES: Final = 64 * 1024 * 1024
"""Longest stream that is read, in bytes."""

MAX_STREAM_S: Final = 3600.0
"""Longest time that a stream may take, in seconds."""

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


async def read_events(
    chunks: AsyncIterable[bytes], *, who: str, timeout_s: float
) -> AsyncGenerator[bytes]:
    """Yield the data of each event (WHATWG HTML, section 9.2), comments left out.

    An event that the stream's end cuts off is dropped, as the standard wants.

    Args:
        chunks: The body, in pieces of any size.
        who: Names the sender in errors.
        timeout_s: Longest wait for the next event, in seconds; comments do not count.

    Raises:
        PartnerReplyError: An event or the stream is longer than is read.
        PartnerTimeoutError: The next event, or the whole stream, took too long.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + MAX_STREAM_S
    deadline = loop.time() + timeout_s
    iterator, events, total = aiter(chunks), _Events(who), 0
    while (chunk := await _next(iterator, min(deadline, end), who)) is not None:
        total += len(chunk)
        if total > MAX_STREAM_BYTES:
            raise PartnerReplyError(f"{who} sent more than is read")
        for event in events.take(chunk):
            yield event
            deadline = loop.time() + timeout_s


async def _next(iterator: AsyncIterator[bytes], deadline: float, who: str) -> bytes | None:
    try:
        async with asyncio.timeout_at(deadline):
            return await anext(iterator, None)
    except TimeoutError as error:
        raise PartnerTimeoutError(f"{who} did not go on in time") from error


class _Events:
    """Puts events together; each byte is looked at once, however small the pieces.

    Args:
        who: Names the sender in errors.
    """

    def __init__(self, who: str) -> None:
        self._who = who
        self._line = bytearray()
        self._data: list[bytes] = []
        self._data_bytes = 0
        self._after_return = False

    def take(self, chunk: bytes) -> Iterator[bytes]:
        """Take the next bytes; yield the events that they complete."""
        if not chunk:
            return
        fresh = chunk.removeprefix(b"\n") if self._after_return else chunk  # CR LF, cut in two
        self._after_return = chunk.endswith(b"\r")
        *ends, rest = fresh.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for end in ends:
            self._grow(end)
            line = bytes(self._line)
            self._line.clear()
            if line:
                self._take_line(line)
            elif self._data:
                yield b"\n".join(self._data)
                self._data.clear()
                self._data_bytes = 0
        self._grow(rest)

    def _take_line(self, line: bytes) -> None:
        name, _, value = line.removeprefix(_BYTE_ORDER_MARK).partition(b":")
        if name == b"data":
            self._data.append(value.removeprefix(b" "))
            self._data_bytes += len(line)

    def _grow(self, piece: bytes) -> None:
        if len(self._line) + len(piece) + self._data_bytes > MAX_EVENT_BYTES:
            raise PartnerReplyError(f"{self._who} sent more than is read")
        self._line += piece
