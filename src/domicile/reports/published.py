"""The public counts of a market and a year, made anew now and then, and not for every caller."""

import threading
from collections.abc import Callable
from datetime import date
from typing import Final

from domicile.core.clock import Clock
from domicile.core.errors import InvalidRequestError
from domicile.core.ids import MarketId
from domicile.reports.exposure import Span
from domicile.reports.transparency import Transparency

STAND_S: Final = 3600.0
"""So long public counts stand before they are made anew, in seconds: whoever asks needs no key, and
must not keep the machine busy."""

YEARS: Final = 10
"""So many years back counts are made."""

Make = Callable[[MarketId, Span], Transparency]
"""Makes a report."""


class Published:
    """Public counts. Safe to use from any thread; only one thread makes any at a time.

    Args:
        make: Makes a report.
        clock: Tells the time.
    """

    def __init__(self, make: Make, clock: Clock) -> None:
        self._make = make
        self._clock = clock
        self._lock = threading.Lock()
        self._made: dict[tuple[MarketId, int], tuple[float, Transparency]] = {}

    def of(self, market: MarketId, year: int) -> Transparency:
        """Return the counts of a market and a year.

        Raises:
            InvalidRequestError: The year lies ahead, or more than `YEARS` back.
            UnknownMarketError: No pack speaks for the market.
        """
        now = self._clock.now()
        if not now.year - YEARS <= year <= now.year:
            raise InvalidRequestError(
                f"counts are made for the years {now.year - YEARS} to {now.year}", param="year"
            )
        with self._lock:
            made = self._made.get((market, year))
            if made is None or self._clock.monotonic_s() - made[0] > STAND_S:
                last = min(date(year, 12, 31), now.date())
                found = self._make(market, Span(first=date(year, 1, 1), last=last))
                made = self._made[market, year] = (self._clock.monotonic_s(), found)
            return made[1]
