"""How a rule's answer becomes a reason that people can read."""

from collections.abc import Sequence

from domicile.core.decision import Basis, Outcome, Reason
from domicile.core.ids import RuleId, SiteId
from domicile.core.request import Audience
from domicile.core.settings import OperatorSettings
from domicile.core.text import Bilingual
from domicile.markets.schema import Rule

STRICTNESS = {outcome: place for place, outcome in enumerate(Outcome)}
"""Outcomes by strictness, 0 for the mildest."""


def basis(rule: Rule, audience: Audience) -> Basis:
    """Return what stands behind ``rule`` for ``audience``.

    The packs' laws speak of offers to the public. Beyond the public, Domicile keeps to the same
    rules by its own choice, and says so.
    """
    return rule.basis if audience == "public" else "house"


def failed(rule: Rule, operator: OperatorSettings) -> Outcome:
    """Return what follows when ``rule`` is not met."""
    if rule.on_fail == "warn_unless_strict":
        return Outcome.REFUSE if operator.strict_onboarding else Outcome.LIMIT
    return Outcome.REFUSE if rule.on_fail == "block" else Outcome.LIMIT


def of_rule(
    rule: Rule,
    outcome: Outcome,
    *,
    audience: Audience,
    details: Sequence[Bilingual] = (),
    site: SiteId | None = None,
) -> Reason:
    """Build the reason that ``rule`` gives; ``details`` say what is met or missing."""
    text = rule.requirement
    if details:
        text = Bilingual(
            en=" ".join((text.en, *(detail.en for detail in details))),
            zh="".join((text.zh, *(detail.zh for detail in details))),
        )
    return Reason(
        rule=rule.id,
        kind=rule.kind,
        outcome=outcome,
        basis=basis(rule, audience),
        known=rule.known,
        citation=rule.cite.at,
        text=text,
        site=site,
    )


def of_operator(
    rule: str, outcome: Outcome, *, setting: str, text: Bilingual, site: SiteId | None = None
) -> Reason:
    """Build a reason of the operator's own, which stands in ``setting``."""
    return Reason(
        rule=RuleId(rule),
        kind="operator",
        outcome=outcome,
        basis="house",
        known="primary",
        citation=f"Settings, {setting}",
        text=text,
        site=site,
    )


def ordered(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Return ``reasons`` with refusals first, then limits; otherwise in their order."""
    return tuple(sorted(reasons, key=lambda reason: -STRICTNESS[reason.outcome]))
