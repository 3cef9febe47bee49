"""What a benchmark reports: figures, each beside the baseline of the same run."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured figure."""

    name: str
    """What was measured."""

    value: float
    """How much, in ``unit``."""

    unit: str
    """Unit of ``value``: ``ms``, ``tokens/s``, ``MiB`` …"""

    baseline: float | None = None
    """The same of a peer, measured in the same run; None where there is no peer."""

    peer: str = ""
    """Who the baseline is."""

    @property
    def ratio(self) -> float | None:
        """How many times the baseline; figures of other runs and machines compare only so."""
        return self.value / self.baseline if self.baseline else None


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest of ``values`` that at least ``share`` (0 to 1] of them do not exceed.

    Raises:
        ValueError: There are no values, or ``share`` lies outside its range.
    """
    if not values or not 0 < share <= 1:
        msg = "needs at least one value, and a share above 0 and up to 1"
        raise ValueError(msg)
    return sorted(values)[math.ceil(share * len(values)) - 1]


def durations_ms(action: Callable[[], object], *, rounds: int, warm_up: int = 5) -> list[float]:
    """Run ``action`` again and again; return how long each of ``rounds`` took, in milliseconds."""
    for _ in range(warm_up):
        action()
    found: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        found.append((time.perf_counter() - start) * 1000)
    return found
