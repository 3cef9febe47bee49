"""How long each record is kept in each market: by setting, law and need; and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from domicile.core.decision import Basis, Known
from domicile.core.ids import MarketId, RuleId
from domicile.core.settings import Settings
from domicile.core.text import Bilingual
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.retain import RetainParams
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Rule
from domicile.policy.duties.due import owed
from domicile.policy.reasons import basis
from domicile.policy.retention.records import CLAIMED, DOCUMENTS, Record
from domicile.store.expiry.cut import NOWHERE

COPIES: Final = "labels"
"""The record for whose rows a label rule sets a time."""

Side = Literal["at_least", "at_most"]
"""Which way a bound goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """What one rule says about how long a record is kept."""

    rule: RuleId
    """Which rule; ``house.<record>`` for a need of Domicile's own."""

    word: str
    """What the rule calls the record."""

    side: Side
    """Which way it goes."""

    days: int
    """How many, from 0."""

    citation: str
    """Where that is written."""

    basis: Basis
    """What stands behind it."""

    known: Known
    """How its text is known."""

    text: Bilingual
    """The rule in its own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """How long one record is kept in one market."""

    record: Record
    """Which record."""

    market: MarketId
    """Which market; empty for rows of none, to which the rules of all apply."""

    setting_days: int | None
    """What the settings say; None where they say nothing."""

    bounds: tuple[Bound, ...]
    """What rules say."""

    @property
    def least(self) -> Bound | None:
        """The rule that has it kept longest."""
        found = [bound for bound in self.bounds if bound.side == "at_least"]
        return max(found, key=_days, default=None)

    @property
    def most(self) -> Bound | None:
        """The rule that has it gone first."""
        found = [bound for bound in self.bounds if bound.side == "at_most"]
        return min(found, key=_days, default=None)

    @property
    def is_contradictory(self) -> bool:
        """Whether one rule has it kept for longer than another allows; it is kept."""
        return self.least is not None and self.most is not None and self.least.days > self.most.days

    @property
    def keep_days(self) -> int | None:
        """For how many whole days a row is kept after its own; None where nothing is deleted."""
        if self.setting_days is None:
            return None
        days = self.setting_days if self.most is None else min(self.setting_days, self.most.days)
        return days if self.least is None else max(days, self.least.days)

    @property
    def decisive(self) -> Bound | None:
        """The rule that sets the time where it is not the setting."""
        for bound in (self.least, self.most):
            if bound is not None and bound.days == self.keep_days != self.setting_days:
                return bound
        return None


class Schedule:
    """How long everything is kept on one day.

    Args:
        atlas: The markets.
        settings: What the operator says.
        at: The moment, aware of its zone.
    """

    def __init__(self, atlas: Atlas, settings: Settings, at: datetime) -> None:
        self._atlas = atlas
        self._settings = settings
        self._at = at
        self._found: dict[MarketId, tuple[Rule, ...]] = {}

    @property
    def markets(self) -> tuple[MarketId, ...]:
        """The operator's markets."""
        return self._settings.operator.markets

    def rules(self, market: MarketId = NOWHERE) -> tuple[Rule, ...]:
        """Return the rules about keeping that bind the operator; of all its markets if empty."""
        if market not in self._found:
            self._found[market] = self._bind(market)
        return self._found[market]

    def keeping(self, record: Record, market: MarketId = NOWHERE) -> Keeping:
        """Return how long ``record`` is kept in ``market``; if empty, wherever that is longest."""
        setting = record.setting
        return Keeping(
            record=record,
            market=market,
            setting_days=getattr(self._settings.retention, setting) if setting else None,
            bounds=tuple(self._bounds(record, market)),
        )

    def _bounds(self, record: Record, market: MarketId) -> Iterator[Bound]:
        audience = self._settings.operator.audience
        for rule in self.rules(market):
            for word, side, days in _said(rule):
                if (record is DOCUMENTS and word not in CLAIMED) or word in record.words:
                    yield Bound(
                        rule=rule.id,
                        word=word,
                        side=side,
                        days=days,
                        citation=rule.cite.at,
                        basis=basis(rule, audience),
                        known=rule.known,
                        text=rule.requirement,
                    )
        if record.floor is not None:
            yield Bound(
                rule=RuleId(f"house.{record.name}"),
                word=record.name,
                side="at_least",
                days=record.floor.days,
                citation="Domicile",
                basis="house",
                known="primary",
                text=record.floor.text,
            )

    def _bind(self, market: MarketId) -> tuple[Rule, ...]:
        """Work out the rules of ``market``; one that no pack knows has those of all."""
        if market and market not in self._known():
            return self.rules()
        operator, at = self._settings.operator, self._at.date()
        markets = (market,) if market else operator.markets
        packs = {pack.id: pack for each in markets for pack in self._atlas.lineage(each)}
        rules = {rule.id: rule for pack in packs.values() for rule in pack.rules}
        standing = (rules[each.rule] for each in owed(rules.values(), operator, self._at))
        labels = (
            rule
            for rule in rules.values()
            if rule.kind == "label"
            and rule.applies_to.audience in {None, operator.audience}
            and rule.in_force(at, placed=operator.placed_on_market)
        )
        return tuple(
            rule
            for rule in (*standing, *labels)
            if rule.on_fail != "inform" and (rule.kind == "retain" or any(_said(rule)))
        )

    def _known(self) -> frozenset[MarketId]:
        return frozenset(self._atlas.markets)


def _said(rule: Rule) -> Iterator[tuple[str, Side, int]]:
    """Yield what ``rule`` says of how long something is kept."""
    match rule.params:
        case RetainParams(at_least_days=least, at_most_days=most):
            yield from ((word, "at_least", days) for word, days in least.items())
            yield from ((word, "at_most", days) for word, days in most.items())
        case AssessParams(document=document, keep_years=int(years)):
            yield document, "at_least", days_of_years(years)
        case LabelParams(log_months=int(months)):
            yield COPIES, "at_least", days_of_months(months)
        case _:
            return


def days_of_years(count: int) -> int:
    """Return how many days ``count`` years have at most."""
    return -(-count * 1461 // 4)


def days_of_months(count: int) -> int:
    """Return how many days ``count`` months have at most: 31, 62, 92 … 184 for half a year."""
    return -(-count * 92 // 3)


def _days(bound: Bound) -> int:
    return bound.days
