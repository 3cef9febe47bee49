"""Running a pack's own fixtures: does each rule say what its cases expect?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final, Protocol

from domicile.core.decision import Decision, Outcome
from domicile.core.ids import RuleId
from domicile.markets.case import Expected, Given
from domicile.markets.schema import OnFail, Pack, Rule

STRICTEST_FIRST = tuple(reversed(Outcome))
"""Outcomes, the strictest first."""

_JUDGING: Final[tuple[frozenset[Expected], ...]] = (
    frozenset({"permit", "silent"}),
    frozenset({"limit", "refuse"}),
)
_WANTED: Final[Mapping[OnFail, tuple[frozenset[Expected], ...]]] = MappingProxyType(
    {
        "add": (frozenset({"duty"}), frozenset({"silent", "upcoming"})),
        "inform": (frozenset({"inform"}), frozenset({"silent", "upcoming"})),
    }
)
"""What a rule's cases must expect at least: one that lets pass, and one that does not."""


class Decide(Protocol):
    """Carries out a case. Wired by the caller, because packs know nothing of policy."""

    def __call__(self, pack: Pack, rule: Rule, given: Given, *, at: date) -> Decision:
        """Return what is decided under ``pack`` and its parents on the day ``at``.

        The feature that is asked for was screened against all that ``rule`` wants, unless
        ``given`` says otherwise.

        Raises:
            PackError: ``given`` makes no sense.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A rule that does not say what its pack expects of it."""

    rule: RuleId
    """Which rule."""

    case: int | None
    """Which of its cases, from 1; None when cases are missing altogether."""

    problem: str
    """What is wrong."""


def check_pack(pack: Pack, decide: Decide) -> tuple[Mismatch, ...]:
    """Run every case of ``pack``, and return what does not fit.

    Raises:
        PackError: A case makes no sense.
    """
    return tuple(mismatch for rule in pack.rules for mismatch in _check_rule(pack, rule, decide))


def said(decision: Decision, rule: RuleId) -> Expected:
    """Return what ``rule`` said in ``decision``; of several outcomes, the strictest."""
    outcomes = {reason.outcome for reason in decision.reasons if reason.rule == rule}
    for outcome in STRICTEST_FIRST:
        if outcome in outcomes:
            return outcome.value
    if any(duty.rule == rule for duty in decision.duties):
        return "duty"
    if any(note.rule == rule for note in decision.notes):
        return "inform"
    if any(one.rule == rule for one in decision.upcoming):
        return "upcoming"
    return "silent"


def _check_rule(pack: Pack, rule: Rule, decide: Decide) -> Iterator[Mismatch]:
    expected = {case.expect for case in rule.cases}
    for wanted in _WANTED.get(rule.on_fail, _JUDGING):
        if wanted.isdisjoint(expected) and not rule.overlay:
            problem = f"no case expects {' or '.join(sorted(wanted))}"
            yield Mismatch(rule=rule.id, case=None, problem=problem)
    for number, case in enumerate(rule.cases, 1):
        found = said(decide(pack, rule, case.given, at=case.given.at or pack.as_of), rule.id)
        if found != case.expect:
            problem = f"expected {case.expect}, found {found}"
            yield Mismatch(rule=rule.id, case=number, problem=problem)
