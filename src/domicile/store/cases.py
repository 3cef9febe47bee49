"""The tables of cases: each case as it is now, and everything that happened to it."""

import dataclasses
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Literal, NewType

from domicile.core.ids import MarketId
from domicile.store.database import Database, stamp

CaseId = NewType("CaseId", str)
"""64 random bits in hexadecimal: names a case and tells nothing."""

CaseKind = Literal["authority", "complaint", "rights", "incident"]
"""An authority asks, somebody complains, somebody uses a right, or something went wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow:
    """A case as the store holds it."""

    case_id: CaseId
    """Its name."""

    kind: CaseKind
    """Which kind."""

    event: str
    """What happened, in the packs' words."""

    market: MarketId
    """The market whose rules apply, and whose log its history goes into."""

    area: str
    """Kind of law that an authority names; empty for other cases."""

    via: str
    """The key through which it came in; empty for the operator's own hand."""

    opened_at: datetime
    """When it began: times are counted from here."""

    due: datetime | None
    """By when an answer or a report is due; None where no rule names a time."""

    state: str
    """How far it is."""

    outcome: str
    """What came of it; empty until then."""

    answered_at: datetime | None
    """When it was last answered, refused or reported; None until then."""

    closed_at: datetime | None
    """When it was closed; None while it is open."""

    secret: bytes
    """SHA-256 of the secret with which it can be looked up; empty where it cannot."""

    rules: str
    """The rules that applied when it was opened, as JSON."""

    sealed: bytes
    """Who asks, for what, about whom; encrypted by the vault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One step of a case's history; never changed."""

    case_id: CaseId
    """Of which case."""

    market: MarketId
    """The market of that case."""

    verb: str
    """What was done."""

    state: str
    """The state from then on."""

    at: datetime
    """When."""

    digest: bytes
    """SHA-256 of what is sealed, 32 bytes."""

    log_size: int
    """Size of the market's log when it happened."""

    sealed: bytes
    """Who did what, and why; encrypted by the vault."""

    number: int = 0
    """Its number in this store, from 1; 0 until it is written down."""

    log_index: int | None = None
    """Where its line stands in the log; None until it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFact:
    """What is counted of a case; about nobody."""

    kind: CaseKind
    """Which kind."""

    event: str
    """What happened, in the packs' words."""

    market: MarketId
    """Where."""

    area: str
    """Kind of law that an authority names; empty for other cases."""

    opened_on: date
    """The day on which it began, in UTC."""

    outcome: str
    """What came of it; empty until then."""

    days: int | None
    """Days until the answer; None where there is none yet."""

    overdue: bool
    """Whether the answer came late, or is late."""


class CaseStore:
    """Reads and writes cases. Safe to use from any thread and process.

    Args:
        database: The store.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def change(self) -> Iterator["OpenCases"]:
        """Open the cases for a change that nobody else's can come between."""
        with self._database.write() as connection:
            yield OpenCases(connection)

    @contextmanager
    def view(self) -> Iterator["OpenCases"]:
        """Open the cases for reading one unchanging state."""
        with self._database.read() as connection:
            yield OpenCases(connection)

    def unlogged(self) -> tuple[EventRow, ...]:
        """Return the events whose line is not known to stand in the log, the oldest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"{_EVENTS} WHERE log_index IS NULL ORDER BY event"
            ).fetchall()
        return tuple(map(_event, rows))

    def logged(self, number: int, log_index: int) -> None:
        """Remember where the line of an event stands in the log."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO case_logged VALUES (?, ?)", (number, log_index)
            )

    def facts(
        self, market: MarketId | None, first: date, last: date, now: datetime
    ) -> tuple[CaseFact, ...]:
        """Return what is counted of the cases that began from ``first`` to ``last``, in UTC.

        Args:
            market: Only this market's; None for all.
            first: The first day.
            last: The last day.
            now: What has no answer by now may be overdue.
        """
        days = (first.isoformat(), last.isoformat())
        with self._database.read() as connection:
            gone = connection.execute(
                "SELECT kind, event, market, area, opened_on, outcome, days, overdue FROM case_past"
                " WHERE opened_on BETWEEN ? AND ? AND (market = ? OR ?)",
                (*days, market, market is None),
            ).fetchall()
            rows = connection.execute(
                f"{_CASES} WHERE substr(opened_at, 1, 10) BETWEEN ? AND ? AND (market = ? OR ?)",
                (*days, market, market is None),
            ).fetchall()
        return (*map(_past, gone), *(fact_of(_case(row), now) for row in rows))


