"""The timer: deletes everything that is past its time, and nothing that a legal hold covers.

What must hold, in this order:

1. The clock can be believed: it stands neither before the last run nor far after it.
2. Nobody else is deleting.
3. What is deleted is past the longest time that any rule has it kept, and not held.
4. What was deleted, and what was held back, is written down.
5. No byte of it is left in the files, or it is said that some may be.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from domicile.core.clock import Clock, Entropy
from domicile.core.ids import MarketId
from domicile.policy.errors import ClockJumpError, TimerBusyError
from domicile.policy.retention.holds import HoldBook
from domicile.policy.retention.records import DOCUMENTS, RECORDS, Record, record_named
from domicile.policy.retention.report import Kept, Line, Progress, Report
from domicile.policy.retention.schedule import Keeping, Schedule
from domicile.store.database import Database
from domicile.store.expiry.cut import NOWHERE, Cut, Extent, Shelf
from domicile.store.expiry.ledger import Entry, RunLedger

MAX_AHEAD: Final = timedelta(days=400)
"""How far the clock may stand after the last run."""

BATCH: Final = 1000
"""Most rows that are deleted in one transaction, so that nobody waits long for the store."""

HOLDER_BYTES: Final = 8
"""Length of a run's name, in random bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """How a run goes."""

    dry_run: bool = False
    """Whether it only counts."""

    confirm_clock: bool = False
    """Whether somebody has looked at the clock, and it is right."""

    rewrite_up_to_bytes: int | None = None
    """Largest store that is written anew to leave no trace; None for any. Who writes waits."""

    told: Callable[[Progress], None] = lambda _: None
    """Told how far it is."""

    stopped: Callable[[], bool] = lambda: False
    """Asked before each batch whether to stop; the next run goes on from there."""


AS_ALWAYS: Final = Orders()
"""Everything that is due."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One record in one market, and what of it is past its time."""

    keeping: Keeping
    """How long it is kept."""

    shelf: Shelf
    """Where its rows stand."""

    cut: Cut
    """Which of them are past it."""


