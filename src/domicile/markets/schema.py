"""The types of ``domicile.marketpack/1``: what a pack says, as it stands in its file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from domicile.core.decision import Basis, Known, PackRef, RuleKind
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, RuleId
from domicile.core.request import Audience
from domicile.core.text import Bilingual
from domicile.markets.kinds.catalog import Params

SCHEMA = "domicile.marketpack/1"
"""The schema that this version reads."""

OnFail = Literal["block", "warn", "warn_unless_strict", "remove", "add"]
"""What follows when a rule is not met: refuse the site; warn; warn at onboarding unless the
operator is strict; take the data out; add what is asked to the answer."""

Expected = Literal["permit", "limit", "refuse", "duty", "upcoming", "silent"]
"""What a rule says of a case: its strictest outcome, a duty, not yet, or nothing at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whom the market's rules bind."""

    territory: str
    """Where."""

    trigger: Bilingual
    """What brings the rules to bear, in one sentence."""

    person: str | None = None
    """Word by which ``applies_to.user`` calls a person of this market, such as ``us_person``."""


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
class AppliesTo:
    """Facts under which a rule binds; every one that is named must hold."""

    audience: Audience | None = None
    """Only for an operator who serves this audience."""

    feature: tuple[str, ...] = ()
    """Only for these features."""

    modality: tuple[str, ...] = ()
    """Only for features that make this: ``text``, ``audio``, ``image`` …"""

    data: tuple[str, ...] = ()
    """Only where data of these classes, or groups of the pack, was found."""

    user: tuple[str, ...] = ()
    """Only for such people: ``us_person``, ``minor`` …"""

    role: tuple[str, ...] = ()
    """Only for an operator in this role: ``provider``, ``deployer``, ``developer`` …"""

    route: tuple[str, ...] = ()
    """Only for sites that serve the model so: ``own_model``, ``filed_model``, ``on_device``."""

    use: tuple[str, ...] = ()
    """Only where the answer is put to such a use, such as ``consequential_decision``."""

    handler: tuple[str, ...] = ()
    """Only for such handlers of data: ``non_ciio``, ``ciio``, ``data_broker`` …"""

    operator: tuple[str, ...] = ()
    """Only for such operators: ``us_gov_contractor``, ``healthcare`` …"""

    counterparty: tuple[str, ...] = ()
    """Only against such counterparties: ``covered_person`` …"""

    transaction: tuple[str, ...] = ()
    """Only in such dealings: ``vendor``, ``data_brokerage`` …"""

    territory: tuple[str, ...] = ()
    """Only in such parts of the market, such as a state."""

    channel: tuple[str, ...] = ()
    """Only where the product is handed out so, such as ``app_store``."""

    event: tuple[str, ...] = ()
    """Only when this has happened."""

    monthly_users_min: int = 0
    """Only from so many monthly users on, from 0."""


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

    data: tuple[DataClass, ...] = ()
    """What was found."""

    consents: tuple[DataClass, ...] = ()
    """What the person agreed to."""

    uses: tuple[str, ...] = ()
    """What the answer is used for."""

    monthly_users: int = 0
    """Monthly users, from 0."""

    on_device: bool = False
    """Whether the device answers instead of the sample site."""

    site: Mapping[str, Any] = field(default_factory=dict)
    """What differs from the pack's ``sample_site``."""

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

    conditions: tuple[tuple[str, frozenset[str]], ...]
    """The worded facts of ``applies_to``, each with the words that satisfy it."""

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
