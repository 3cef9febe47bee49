"""The timer of a running gateway: at the start and every hour."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncIterator
from typing import Final

from domicile.app import Domicile
from domicile.core.errors import DomicileError
from domicile.policy.errors import TimerBusyError
from domicile.policy.retention.timer import Orders

EVERY_S: Final = 3600.0
"""How often the timer runs, in seconds."""

REWRITE_BYTES: Final = 512 * 1024 * 1024
"""Largest store that a running gateway writes anew, in bytes: who writes waits meanwhile, some
seconds. A larger one leaves that to ``domicile retention run``."""

_log = logging.getLogger("domicile.http")


@contextlib.asynccontextmanager
async def deleting(domicile: Domicile, *, every_s: float = EVERY_S) -> AsyncIterator[None]:
    """Delete what is past its time, now and then again; at the end a run stops where it is."""
    ending = threading.Event()
    ticking = asyncio.create_task(_tick(domicile, ending, every_s))
    try:
        yield
    finally:
        ending.set()
        ticking.cancel()
        await asyncio.wait([ticking])


async def _tick(domicile: Domicile, ending: threading.Event, every_s: float) -> None:
    while True:
        # A thread cannot be cancelled: what runs is waited for, and ends after its batch.
        running = asyncio.create_task(asyncio.to_thread(_run, domicile, ending))
        try:
            await asyncio.shield(running)
        except asyncio.CancelledError:
            await running
            raise
        await asyncio.sleep(every_s)


def _run(domicile: Domicile, ending: threading.Event) -> None:
    """Run the timer; what fails now is tried again at the next hour."""
    orders = Orders(rewrite_up_to_bytes=REWRITE_BYTES, stopped=ending.is_set)
    try:
        report = domicile.desks.retention.run(orders)
    except TimerBusyError:
        return  # another process does the same
    except DomicileError as error:
        _log.error("%s: what is past its time stays: %s", error.code, error.message)
        return
    if report.outcome == "clock_back":
        _log.warning("the clock stands before the last run: nothing was deleted")
    elif report.deleted or report.held_back:
        _log.info("deleted %d, held back %d", report.deleted, report.held_back)
    if not report.is_wiped and report.outcome == "done":
        _log.warning("deleted rows may have left bytes in the store: run `domicile retention run`")
