"""Report: whom the operator tells what, and by when."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportParams:
    """The report, and its deadline."""

    to: tuple[str, ...]
    """Who is told: ``regulator``, ``people``, ``public``."""

    within_hours: int | None = None
    """Time from the event, in hours; 0 is at once."""

    yearly_on: str = ""
    """Day of the year on which it is due (MM-DD)."""

    fields: tuple[str, ...] = ()
    """What it must say."""

    people_min: int = 0
    """People affected, from whom on it is due."""
