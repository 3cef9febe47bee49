"""Assess: what must be thought through and written down before."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessParams:
    """The document, and how often it is made anew."""

    document: str
    """What it is called, such as ``dpia``."""

    sections: tuple[str, ...] = ()
    """What it must say."""

    every_months: int | None = None
    """How often it is made anew, in months."""

    keep_years: int | None = None
    """How long it is kept, in years."""

    due: str = ""
    """First day on which it must exist (ISO 8601)."""

    links: tuple[str, ...] = ()
    """Documents of a partner that it points to."""
