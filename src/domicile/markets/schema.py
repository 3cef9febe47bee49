"""The types of ``domicile.marketpack/1``: what a pack says, as it stands in its file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from domicile.core.canonical import Json
from domicile.core.decision import Basis, Known, PackRef, RuleKind
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, RuleId
from domicile.core.text import Bilingual
from domicile.markets.case import Case
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.catalog import Params
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.safety import SafetyParams

SCHEMA = "domicile.marketpack/1"
"""The schema that this version reads."""

OnFail = Literal["block", "warn", "warn_unless_strict", "remove", "add", "inform"]
"""What follows when a rule is not met: refuse; warn; warn at onboarding unless the operator is
strict; take the data out; add what is asked to the answer; nothing, the rule only informs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whom the market's rules bind."""

    territory: str
    """Where."""

    trigger: Bilingual
    """What brings the rules to bear, in one sentence."""

    person: str | None = None
    """Word by which ``applies_to.user`` calls a person of this market, such as ``us_person``."""

    parts: tuple[str, ...] = ()
    """Parts of the territory that may stand for it, such as states: ``US-TX`` names a person or a
    device there. A part that has a pack of its own is that market."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Who has looked at the pack."""

    state: Literal["draft", "reviewed", "expired"]
    """How far the review is."""

    counsel: str | None
    """Who reviewed it as counsel; None means nobody has."""

    expires: date
    """Day after which it must be looked at again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """Where a rule is written."""

    at: str
    """Law with article, or whose choice the rule is."""

    seen: str = ""
    """Which page or file the text was seen in; empty when it was only remembered."""

    checked: date
    """When it was last looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transitional:
    """A grace period for products that were there before."""

    placed_before: date
    """The grace is for products placed on the market before this day."""

    until: date
    """Last day of the grace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A text that people are shown, named by the rules that ask for it."""

    id: str
    """Its name in the pack."""

    version: str
    """SHA-256 of both languages, in hexadecimal."""

    text: Bilingual
    """The text; ``{name}`` holds are filled in where it is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule."""

    id: RuleId
    """Its name, beginning with the market's."""

    market: MarketId
    """Whose pack it stands in."""

    kind: RuleKind
    """Which kind."""

    in_force_from: date
    """First day."""

    in_force_until: date | None
    """Last day, or None for no end."""

    transitional: Transitional | None
    """Grace for older products."""

    applies_to: AppliesTo
    """When it binds."""

    unless: AppliesTo
    """When it does not, although ``applies_to`` holds: any one word that the operator attests."""

    requirement: Bilingual
    """What it asks, in one sentence."""

    params: Params
    """Its parameters; their type follows from the kind."""

    on_fail: OnFail
    """What follows when it is not met."""

    notice: Notice | None
    """The text that people are shown."""

    cite: Cite
    """Where it is written."""

    basis: Basis
    """What stands behind it."""

    known: Known
    """How its text is known."""

    cases: tuple[Case, ...]
    """Its fixtures."""

    data: frozenset[DataClass]
    """Classes of ``applies_to.data``, groups spelled out; empty binds whatever was found."""

    sensitive: frozenset[DataClass]
    """Classes that the pack counts as sensitive."""

    conditions: tuple[tuple[str, frozenset[str]], ...]
    """The worded facts of ``applies_to``, each with the words that satisfy it."""

    exceptions: tuple[tuple[str, frozenset[str]], ...]
    """The worded facts of ``unless``."""

    duty: Mapping[str, Json]
    """What a duty of this rule hands on: the parameters, and the notice, as plain data."""

    overlay: str = ""
    """Where the operator wrote it, for a rule of an overlay; empty for a rule of a pack."""

    @property
    def document(self) -> str:
        """The operator's document in which a duty of this rule consists; empty where none is."""
        match self.params:
            case (
                AssessParams(document=name)
                | GateParams(artifact=name)
                | SafetyParams(evidence=name)
            ):
                return name
            case _:
                return ""

    def in_force(self, at: date, *, placed: date | None = None) -> bool:
        """Return whether the rule binds on the day ``at``.

        Args:
            at: The day.
            placed: When the product was placed on the market; None grants no grace.
        """
        if at < self.in_force_from or (
            self.in_force_until is not None and at > self.in_force_until
        ):
            return False
        grace = self.transitional
        return grace is None or placed is None or placed >= grace.placed_before or at > grace.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One market."""

    id: MarketId
    """Its name in ``--market``."""

    name: Bilingual
    """Its name for people."""

    as_of: date
    """Day on which its facts were checked."""

    extends: tuple[MarketId, ...]
    """Markets whose rules apply here too."""

    scope: Scope
    """Whom it binds."""

    review: Review
    """Who has looked at it."""

    groups: Mapping[str, frozenset[DataClass]]
    """Groups of data classes: ``pi``, ``sensitive_pi``, ``special_category``."""

    counterparties: Mapping[str, frozenset[str]]
    """Groups of owners, by ISO 3166 code of the majority owner's country."""

    sample_site: Mapping[str, Any]
    """Facts of a partner that meets every rule; the cases change them."""

    rules: tuple[Rule, ...]
    """The rules, in the order of the file."""

    digest: str
    """SHA-256 of the file, in hexadecimal."""

    @property
    def ref(self) -> PackRef:
        """The edition, as decisions and receipts name it."""
        return PackRef(
            market=self.id,
            as_of=self.as_of,
            digest=self.digest,
            counsel=self.review.counsel,
            expires=self.review.expires,
        )
