"""What the house knows of one person when a request of theirs arrives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from domicile.core.ids import MarketId, RuleId
from domicile.core.request import Choices
from domicile.markets.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person; every field is empty for somebody of whom nothing was recorded."""

    facts: Facts = field(default_factory=lambda: MappingProxyType({}))
    """What was recorded of them, in the packs' words: ``user`` to ``minor``, ``under_14``,
    ``registered``, and ``guardian_consent`` where a guardian agreed."""

    choices: Choices = field(default_factory=Choices)
    """What they decided, as it holds now."""

    agreed: frozenset[str] = frozenset()
    """Clauses of the user agreement that they accepted in the present version: ``label_terms`` …"""

    seen: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Notices that they were shown: name of the text to its version."""

    consent_ids: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Each consent that holds, by its class (or ``guardian``), to its random id."""

    is_restricted: bool = False
    """Whether use of their data was restricted, at their request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlabelledCopy:
    """A copy without the visible label, as it is handed out."""

    market: MarketId
    """Under whose rules."""

    rule: RuleId
    """The rule that permits it, and has it recorded."""

    mark: str
    """Which making it is, by the name of the mark in its metadata."""

    log_months: int
    """For how long the rule has the record kept at least, in months, from 0."""
