"""The log of calls, gathered in memory and written down once a second.

A call waits for nothing: it is one entry in a table in memory. A process that is killed loses the
calls of its last second, and those that are just being written; one that ends writes them all.
"""

import asyncio
import contextlib
import logging
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Final

from domicile.core.clock import Clock
from domicile.core.errors import DomicileError
from domicile.core.ids import MarketId
from domicile.store.expiry.cut import NOWHERE
from domicile.store.keys import ApiKey
from domicile.store.network_log import MINUTE_S, Kind, NetworkLog
from domicile.surfaces.http.call import Call

FLUSH_S: Final = 1.0
"""How often the log is written, in seconds: the most that a killed process loses."""

MAX_KINDS: Final = 20_000
"""Most kinds of calls that wait in memory while the store cannot be written."""

MARKET: Final = "domicile.market"
"""Where a call's market stands in its scope, once it is known."""

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Methods that are written down by name; every other word is the caller's own."""

OTHER: Final = "OTHER"
"""Any other method."""

_log = logging.getLogger("domicile.http")


class CallLog:
    """Gathers calls until they are written down. Safe to use from any thread.

    Args:
        log: Gives where they are written; called when the first ones are.
        clock: Tells the minute.
    """

    def __init__(self, log: Callable[[], NetworkLog], clock: Clock) -> None:
        self._log = log
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: Counter[Kind] = Counter()
        self._lost = 0

    def lost(self) -> int:
        """Return how many calls were lost since this was last asked.

        They were too many to wait, as the store could not be written for too long.
        """
        with self._lock:
            lost, self._lost = self._lost, 0
        return lost

    def note(self, call: Call, route: str, status: int) -> None:
        """Note a call that has ended; takes microseconds.

        Args:
            call: The call.
            route: The template of its route.
            status: What was answered.
        """
        kind = Kind(
            minute=int(self._clock.now().timestamp()) // MINUTE_S,
            market=_market(call.scope.get(MARKET), call.key),
            method=call.method if call.method in METHODS else OTHER,
            route=route,
            status=status,
            key_id=call.key.id if call.key is not None else "",
        )
        with self._lock:
            self._add(kind, 1)

    def flush(self) -> None:
        """Write down what waits; what cannot be written goes on waiting.

        Raises:
            StorageError: The store cannot be written.
        """
        with self._lock:
            leaving, self._waiting = self._waiting, Counter()
        if not leaving:
            return
        try:
            self._log().add(leaving)
        except DomicileError:
            self._put_back(leaving)
            raise

    def _put_back(self, calls: Mapping[Kind, int]) -> None:
        with self._lock:
            for kind, count in calls.items():
                self._add(kind, count)

    def _add(self, kind: Kind, count: int) -> None:
        if len(self._waiting) < MAX_KINDS or kind in self._waiting:
            self._waiting[kind] += count
        else:
            self._lost += count


@contextlib.asynccontextmanager
async def writing_calls(calls: CallLog, *, every_s: float = FLUSH_S) -> AsyncIterator[None]:
    """Write the log of calls all the time, and once more at the end."""
    ticking = asyncio.create_task(_tick(calls, every_s))
    try:
        yield
    finally:
        ticking.cancel()
        await asyncio.wait([ticking])
        await asyncio.to_thread(_flush, calls)


async def _tick(calls: CallLog, every_s: float) -> None:
    while True:
        await asyncio.sleep(every_s)
        await asyncio.to_thread(_flush, calls)


def _flush(calls: CallLog) -> None:
    """Write; what fails now is tried again at the next tick."""
    try:
        calls.flush()
    except DomicileError as error:
        _log.error("%s: the log of calls waits: %s", error.code, error.message)
    if lost := calls.lost():
        _log.error("the log of calls lacks %d calls", lost)


def _market(told: object, key: ApiKey | None) -> MarketId:
    """Return the market that the call was for; that of its key where it named none."""
    if isinstance(told, str):
        return MarketId(told)
    return key.markets[0] if key is not None and len(key.markets) == 1 else NOWHERE
