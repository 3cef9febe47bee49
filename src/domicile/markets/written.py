"""A pack as its file writes it, before groups, notices and parameters are worked out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domicile.core.decision import Basis, Known, RuleKind
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, RuleId
from domicile.core.text import Bilingual
from domicile.markets.case import Case
from domicile.markets.facts import AppliesTo
from domicile.markets.schema import Cite, OnFail, Review, Scope, Transitional


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenRule:
    """A rule in its file."""

    id: RuleId
    """Its name, beginning with the market's."""

    kind: RuleKind
    """Which kind."""

    in_force_from: date
    """First day."""

    in_force_until: date | None = None
    """Last day, or None for no end."""

    transitional: Transitional | None = None
    """Grace for older products."""

    applies_to: AppliesTo = field(default_factory=AppliesTo)
    """When it binds; always, when left out."""

    unless: AppliesTo = field(default_factory=AppliesTo)
    """When it does not, although ``applies_to`` holds: any one word that the operator attests."""

    requirement: Bilingual
    """What it asks, in one sentence."""

    params: Mapping[str, Any] = field(default_factory=dict)
    """Its parameters; which there are follows from the kind (``markets/kinds``)."""

    on_fail: OnFail
    """What follows when it is not met."""

    notice: str | None = None
    """Name of the text that people are shown."""

    cite: Cite
    """Where it is written."""

    basis: Basis
    """What stands behind it."""

    known: Known
    """How its text is known; of a mixture, the weakest."""

    cases: tuple[Case, ...]
    """Its fixtures: at least one that permits and one that refuses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPack:
    """A pack in its file."""

    schema: str
    """``domicile.marketpack/1``."""

    id: MarketId
    """Its name in ``--market``."""

    name: Bilingual
    """Its name for people."""

    as_of: date
    """Day on which its facts were checked."""

    extends: tuple[MarketId, ...] = ()
    """Markets whose rules apply here too; a pack may tighten them, never loosen."""

    scope: Scope
    """Whom it binds."""

    review: Review
    """Who has looked at it."""

    groups: Mapping[str, tuple[DataClass, ...]]
    """Groups of data classes: ``pi``, ``sensitive_pi``, ``special_category``."""

    counterparties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Groups of owners, by ISO 3166 code of the majority owner's country."""

    notices: Mapping[str, Bilingual] = field(default_factory=dict)
    """Texts that people are shown, by name."""

    sample_site: Mapping[str, Any]
    """Facts of a partner that meets every rule; the cases change them."""

    rules: tuple[WrittenRule, ...]
    """The rules."""
