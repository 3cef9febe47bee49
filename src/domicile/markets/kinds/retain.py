"""Retain: how long records are kept, at least and at most."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class RetainParams:
    """The bounds, by record."""

    at_least_days: Mapping[str, int] = field(default_factory=dict)
    """Record to the days for which it must be kept, from 1."""

    at_most_days: Mapping[str, int] = field(default_factory=dict)
    """Record to the days after which it must be gone, from 0."""

    until: str = ""
    """A bound that is no number, such as ``purpose`` or ``disclosed``."""

    metadata_only: bool = False
    """Whether only metadata may be kept."""
