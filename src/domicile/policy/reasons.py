"""How a rule's answer becomes a reason that people can read."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from domicile.core.decision import Basis, Outcome, Reason
from domicile.core.ids import RuleId, SiteId
from domicile.core.request import Audience
from domicile.core.settings import OperatorSettings
from domicile.core.text import Bilingual, joined
from domicile.markets.schema import Rule

STRICTNESS = {outcome: place for place, outcome in enumerate(Outcome)}
"""Outcomes by strictness, 0 for the mildest."""


class Problem(NamedTuple):
    """Something that a rule found."""

    text: Bilingual
    """What it found."""

    remedy: Bilingual | None = None
    """What would make it possible, or None when nothing would."""

    weight: Literal["fails", "warns", "tells"] = "fails"
    """Whether what the rule says of a failure follows; or a warning at most; or nothing."""


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


def outcome_of(problems: Iterable[Problem], failure: Outcome) -> Outcome:
    """Return what follows from ``problems`` of a rule whose failure means ``failure``."""
    weights = {problem.weight for problem in problems}
    if "fails" in weights:
        return failure
    return Outcome.LIMIT if "warns" in weights else Outcome.PERMIT


def of_rule(
    rule: Rule,
    outcome: Outcome,
    *,
    audience: Audience,
    problems: Sequence[Problem] = (),
    site: SiteId | None = None,
) -> Reason:
    """Build the reason that ``rule`` gives; ``problems`` say what was found."""
    return Reason(
        rule=rule.id,
        kind=rule.kind,
        outcome=outcome,
        basis=basis(rule, audience),
        known=rule.known,
        citation=rule.cite.at,
        words=rule.requirement,
        found=joined(each.text for each in problems) if problems else None,
        site=site,
        remedy=_remedy(problems) if problems else None,
    )


def of_operator(
    rule: str,
    outcome: Outcome,
    *,
    setting: str,
    text: Bilingual,
    site: SiteId | None = None,
    remedy: Bilingual | None = None,
) -> Reason:
    """Build a reason of the operator's own, which stands in ``setting``."""
    return Reason(
        rule=RuleId(rule),
        kind="operator",
        outcome=outcome,
        basis="house",
        known="primary",
        citation=f"Settings, {setting}",
        words=text,
        site=site,
        remedy=remedy,
    )


def ordered(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Return ``reasons`` with refusals first, then limits; otherwise in their order."""
    return tuple(sorted(reasons, key=_mildness))


def _mildness(reason: Reason) -> int:
    return -STRICTNESS[reason.outcome]


def _remedy(problems: Sequence[Problem]) -> Bilingual | None:
    found = dict.fromkeys(
        each.remedy for each in problems if each.remedy is not None and each.weight != "tells"
    )
    return joined(found) if found else None
