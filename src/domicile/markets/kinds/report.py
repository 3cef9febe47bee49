"""Report: whom the operator tells what, and by when."""

from dataclasses import dataclass, field

from domicile.markets.kinds.tighten import LESS, MORE


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportParams:
    """The report, and its deadline. Without one it is due without a number."""

    to: tuple[str, ...] = field(metadata=MORE)
    """Who is told: ``regulator``, ``people``, ``public``, ``asker``."""

    within_hours: int | None = field(default=None, metadata=LESS)
    """Time from the event, in hours; 0 is at once."""

    within_days: int | None = field(default=None, metadata=LESS)
    """Time from the event, in calendar days."""

    yearly_on: str = ""
    """Day of the year on which it is due (MM-DD)."""

    fields: tuple[str, ...] = field(default=(), metadata=MORE)
    """What it must say; for people to read."""

    people_min: int = field(default=0, metadata=LESS)
    """People affected, from whom on it is due; for people to read."""