class Timer:
    """Deletes what is past its time. Safe to use from any thread and process.

    Args:
        database: The store.
        shelves: Where the rows of each record stand, by the record's name.
        schedule: Says how long everything is kept at a moment.
        holds: The legal holds.
        clock: Tells the time.
        entropy: Names runs.
    """

    def __init__(
        self,
        database: Database,
        shelves: Mapping[str, Shelf],
        *,
        schedule: Callable[[datetime], Schedule],
        holds: HoldBook,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._database = database
        self._shelves = shelves
        self._schedule = schedule
        self._holds = holds
        self._clock = clock
        self._entropy = entropy
        self._ledger = RunLedger(database)

    def overview(self) -> tuple[Kept, ...]:
        """Return everything that is kept now: how much, how long, why, and what holds it.

        Raises:
            VaultError: A hold cannot be opened.
        """
        schedule = self._schedule(self._clock.now())
        return tuple(
            Kept(
                keeping=schedule.keeping(record, market),
                extent=extent,
                holds=self._holds.covers(record=record.name, market=market),
            )
            for record in (*RECORDS, DOCUMENTS)
            for market, extent in self._extents(record, schedule.markets).items()
        )

    def history(self, limit: int) -> tuple[Entry, ...]:
        """Return what earlier runs deleted and held back, the newest first."""
        return self._ledger.history(limit)

    def run(self, orders: Orders = AS_ALWAYS) -> Report:
        """Delete everything that is past its time.

        Raises:
            ClockJumpError: The clock stands too far after the last run; nothing was deleted.
            TimerBusyError: Another process is deleting.
            VaultError: A hold cannot be opened; from there on nothing was deleted.
            StorageError: The store cannot be written; the next run goes on from there.
        """
        now = self._clock.now()
        last_at = self._ledger.standing().last_at
        if not orders.confirm_clock:
            if now.date() < last_at.date():
                return Report(at=now, outcome="clock_back", last_at=last_at)
            _require_near(now, last_at)
        if orders.dry_run:
            lines = tuple(self._counted(job) for job in self._jobs(now))
            return Report(at=now, outcome="dry_run", last_at=last_at, lines=_telling(lines))
        holder, is_wiped = self._entropy.token(HOLDER_BYTES).hex(), False
        self._keep(holder, now)
        try:
            lines = tuple(self._carried_out(job, holder, orders) for job in self._jobs(now))
            is_stopped = orders.stopped()
            is_wiped = not is_stopped and self._wiped(orders)
        finally:  # however the run ends, the next one may begin
            self._ledger.give_back(holder, now, is_wiped=is_wiped)
        return Report(
            at=now,
            outcome="stopped" if is_stopped else "done",
            last_at=last_at,
            lines=_telling(lines),
            is_wiped=is_wiped,
        )

    def _keep(self, holder: str, now: datetime) -> None:
        if not self._ledger.take(holder, now):
            raise TimerBusyError("another process is deleting what is past its time")

    def _jobs(self, now: datetime) -> Iterator[_Job]:
        schedule, today = self._schedule(now), now.date()
        for name, shelf in self._shelves.items():
            for market in shelf.extents():
                keeping = schedule.keeping(record_named(name), market)
                if keeping.keep_days is not None:
                    cut = Cut(
                        market=market,
                        before=_before(today, keeping.keep_days),
                        today=today,
                        held=partial(self._holds.held, name, market),
                    )
                    yield _Job(keeping=keeping, shelf=shelf, cut=cut)

    def _counted(self, job: _Job) -> Line:
        due = job.shelf.due(job.cut)
        return self._line(job, due.free, due.held)

    def _carried_out(self, job: _Job, holder: str, orders: Orders) -> Line:
        due, deleted = job.shelf.due(job.cut), 0
        if due.free:
            self._ledger.leave_traces()
        while due.free and not orders.stopped():
            self._keep(holder, self._clock.now())
            count = job.shelf.delete_before(job.cut, BATCH)
            deleted += count
            if count:
                self._ledger.append(self._entry(job, count, due.held))
            orders.told(_progress(job, deleted, due.free))
            if count < BATCH:
                break
        left = job.shelf.due(job.cut)
        held_back = left.held if orders.stopped() else left.held + left.free
        if held_back != self._ledger.held_back(job.keeping.record.name, job.keeping.market):
            self._ledger.append(self._entry(job, 0, held_back))
        return self._line(job, deleted, held_back)

    def _entry(self, job: _Job, deleted: int, held_back: int) -> Entry:
        at = self._clock.now().isoformat(timespec="seconds")
        return Entry(at, job.keeping.record.name, job.keeping.market, deleted, held_back)

    def _line(self, job: _Job, deleted: int, held_back: int) -> Line:
        name, market = job.keeping.record.name, job.keeping.market
        return Line(
            keeping=job.keeping,
            before=job.cut.before,
            deleted=deleted,
            held_back=held_back,
            holds=self._holds.covers(record=name, market=market) if held_back else (),
        )

    def _wiped(self, orders: Orders) -> bool:
        """Leave no byte of what was deleted, where that may be left; return whether none is."""
        if not self._ledger.standing().has_traces:
            return True
        limit = orders.rewrite_up_to_bytes
        size = self._database.path.stat().st_size
        return self._database.wipe(rewrite=limit is None or size <= limit)

    def _extents(
        self, record: Record, markets: Iterable[MarketId]
    ) -> Mapping[MarketId, Extent | None]:
        """Return how much there is; of each of ``markets``, also where there is nothing."""
        shelf = self._shelves.get(record.name)
        found: dict[MarketId, Extent | None] = dict.fromkeys(
            markets if record.has_markets else (NOWHERE,)
        )
        return found if shelf is None else {**found, **shelf.extents()}


def _require_near(now: datetime, last_at: datetime) -> None:
    if now - last_at > MAX_AHEAD:
        raise ClockJumpError(
            f"the clock stands more than {MAX_AHEAD.days} days after the last run"
            f" ({last_at.date().isoformat()})"
        )


def _before(today: date, days: int) -> date:
    """Return the first day that stays when rows are kept for ``days`` whole days after theirs."""
    return today - timedelta(days=min(days, (today - date.min).days))


def _progress(job: _Job, deleted: int, due: int) -> Progress:
    keeping = job.keeping
    return Progress(record=keeping.record.name, market=keeping.market, deleted=deleted, due=due)


def _telling(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.deleted or line.held_back)
