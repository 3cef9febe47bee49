"""Protect: minors, and people who lean on a machine too much."""

from dataclasses import dataclass, field

from domicile.markets.kinds.tighten import LESS, MORE, MOST


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectParams:
    """Whom, and how."""

    below_age: int | None = field(default=None, metadata=MOST)
    """Age below which ``deny`` holds, in years; None holds for everybody whom the rule binds."""

    guardian_consent_below: int | None = field(default=None, metadata=MORE)
    """Age below which a guardian must agree (word ``guardian_consent`` of ``user``), in years."""

    deny: bool = field(default=False, metadata=MORE)
    """Whether the feature is closed to them."""

    break_minutes: int | None = field(default=None, metadata=LESS)
    """How often a break is suggested, in minutes; for people to read."""

    modes: tuple[str, ...] = field(default=(), metadata=MORE)
    """Modes that must exist, such as ``minor``; for people to read."""

    crisis: tuple[str, ...] = field(default=(), metadata=MORE)
    """What is done when a person is in danger, in order; for people to read."""

    identity: tuple[str, ...] = ()
    """Ways to show who one is; for people to read."""

    brackets: tuple[str, ...] = ()
    """Age brackets that a signal may tell; for people to read."""
