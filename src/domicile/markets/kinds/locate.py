"""Locate: where data may be stored and computed on."""

from dataclasses import dataclass
from typing import Literal

from domicile.core.site import Region


@dataclass(frozen=True, slots=True, kw_only=True)
class LocateParams:
    """The permitted places, and what they bind."""

    regions: tuple[Region, ...] = ()
    """Where data may be. Empty permits every place."""

    fallback: tuple[Region, ...] = ()
    """Where it may be when the first choice has no site."""

    stored: bool = True
    """Whether the rule binds storage."""

    inferred: bool = True
    """Whether the rule binds computing."""

    logs: bool = False
    """Whether the rule binds logs too."""

    backups: bool = False
    """Whether the rule binds backups too."""

    on_request: Literal["", "hold_and_escalate", "resist_and_log"] = ""
    """What is done when a foreign authority asks for the data."""
