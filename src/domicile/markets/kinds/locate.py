"""Locate: where data may be stored and computed on."""

from dataclasses import dataclass, field
from typing import Literal

from domicile.core.site import Region
from domicile.markets.kinds.tighten import FEWEST, LESS, MORE


@dataclass(frozen=True, slots=True, kw_only=True)
class LocateParams:
    """The permitted places, and what they bind."""

    regions: tuple[Region, ...] = field(default=(), metadata=LESS)
    """Where data may be. Empty permits every place."""

    fallback: tuple[Region, ...] = field(default=(), metadata=FEWEST)
    """Where it may be too, when the first choice has no site; counts only beside ``regions``."""

    stored: bool = field(default=True, metadata=MORE)
    """Whether the rule binds storage."""

    inferred: bool = field(default=True, metadata=MORE)
    """Whether the rule binds computing."""

    logs: bool = field(default=False, metadata=MORE)
    """Whether the rule binds logs too; for people to read."""

    backups: bool = field(default=False, metadata=MORE)
    """Whether the rule binds backups too; for people to read."""

    on_request: Literal["", "hold_and_escalate", "resist_and_log"] = ""
    """What is done when a foreign authority asks for the data; for people to read."""
