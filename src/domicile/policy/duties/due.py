"""What an operator owes beside requests: when something happened, or as long as it offers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final, Literal

from domicile.core.decision import Basis, Known, RuleKind
from domicile.core.errors import InvalidRequestError
from domicile.core.ids import MarketId, RuleId
from domicile.core.settings import OperatorSettings
from domicile.core.text import Bilingual
from domicile.markets.facts import Facts
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.report import ReportParams
from domicile.markets.schema import Rule
from domicile.policy.duties.deadlines import Deadline, deadlines
from domicile.policy.question import DEFAULT_FACTS
from domicile.policy.reasons import basis

ATTESTED: Final = ("handler", "operator", "channel", "role", "transaction", "asset")
"""Facts of the operator itself: a rule for another operator is none of its business."""

ALWAYS: Final = frozenset({"assess", "retain", "report"})
"""Kinds that an operator owes whether or not anything happened."""

FIRST_YEAR: Final = 1900
"""Nothing happened before."""

LAST_YEAR: Final = 2199
"""Nothing happens after: a hundred years that follow can be counted, too."""

Status = Literal["met", "owed", "informs"]
"""On file with the operator; owed; or a rule that only informs."""

_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What one rule has the operator do."""

    rule: RuleId
    """Which rule."""

    market: MarketId
    """Of which market."""

    kind: RuleKind
    """Which kind."""

    events: tuple[str, ...]
    """What sets it off, any of them; empty: that the feature is offered."""

    text: Bilingual
    """What is to be done."""

    to: tuple[str, ...]
    """Who is told or answered; empty where nobody is."""

    deadlines: tuple[Deadline, ...]
    """By when, soonest first; empty where no rule names a time."""

    document: str
    """The document of the operator in which it consists; empty where there is none."""

    status: Status
    """Whether it is met."""

    basis: Basis
    """What stands behind the rule."""

    known: Known
    """How the rule's text is known."""

    citation: str
    """Law with article."""

    only_for: Facts
    """Facts of single requests for which alone it is owed, each with the words that satisfy it."""


def owed(
    rules: Iterable[Rule],
    operator: OperatorSettings,
    at: datetime,
    *,
    event: str | None = None,
    made_here: bool = False,
) -> tuple[Owed, ...]:
    """Return what ``rules`` have ``operator`` do, soonest due first; what has no time comes last.

    Args:
        rules: Rules of the markets that are asked about.
        operator: Whom it is asked of: what it attests, and has on file.
        at: The moment of the event, aware of its zone; times are counted from it.
        event: What happened; None asks for everything, whatever sets it off.
        made_here: Whether the operator makes or tunes models itself, and so is a developer.

    Raises:
        InvalidRequestError: ``at`` lies out of the years in which time can be counted.
    """
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise InvalidRequestError(
            f"the time lies outside of the years {FIRST_YEAR} to {LAST_YEAR}",
            remedy="Give the moment at which it happened.",
            param="at",
        )
    facts = _facts(operator, made_here=made_here)
    found = [
        _owed(rule, operator, at)
        for rule in rules
        if _is_owed(rule, event)
        and rule.in_force(at.date(), placed=operator.placed_on_market)
        and _concerns(rule, operator, facts)
    ]
    return tuple(sorted(found, key=_soonest))


def _facts(operator: OperatorSettings, *, made_here: bool) -> Facts:
    facts = {name: DEFAULT_FACTS.get(name, _NOTHING) for name in ATTESTED}
    for name, words in operator.facts.items():
        facts[name] = facts.get(name, _NOTHING) | frozenset(words)
    if made_here:
        facts["role"] |= {"developer"}
    return facts


def _is_owed(rule: Rule, event: str | None) -> bool:
    if event is not None:
        return event in rule.applies_to.event
    has_time = isinstance(rule.params, GateParams) and rule.params.deadline_workdays is not None
    return bool(rule.applies_to.event) or rule.kind in ALWAYS or has_time


def _concerns(rule: Rule, operator: OperatorSettings, facts: Facts) -> bool:
    """Return whether ``rule`` is for such an operator, and nothing that it attests excepts it."""
    if rule.applies_to.audience not in {None, operator.audience}:
        return False
    if operator.monthly_users < rule.applies_to.monthly_users_min:
        return False
    asked = ((name, words) for name, words in rule.conditions if name in ATTESTED)
    if any(words.isdisjoint(facts[name]) for name, words in asked):
        return False
    attested = {name: frozenset(words) for name, words in operator.facts.items()}
    return all(words.isdisjoint(attested.get(name, _NOTHING)) for name, words in rule.exceptions)


def _owed(rule: Rule, operator: OperatorSettings, at: datetime) -> Owed:
    is_met = bool(rule.document) and bool(operator.documents.get(rule.document))
    return Owed(
        rule=rule.id,
        market=rule.market,
        kind=rule.kind,
        events=rule.applies_to.event,
        text=rule.requirement,
        to=_told(rule),
        deadlines=tuple(sorted(deadlines(rule, _began(rule, operator, at)), key=_moment)),
        document=rule.document,
        status="informs" if rule.on_fail == "inform" else "met" if is_met else "owed",
        basis=basis(rule, operator.audience),
        known=rule.known,
        citation=rule.cite.at,
        only_for=_only_for(rule),
    )


def _began(rule: Rule, operator: OperatorSettings, at: datetime) -> datetime:
    """Return when the time begins to run: of a gate with the launch, where its day is known."""
    placed = operator.placed_on_market
    if rule.kind == "gate" and placed is not None:
        return datetime.combine(placed, time(), at.tzinfo or UTC)
    return at


def _told(rule: Rule) -> tuple[str, ...]:
    match rule.params:
        case ReportParams(to=to):
            return to
        case ChoiceParams(rights=(_, *_)):
            return ("asker",)
        case _:
            return ()


def _only_for(rule: Rule) -> Mapping[str, frozenset[str]]:
    of_operator = {*ATTESTED, "audience", "event"}
    facts = {name: words for name, words in rule.conditions if name not in of_operator}
    return facts | {"data": frozenset(rule.data)} if rule.data else facts


def _moment(deadline: Deadline) -> datetime:
    return deadline.moment


def _soonest(one: Owed) -> tuple[datetime, RuleId]:
    return (one.deadlines[0].moment if one.deadlines else _NEVER), one.rule
