"""Retain: how long records are kept, at least and at most."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domicile.markets.kinds.tighten import LESS, MORE


@dataclass(frozen=True, slots=True, kw_only=True)
class RetainParams:
    """The bounds, by record.

    ``prompt`` is what people say; a site whose terms keep it longer than the bound is warned about
    or refused. The other records lie with the operator.
    """

    at_least_days: Mapping[str, int] = field(default_factory=dict, metadata=MORE)
    """Record to the days for which it must be kept, from 1."""

    at_most_days: Mapping[str, int] = field(default_factory=dict, metadata=LESS)
    """Record to the days after which it must be gone, from 0."""

    until: str = ""
    """A bound that is no number, such as ``purpose`` or ``disclosed``; for people to read."""

    metadata_only: bool = field(default=False, metadata=MORE)
    """Whether only metadata may be kept; for people to read."""
