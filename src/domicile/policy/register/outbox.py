"""The outbox: every event of the register goes into its market's log, whoever finds it waiting."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domicile.core.canonical import parse_canonical
from domicile.core.errors import ConsistencyError
from domicile.core.ids import MarketId
from domicile.policy.register.chain import LOG_FORMAT, break_in, log_line
from domicile.policy.register.numbers import number_key
from domicile.store.register import ReleaseStore
from domicile.store.releases import ReleaseEvent
from domicile.tlog.log import Log

OpenLog = Callable[[MarketId], Log]
"""Returns the log of a market."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audited:
    """What was found when the whole history was checked."""

    events: int
    """Events of the history."""

    chained: int
    """Those among them that are chained and in the log; older ones are in neither."""

    markets: tuple[MarketId, ...]
    """Markets whose logs hold them."""


def log_pending(store: ReleaseStore, open_log: OpenLog) -> int:
    """Write every event that waits into its market's log; return how many waited.

    May be called at any time, by any process: no event is lost, and none is logged twice.

    Raises:
        SecretError: The key of a log cannot be used.
        ConsistencyError: A log contradicts itself.
        StorageError: A log cannot be written.
    """
    waiting = store.unlogged()
    for event in waiting:
        log = open_log(event.release.key.market)
        index = log.append(log_line(event), not_before=event.log_size)
        store.logged(event.release.event, index)
    return len(waiting)


def audit(history: Iterable[ReleaseEvent], recalled: frozenset[str], open_log: OpenLog) -> Audited:
    """Make sure that ``history`` is what was written, and what the logs hold.

    Args:
        history: Everything that happened, oldest first.
        recalled: Numbers that were recalled, in the form in which they are compared.
        open_log: Opens a market's log.

    Raises:
        ConsistencyError: It is not; the message names the first event that does not fit.
    """
    events = tuple(history)
    broken = break_in(events)
    if broken is not None:
        raise ConsistencyError(f"{broken.release.entry} is not what its digest says")
    by_market: dict[MarketId, list[ReleaseEvent]] = {}
    for event in events:
        lines = by_market.setdefault(event.release.key.market, [])
        if event.digest:
            lines.append(event)
        numbers = map(number_key, (event.release.number, event.release.filing_no))
        if event.act.verb == "recall" and recalled.isdisjoint(numbers):
            raise ConsistencyError(f"{event.release.entry} was recalled, and no number is")
    for market, chained in by_market.items():
        _audit_log(market, chained, open_log(market))
    return Audited(
        events=len(events),
        chained=sum(map(len, by_market.values())),
        markets=tuple(sorted(by_market)),
    )


def _audit_log(market: MarketId, chained: list[ReleaseEvent], log: Log) -> None:
    """Compare the events of ``market`` with the lines of its log, in both directions."""
    lines = dict(log.entries(0, log.audit().size))
    for event in chained:
        if event.log_index is None:
            raise ConsistencyError(f"{event.release.entry} is not yet in the log of {market}")
        if lines.pop(event.log_index, None) != log_line(event):
            raise ConsistencyError(f"{event.release.entry} is not what the log of {market} holds")
    for index, line in sorted(lines.items()):
        if _is_event(line):
            raise ConsistencyError(
                f"the log of {market} holds an event at {index} that the history lacks"
            )


def _is_event(line: bytes) -> bool:
    try:
        document = parse_canonical(line)
    except ValueError:
        return False
    return isinstance(document, dict) and document.get("format") == LOG_FORMAT
