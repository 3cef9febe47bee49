"""What comes back: an answer or a refusal, each with its reasons and its receipt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from domicile.core.canonical import Json
from domicile.core.decision import Decision
from domicile.core.decision import Outcome as Said
from domicile.core.findings import Action, Finding
from domicile.core.ids import ReceiptId, RuleId, SiteId
from domicile.core.reply import CallDelta, Delta, Intervention, Reply
from domicile.core.site import Evidence
from domicile.core.steps import TraceEvent

Level = Literal["D", "O", "P0", "P1", "P2", "P3"]
"""Who could read the text: the device only, the operator, a vendor, … an attested machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """A site that may not answer, with a rule that says so."""

    site: SiteId
    """Which site."""

    rule: RuleId
    """One rule that forbids it; a site forbidden by several is listed once for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where the answer came from."""

    site: SiteId
    """Which site answered."""

    level: Level
    """Who could read the text."""

    model: str
    """Name of the model."""

    model_digest: str
    """SHA-256 of the model file where known, in hexadecimal; else empty."""

    evidence: Evidence
    """How the site's facts are known."""

    why: str
    """Why this site, in one fixed sentence."""

    region: str
    """Where it was computed, as the site's facts say; ``device`` for the device."""

    passed_over: tuple[PassedOver, ...] = ()
    """Every site that the decision forbids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Treated:
    """A finding and what became of it."""

    finding: Finding
    """What was found."""

    action: Action
    """What was done; ``kept`` whenever nothing left the device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A mark that says: made by AI."""

    rule: RuleId
    """The rule that asks for it."""

    kind: Literal["visible", "metadata"]
    """For people to see, or for machines to read."""

    position: Literal["start", "end", "beside"]
    """In the text, or beside it for the surface to show."""

    value: str
    """The words or the encoded mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something the person is told."""

    rule: RuleId
    """The rule that asks for it."""

    id: str
    """Name of the text in its pack."""

    version: str
    """Digest of the text, so that it is known which one was shown."""

    text: str
    """The text, in the request's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A request that was answered."""

    reply: Reply
    """What the model said: restored, with its labels."""

    decision: Decision
    """Why it was permitted, with each duty met or unmet."""

    placement: Placement
    """Where it came from."""

    findings: tuple[Treated, ...]
    """What was found in the request, and what became of it."""

    interventions: tuple[Intervention, ...] = ()
    """Every hand on this answer."""

    labels: tuple[Label, ...] = ()
    """Marks that it carries."""

    notices: tuple[Notice, ...] = ()
    """What the person is told with it."""

    sent_bytes: int = 0
    """Size of what went to the partner; 0 when nothing left."""

    trace: tuple[TraceEvent, ...] = ()
    """The eight steps."""

    receipt_id: ReceiptId = ReceiptId("")
    """Its receipt; empty only until ``seal`` has run."""

    details: Mapping[str, Json] = field(default_factory=dict)
    """What the feature adds, such as a detected language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A request that may not be answered."""

    decision: Decision
    """Why not, and what would make it possible."""

    findings: tuple[Treated, ...]
    """What was found in the request; all of it kept unless an earlier turn had left."""

    labels: tuple[Label, ...] = ()
    """Marks on what had been said before its site was closed."""

    notices: tuple[Notice, ...] = ()
    """What the person is told with it."""

    passed_over: tuple[PassedOver, ...] = ()
    """Every site that the decision forbids."""

    sent_bytes: int = 0
    """Size of what had gone to a partner in an earlier turn; 0 when nothing left."""

    left_for: Placement | None = None
    """The partner that it had gone to; None when nothing left."""

    trace: tuple[TraceEvent, ...] = ()
    """The eight steps; those not reached are marked skipped."""

    receipt_id: ReceiptId = ReceiptId("")
    """Its receipt; empty only until ``seal`` has run."""


Outcome = Answer | Refusal
"""What a request comes to."""

Piece = Placement | Delta | CallDelta
"""What is known of an answer before it is whole: where it runs, and what is said."""


def passed_over(decision: Decision) -> tuple[PassedOver, ...]:
    """List every site that the decision forbids, once for each rule that forbids it."""
    seen: dict[tuple[SiteId, str], PassedOver] = {}
    for verdict in decision.sites:
        for reason in verdict.reasons:
            if not verdict.permitted and reason.outcome is Said.REFUSE:
                entry = PassedOver(site=verdict.site, rule=reason.rule)
                seen.setdefault((verdict.site, reason.rule), entry)
    return tuple(seen.values())
