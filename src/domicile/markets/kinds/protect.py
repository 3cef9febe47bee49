"""Protect: minors, and people who lean on a machine too much."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectParams:
    """Whom, and how."""

    below_age: int | None = None
    """Age below which the rule protects, in years."""

    guardian_consent_below: int | None = None
    """Age below which a guardian must agree, in years."""

    deny: bool = False
    """Whether the feature is closed to them."""

    break_minutes: int | None = None
    """How often a break is suggested, in minutes."""

    modes: tuple[str, ...] = ()
    """Modes that must exist, such as ``minor``."""

    crisis: tuple[str, ...] = ()
    """What is done when a person is in danger, in order."""

    identity: tuple[str, ...] = ()
    """Ways to show who one is."""

    brackets: tuple[str, ...] = ()
    """Age brackets that a signal may tell."""
