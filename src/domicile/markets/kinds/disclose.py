"""Disclose: what people are told."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscloseParams:
    """What is told, and when."""

    when: Literal["first_interaction", "collection", "before_use", "agreement", "always"]
    """The latest moment."""

    fields: tuple[str, ...] = ()
    """Details that only the operator can supply."""

    principal: bool = False
    """Whether an agent also says for whom it acts."""

    break_minutes: int | None = None
    """How often the notice comes back in one session, in minutes."""

    protocol: bool = False
    """Whether the operator must publish how it deals with people in crisis."""

    forbid: tuple[str, ...] = ()
    """What the terms forbid people to do."""

    report_from: str = ""
    """Day from which a yearly report is due (ISO 8601)."""
