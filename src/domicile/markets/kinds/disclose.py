"""Disclose: what people are told."""

from dataclasses import dataclass, field
from typing import Literal

from domicile.markets.kinds.tighten import LESS, MORE


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscloseParams:
    """What is told, and when."""

    when: Literal["first_interaction", "collection", "before_use", "agreement", "always"]
    """The latest moment; for people to read."""

    fields: tuple[str, ...] = field(default=(), metadata=MORE)
    """Details that only the operator can supply."""

    principal: bool = field(default=False, metadata=MORE)
    """Whether an agent also says for whom it acts; for people to read."""

    break_minutes: int | None = field(default=None, metadata=LESS)
    """How often the notice comes back in one session, in minutes."""

    protocol: bool = field(default=False, metadata=MORE)
    """Whether the operator must publish how it deals with people in crisis."""

    kept_from_minors: tuple[str, ...] = field(default=(), metadata=MORE)
    """What known minors may not get, which only the operator can keep from them."""

    forbid: tuple[str, ...] = ()
    """What the terms forbid people to do; for people to read."""

    report_from: str = ""
    """Day from which a yearly report is due (ISO 8601)."""
