"""A turnstile: what everybody may ask without a key is done one at a time.

Work for the public runs in the threads that answers need too; however many ask, it never takes
more than one of them, and whoever would wait too long is told so at once.
"""

import asyncio
from types import TracebackType

from domicile.policy.errors import TooManyError

MAX_WAITING = 16
"""Most callers that wait at one turnstile."""


class Turnstile:
    """Lets one in at a time, in the order in which they came. For one event loop."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._present = 0

    async def __aenter__(self) -> None:
        """Wait until nobody else is inside.

        Raises:
            TooManyError: `MAX_WAITING` wait already.
        """
        if self._present > MAX_WAITING:
            raise TooManyError("too many wait for this already")
        self._present += 1
        try:
            await self._lock.acquire()
        except asyncio.CancelledError:
            self._present -= 1
            raise

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let the next one in."""
        self._lock.release()
        self._present -= 1
