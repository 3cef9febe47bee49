"""May it run, where, with which duties, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from domicile.core.canonical import Json
from domicile.core.findings import Action, DataClass
from domicile.core.ids import MarketId, RuleId, SiteId
from domicile.core.request import Audience
from domicile.core.site import Evidence
from domicile.core.text import Bilingual, joined

Basis = Literal["law", "guidance", "voluntary", "house"]
"""What stands behind a rule; ``house`` is Domicile's or the operator's own choice."""

Known = Literal["primary", "secondary", "memory"]
"""How the rule's text is known: read itself, read about, or remembered."""

RuleKind = Literal[
    "gate", "partner", "locate", "export", "label", "disclose", "choice", "retain",
    "safety", "protect", "assess", "report",
]  # fmt: skip
"""The twelve kinds of rule."""

ActionClass = Literal["autonomous", "user_authorised", "human_only"]
"""Done by the agent on its own; done once the person has authorised it; left to a person. Listed
from mildest to strictest.

Law: Implementation Opinions on AI Agents (CAC, NDRC and MIIT, 8 May 2026), whose words these are.
"""

Place = Literal["device", "partner"]
"""Where a request may be answered."""


class Outcome(StrEnum):
    """What one rule says; listed from mildest to strictest."""

    PERMIT = "permit"
    LIMIT = "limit"
    REFUSE = "refuse"


class DutyStatus(StrEnum):
    """Whether a duty was carried out. Until ``apply`` runs, every duty is unmet."""

    MET = "met"
    UNMET = "unmet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """What one rule said, and where that is written."""

    rule: RuleId
    """Which rule."""

    kind: RuleKind | Literal["approval", "operator", "person"]
    """Which kind of rule, or no pack's: register, operator, the person themselves."""

    outcome: Outcome
    """What it said."""

    basis: Basis
    """What stands behind it."""

    known: Known
    """How its text is known."""

    citation: str
    """Law with article, or the register's entry."""

    words: Bilingual
    """The rule in its own words: one sentence for people."""

    found: Bilingual | None = None
    """What was found, in words; None for nothing."""

    site: SiteId | None = None
    """The site it speaks of, or None when it speaks of the request as a whole."""

    remedy: Bilingual | None = None
    """What would make it possible; None when nothing is missing, or nothing would."""

    @property
    def text(self) -> Bilingual:
        """The rule in its own words, then what was found."""
        return self.words if self.found is None else joined((self.words, self.found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something that must be done with the answer (XACML: an obligation)."""

    rule: RuleId
    """The rule that asks for it."""

    kind: RuleKind
    """Which kind of rule."""

    status: DutyStatus
    """Whether it was carried out."""

    basis: Basis
    """What stands behind the rule."""

    known: Known
    """How the rule's text is known."""

    citation: str
    """Law with article."""

    text: Bilingual
    """What is to be done, or why it could not be."""

    params: Mapping[str, Json] = field(default_factory=dict)
    """The rule's own parameters, for the part that carries it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A rule that applies, and only informs."""

    rule: RuleId
    """Which rule."""

    kind: RuleKind
    """Which kind of rule."""

    basis: Basis
    """What stands behind it."""

    known: Known
    """How its text is known."""

    citation: str
    """Law with article."""

    text: Bilingual
    """What it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Rules of different markets that no partner can meet at once."""

    rules: tuple[RuleId, ...]
    """Which rules, two of them."""

    wants: tuple[Bilingual, ...]
    """What each of them wants, in their order."""

    left: Bilingual
    """What is left: one sentence."""

    @property
    def text(self) -> Bilingual:
        """What each of them wants, and what is left."""
        return Bilingual(
            en=f"{'; '.join(each.en for each in self.wants)}. {self.left.en}",
            zh=f"{'；'.join(each.zh for each in self.wants)}。{self.left.zh}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """A rule that is not yet in force."""

    rule: RuleId
    """Which rule."""

    date: date
    """Its first day."""

    text: Bilingual
    """What it will ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRef:
    """The edition of a market pack that a decision was made with."""

    market: MarketId
    """Whose pack; ``operator`` is the operator's overlay."""

    as_of: date
    """Day on which its facts were checked."""

    digest: str
    """SHA-256 of the pack file, in hexadecimal."""

    counsel: str | None
    """Who reviewed it as counsel; None means nobody has."""

    expires: date | None = None
    """Day after which the review must be renewed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteVerdict:
    """Whether one site may answer this request."""

    site: SiteId
    """Which site."""

    permitted: bool
    """Whether it may."""

    reasons: tuple[Reason, ...]
    """Every rule that spoke of this site: all refusals, not only the first."""

    approval: str | None = None
    """Register entry that released it, or None where none was needed or found."""

    evidence: Evidence = "declared"
    """How the site's facts are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer of all packs that apply to one request; a refusal is a value, not an error."""

    permitted: bool
    """Whether any site (with a pin: the pinned one) may answer."""

    places: tuple[Place, ...]
    """Where it may be answered."""

    sites: tuple[SiteVerdict, ...]
    """One verdict per site that could serve the feature, the device first."""

    actions: Mapping[DataClass, Action]
    """What becomes of each data class before a partner sees it. INVARIANT: holds every class."""

    reasons: tuple[Reason, ...]
    """Every rule that decided, refusals first."""

    duties: tuple[Duty, ...]
    """What must be done with the answer; listed on refusals too."""

    upcoming: tuple[Upcoming, ...]
    """Rules that will come into force within 90 days, soonest first."""

    packs: tuple[PackRef, ...]
    """The pack editions that were asked; the operator's overlay comes last, where there is one."""

    at: date
    """The day for which it was decided."""

    conflicts: tuple[Conflict, ...] = ()
    """Markets that contradict each other."""

    notes: tuple[Note, ...] = ()
    """Rules that apply and only inform."""

    action_classes: Mapping[str, ActionClass] = field(default_factory=dict)
    """Each action of an agent that was stated, to who may carry it out."""

    audience: Audience = "public"
    """For whom the operator offers this; beyond the public every basis is the house's."""

    def verdict(self, site: SiteId) -> SiteVerdict | None:
        """Return the verdict on ``site``, or None when it was not considered."""
        return next((verdict for verdict in self.sites if verdict.site == site), None)

    def permits(self, site: SiteId) -> bool:
        """Return whether ``site`` may answer; one that was not considered may not."""
        verdict = self.verdict(site)
        return verdict is not None and verdict.permitted
