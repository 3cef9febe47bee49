"""What the timer deleted and when it ran: append-only; and who has the timer, one at a time."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from domicile.core.ids import MarketId
from domicile.store.database import Database

LEASE: Final = timedelta(minutes=5)
"""How long a run has the timer without renewing it; a run that died gives it up so."""


class Entry(NamedTuple):
    """One line of the history of deletions."""

    at: str
    """When, UTC in ISO 8601."""

    record: str
    """Of which record."""

    market: MarketId
    """Of which market; empty for rows of none."""

    deleted: int
    """Rows that were deleted."""

    held_back: int
    """Rows past their time that a legal hold kept."""


class Standing(NamedTuple):
    """How the timer stands."""

    last_at: datetime
    """When it ran last; when the store learned of it, until it has run."""

    has_traces: bool
    """Whether the file may still hold bytes of what was deleted."""


class RunLedger:
    """The history of deletions, and the lease of the timer. Safe for any thread and process.

    Args:
        database: The store.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def standing(self) -> Standing:
        """Return how the timer stands."""
        with self._database.read() as connection:
            last_at, traces = connection.execute(
                "SELECT last_at, traces FROM retention_timer"
            ).fetchone()
            (began_at,) = connection.execute("SELECT max(applied_at) FROM migration").fetchone()
        return Standing(datetime.fromisoformat(last_at or began_at), bool(traces))

    def take(self, holder: str, now: datetime) -> bool:
        """Take the timer, or keep it; return whether nobody else has it.

        Call it again within `LEASE`, which is reckoned by ``now``. A lease that ends later than
        one that begins now was taken by a clock that ran fast, and binds nobody.
        """
        with self._database.write() as connection:
            other, until = connection.execute(
                "SELECT holder, held_until FROM retention_timer"
            ).fetchone()
            if other not in {"", holder} and now < datetime.fromisoformat(until) <= now + LEASE:
                return False
            connection.execute(
                "UPDATE retention_timer SET holder = ?, held_until = ?",
                (holder, (now + LEASE).isoformat()),
            )
        return True

    def give_back(self, holder: str, now: datetime, *, is_wiped: bool) -> None:
        """End a run: remember when it was, and give the timer back if it is still ours.

        Args:
            holder: The run.
            now: When it began.
            is_wiped: Whether no byte of what was deleted is left.
        """
        with self._database.write() as connection:
            connection.execute(
                "UPDATE retention_timer SET last_at = ?, traces = iif(?, 0, traces)",
                (now.isoformat(timespec="seconds"), is_wiped),
            )
            connection.execute(
                "UPDATE retention_timer SET holder = '', held_until = '' WHERE holder = ?",
                (holder,),
            )

    def leave_traces(self) -> None:
        """Remember, before anything is deleted, that its bytes may stay in the file."""
        with self._database.write() as connection:
            connection.execute("UPDATE retention_timer SET traces = 1 WHERE traces = 0")

    def append(self, entry: Entry) -> None:
        """Write down what was deleted, and what was held back."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO retention_run (at, record, market, deleted, held_back)"
                " VALUES (?, ?, ?, ?, ?)",
                entry,
            )

    def held_back(self, record: str, market: MarketId) -> int:
        """Return how many rows of ``record`` were held back when that was last written down."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT held_back FROM retention_run WHERE record = ? AND market = ?"
                " ORDER BY entry DESC LIMIT 1",
                (record, market),
            ).fetchone()
        return 0 if row is None else int(row[0])

    def history(self, limit: int) -> tuple[Entry, ...]:
        """Return up to ``limit`` entries, the newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT at, record, market, deleted, held_back FROM retention_run"
                " ORDER BY entry DESC LIMIT ?",
                (limit,),
            ).fetchall()
        return tuple(Entry(*row) for row in rows)