class OpenCases:
    """The cases inside one transaction.

    Args:
        connection: A connection inside a transaction.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def find(self, case_id: CaseId) -> CaseRow | None:
        """Return the case, or None when there is none of this name."""
        row = self._connection.execute(f"{_CASES} WHERE case_id = ?", (case_id,)).fetchone()
        return None if row is None else _case(row)

    def list(self) -> tuple[CaseRow, ...]:
        """Return every case, the newest first."""
        rows = self._connection.execute(f"{_CASES} ORDER BY number DESC").fetchall()
        return tuple(map(_case, rows))

    def history(self, case_id: CaseId) -> tuple[EventRow, ...]:
        """Return everything that happened to the case, oldest first."""
        rows = self._connection.execute(
            f"{_EVENTS} WHERE case_id = ? ORDER BY event", (case_id,)
        ).fetchall()
        return tuple(map(_event, rows))

    def came_since(self, kind: CaseKind, via: str, since: datetime) -> int:
        """Return how many cases of ``kind`` came in through ``via`` since then."""
        row = self._connection.execute(
            "SELECT count(*) FROM case_file WHERE kind = ? AND via = ? AND opened_at > ?",
            (kind, via, stamp(since)),
        ).fetchone()
        return int(row[0])

    def put(self, case: CaseRow) -> None:
        """Write ``case`` down as it is now."""
        self._connection.execute(
            "INSERT INTO case_file (case_id, kind, event, market, area, via, opened_at, due, state,"
            " outcome, answered_at, closed_at, secret, rules, sealed)"
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
            " ON CONFLICT (case_id) DO UPDATE SET due = excluded.due, state = excluded.state,"
            " outcome = excluded.outcome, answered_at = excluded.answered_at,"
            " closed_at = excluded.closed_at, rules = excluded.rules",
            _values(case),
        )

    def append(self, event: EventRow) -> None:
        """Write down that something happened."""
        self._connection.execute(
            "INSERT INTO case_event (case_id, market, verb, state, at, digest, log_size, sealed)"
            " VALUES (?,?,?,?,?,?,?,?)",
            _values(event)[:8],
        )

    def closed_before(self, day: date, market: MarketId | None) -> tuple[CaseRow, ...]:
        """Return the cases that were closed before ``day``, and whose history is all logged."""
        end = stamp(datetime.combine(day, time(), UTC))
        waiting = self._connection.execute(f"{_EVENTS} WHERE log_index IS NULL").fetchall()
        unlogged = {_event(row).case_id for row in waiting}
        rows = self._connection.execute(
            f"{_CASES} WHERE closed_at < ? AND (market = ? OR ?) ORDER BY number",
            (end, market, market is None),
        ).fetchall()
        return tuple(case for case in map(_case, rows) if case.case_id not in unlogged)

    def remove(self, case: CaseRow, fact: CaseFact) -> None:
        """Take the case away with its history; ``fact`` stays."""
        run = self._connection.execute
        run(
            "INSERT INTO case_past (kind, event, market, area, opened_on, outcome, days, overdue)"
            " VALUES (?,?,?,?,?,?,?,?)",
            _values(fact),
        )
        run("DELETE FROM case_file WHERE case_id = ?", (case.case_id,))
        run(
            "DELETE FROM case_logged WHERE event IN"
            " (SELECT event FROM case_event WHERE case_id = ?)",
            (case.case_id,),
        )
        run("DELETE FROM case_event WHERE case_id = ?", (case.case_id,))


def fact_of(case: CaseRow, now: datetime) -> CaseFact:
    """Return what is counted of ``case``."""
    until = case.answered_at or case.closed_at
    late = case.due is not None and (until or now) > case.due
    return CaseFact(
        kind=case.kind,
        event=case.event,
        market=case.market,
        area=case.area,
        opened_on=case.opened_at.date(),
        outcome=case.outcome,
        days=None if case.answered_at is None else (case.answered_at - case.opened_at).days,
        overdue=late,
    )


_CASES = (
    "SELECT case_id, kind, event, market, area, via, opened_at, due, state, outcome, answered_at,"
    " closed_at, secret, rules, sealed FROM case_file"
)
_EVENTS = (
    "SELECT case_id, market, verb, state, at, digest, log_size, sealed, event, log_index"
    " FROM case_event LEFT JOIN case_logged USING (event)"
)


def _values(record: CaseRow | EventRow | CaseFact) -> tuple[object, ...]:
    return tuple(_plain(getattr(record, each.name)) for each in dataclasses.fields(record))


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return stamp(value)
    return value.isoformat() if isinstance(value, date) else value


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _case(row: tuple[Any, ...]) -> CaseRow:
    case_id, kind, event, market, area, via, opened_at, due, state = row[:9]
    outcome, answered_at, closed_at, secret, rules, sealed = row[9:]
    return CaseRow(
        case_id=case_id,
        kind=kind,
        event=event,
        market=market,
        area=area,
        via=via,
        opened_at=datetime.fromisoformat(opened_at),
        due=_moment(due),
        state=state,
        outcome=outcome,
        answered_at=_moment(answered_at),
        closed_at=_moment(closed_at),
        secret=secret,
        rules=rules,
        sealed=sealed,
    )


def _event(row: tuple[Any, ...]) -> EventRow:
    case_id, market, verb, state, at, digest, log_size, sealed, number, log_index = row
    return EventRow(
        case_id=case_id,
        market=market,
        verb=verb,
        state=state,
        at=datetime.fromisoformat(at),
        digest=digest,
        log_size=log_size,
        sealed=sealed,
        number=number,
        log_index=log_index,
    )


def _past(row: tuple[Any, ...]) -> CaseFact:
    kind, event, market, area, opened_on, outcome, days, overdue = row
    return CaseFact(
        kind=kind,
        event=event,
        market=market,
        area=area,
        opened_on=date.fromisoformat(opened_on),
        outcome=outcome,
        days=days,
        overdue=bool(overdue),
    )
