"""Watching a reply while it comes: what may no longer be answered ends in the middle."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Final

from domicile.core.reply import ReplyEvent

LOOK_EVERY_S: Final = 0.25
"""How often it is looked whether a reply may go on, in seconds; also while the model is silent."""


async def watched(
    events: AsyncGenerator[ReplyEvent],
    may_go_on: Callable[[], bool],
    *,
    every_s: float = LOOK_EVERY_S,
) -> AsyncGenerator[ReplyEvent]:
    """Yield ``events`` as long as ``may_go_on`` says so; then close them, and end.

    It is asked before the first event, too: a release can have been closed since the decision,
    while the request was cleared, and then nothing leaves.

    The next event is asked for only once the last one was taken: a ``Sent`` is heard before
    anything leaves.

    Args:
        events: A reply as it comes; closed at the end, whatever happens.
        may_go_on: Looks whether it may; quick, as it is asked in the event loop.
        every_s: How often it is asked, in seconds.
    """
    loop = asyncio.get_running_loop()
    async with aclosing(events):
        if not may_go_on():
            return
        next_look_s = loop.time() + every_s
        coming = _next(events)
        try:
            while True:
                await asyncio.wait({coming}, timeout=max(0.0, next_look_s - loop.time()))
                if loop.time() >= next_look_s:
                    if not may_go_on():
                        return
                    next_look_s = loop.time() + every_s
                if coming.done():
                    event = coming.result()
                    if event is None:
                        return
                    yield event
                    coming = _next(events)
        finally:
            coming.cancel()
            await asyncio.wait({coming})


def _next(events: AsyncGenerator[ReplyEvent]) -> asyncio.Task[ReplyEvent | None]:
    return asyncio.create_task(_taken(events))


async def _taken(events: AsyncGenerator[ReplyEvent]) -> ReplyEvent | None:
    return await anext(events, None)
