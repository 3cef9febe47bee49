"""From the history of cases to the logs: every event's digest gets a line, and none gets two.

An event and the size of the log at that moment are written in one step. Whoever comes next, in any
process, appends what has no line yet: `domicile.tlog.log.Log.append` finds a line that stands there
already, so that a crash between log and store loses and doubles nothing.
"""

from collections.abc import Callable

from domicile.core.canonical import canonical_bytes
from domicile.core.ids import MarketId
from domicile.core.receipt import hour_of
from domicile.store.cases import CaseStore, EventRow
from domicile.tlog.log import Log

FORMAT = "domicile/case-event/v1"
"""Names the format of the line that stands in the log for an event."""


class Outbox:
    """Brings events into the logs. Safe for many threads and processes at once.

    Args:
        store: Where the events are kept.
        log: Returns the log of a market.
    """

    def __init__(self, store: CaseStore, log: Callable[[MarketId], Log]) -> None:
        self._store = store
        self._log = log

    def size(self, market: MarketId) -> int:
        """Return how many lines the log of ``market`` holds."""
        return self._log(market).size()

    def send(self) -> None:
        """Append a line for every event that has none.

        Raises:
            ConsistencyError: A log contradicts itself.
            SecretError: A log's key cannot be used.
            StorageError: A log cannot be written.
        """
        for event in self._store.unlogged():
            index = self._log(event.market).append(entry_of(event), not_before=event.log_size)
            self._store.logged(event.number, index)

    def fits(self, event: EventRow) -> bool:
        """Return whether the line of ``event`` stands where the store says, or waits still."""
        if event.log_index is None:
            return True
        log = self._log(event.market)
        stands = log.entries(event.log_index, min(event.log_index + 1, log.size()))
        return [line for _, line in stands] == [entry_of(event)]


def entry_of(event: EventRow) -> bytes:
    """Return the line of ``event``: nobody's name, no kind, and no time finer than the hour."""
    return canonical_bytes(
        {
            "format": FORMAT,
            "market": event.market,
            "digest": event.digest.hex(),
            "hour": hour_of(event.at),
        }
    )
