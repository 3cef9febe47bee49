"""The fixtures of a rule: facts, and what the rule must say of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from domicile.core.findings import DataClass
from domicile.core.ids import MarketId
from domicile.core.request import Audience

Expected = Literal["permit", "limit", "refuse", "duty", "inform", "upcoming", "silent"]
"""What a rule says of a case: its strictest outcome, a duty, a note, not yet, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The facts of a case. What is left out is the plainest lawful public offer."""

    feature: str = "assistant"
    """What is asked for."""

    modality: str = "text"
    """What it makes."""

    audience: Audience = "public"
    """Whom the operator serves."""

    operator: MarketId | None = None
    """The operator market; None is the pack's own."""

    user: MarketId | None = None
    """The person's market; None is the operator's."""

    device: MarketId | None = None
    """Where the device lies; None is the operator's market."""

    at: date | None = None
    """The day; None is the pack's ``as_of``."""

    placed: date | None = None
    """When the product was placed on the market; None grants no grace."""

    data: tuple[DataClass, ...] = ()
    """What was found."""

    consents: tuple[DataClass, ...] = ()
    """What the person agreed to."""

    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Facts of the request and of the operator, in the words of ``applies_to``: ``use``, ``user``,
    ``action``, ``event``, ``handler`` …"""

    documents: tuple[str, ...] = ()
    """Documents that the operator has on file."""

    unscreened: tuple[str, ...] = ()
    """Prohibited practices that the feature's screening does not cover; it covers all others."""

    people: Mapping[DataClass, int] = field(default_factory=dict)
    """People of whom data of a class was exported in the rule's window, this request included."""

    monthly_users: int = 0
    """The operator's monthly users, from 0."""

    counted: bool = True
    """Whether people can be counted; if not, the operator's users are assumed."""

    on_device: bool = False
    """Whether the device answers instead of the sample site."""

    site: Mapping[str, Any] = field(default_factory=dict)
    """What differs from the pack's ``sample_site``, or from the device."""

    unknown: tuple[str, ...] = ()
    """Facts of the sample site that nobody supplied."""

    release: Literal["", "filed", "released", "restricted", "suspended", "withdrawn"] = "released"
    """State of the register's entry; empty is none."""

    number: str = "DEMO-App-20260101"
    """Number that the entry carries."""

    strict_onboarding: bool = False
    """The operator's setting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A fixture of a rule, carried out by ``domicile market check``."""

    given: Given = field(default_factory=Given)
    """The facts."""

    expect: Expected
    """What the rule must say."""
