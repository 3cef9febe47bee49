"""Server-sent events, read with bounds: a partner's stream is foreign input."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable
from typing import Final

from domicile.core.errors import PartnerReplyError, PartnerTimeoutError

MAX_EVENT_BYTES: Final = 1024 * 1024
"""Longest event that is read, in bytes."""

MAX_STREAM_BYTES: Final = 64 * 1024 * 1024
"""Longest stream that is read, in bytes."""

_FIELD: Final = b"data:"


async def read_events(
    chunks: AsyncIterable[bytes], *, who: str, timeout_s: float
) -> AsyncGenerator[bytes]:
    """Yield the data of each event (WHATWG HTML, section 9.2), comments left out.

    Args:
        chunks: The body, in pieces of any size.
        who: Names the sender in errors.
        timeout_s: Longest wait for the next event, in seconds; comments do not count.

    Raises:
        PartnerReplyError: An event or the stream is longer than is read.
        PartnerTimeoutError: The next event took too long.
    """
    iterator = aiter(chunks)
    loop = asyncio.get_running_loop()
    rest, lines, total = b"", list[bytes](), 0
    deadline = loop.time() + timeout_s
    while True:
        try:
            async with asyncio.timeout_at(deadline):
                chunk = await anext(iterator, b"")
        except TimeoutError as error:
            raise PartnerTimeoutError(f"{who} sent nothing for {timeout_s:g} seconds") from error
        total += len(chunk)
        *complete, rest = (rest + chunk).split(b"\n")
        if not chunk and rest:
            complete, rest = [*complete, rest], b""
        for line in [*complete, *([b""] if not chunk else [])]:
            stripped = line.removesuffix(b"\r")
            if stripped.startswith(_FIELD):
                lines.append(stripped.removeprefix(_FIELD).removeprefix(b" "))
            elif not stripped and lines:
                yield b"\n".join(lines)
                lines.clear()
                deadline = loop.time() + timeout_s
        if total > MAX_STREAM_BYTES or len(rest) + sum(map(len, lines)) > MAX_EVENT_BYTES:
            raise PartnerReplyError(f"{who} sent more than is read")
        if not chunk:
            return
