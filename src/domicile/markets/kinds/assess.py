"""Assess: what must be thought through and written down before."""

from dataclasses import dataclass, field

from domicile.markets.kinds.tighten import LESS, MORE


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessParams:
    """The document, and how often it is made anew."""

    document: str
    """Its name among the operator's documents, such as ``dpia``."""

    sections: tuple[str, ...] = field(default=(), metadata=MORE)
    """What it must say; for people to read."""

    every_months: int | None = field(default=None, metadata=LESS)
    """How often it is made anew, in months."""

    keep_years: int | None = field(default=None, metadata=MORE)
    """How long it is kept, in years."""

    due: str = ""
    """Day by which it must exist for what was there before the rule (ISO 8601)."""

    report_from: str = ""
    """Day on which an authority is first told that it was made (ISO 8601)."""

    links: tuple[str, ...] = field(default=(), metadata=MORE)
    """Documents of a partner that it points to; for people to read."""
