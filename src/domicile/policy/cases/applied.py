"""Which rules speak to a case, written down on the day on which it was opened."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Final

import msgspec

from domicile.core.decode import decode, nearest
from domicile.core.errors import InvalidRequestError
from domicile.core.ids import MarketId, RuleId
from domicile.core.settings import OperatorSettings
from domicile.core.site import Region, Site
from domicile.core.text import Bilingual
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.kinds.report import ReportParams
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Pack, Rule
from domicile.policy.duties.due import Owed, owed
from domicile.store.cases import CaseKind

FOREIGN: Final = "foreign_request"
"""The event of a request from a court or body of another country."""

KINDS: Final[Mapping[str, CaseKind]] = MappingProxyType(
    {
        FOREIGN: "authority",
        "regulator_request": "authority",
        "complaint": "complaint",
        "pi_breach": "incident",
        "rejected_prohibited_offer": "incident",
        "device_data_request": "rights",
    }
)
"""Events by kind of case; beside them, every right that a pack names."""

OPT_OUTS: Final = frozenset({"opt_out_sale_share", "limit_sensitive"})
"""Rights that are carried out in the time that a rule sets for opt-outs."""

HOLD: Final = "hold_and_escalate"
"""Nothing is handed out before the market's own authority approves."""

RESIST: Final = "resist_and_log"
"""Nothing is handed out before somebody says why it is lawful."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """By when something is to be done."""

    by: str
    """The last day, or the moment where hours count; ISO 8601."""

    text: Bilingual
    """Why then."""

    extended: bool
    """Whether it holds only once the time was extended."""

    @property
    def moment(self) -> datetime:
        """Its end; a day ends with its last second, in UTC."""
        if "T" in self.by:
            return datetime.fromisoformat(self.by)
        return datetime.combine(date.fromisoformat(self.by), time.max, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What one rule says about a case."""

    rule: RuleId
    """Which rule."""

    market: MarketId
    """Of which market."""

    text: Bilingual
    """What it asks."""

    citation: str
    """Law with article."""

    basis: str
    """What stands behind it."""

    known: str
    """How its text is known."""

    informs: bool
    """Whether it only informs."""

    to: tuple[str, ...]
    """Who is told or answered: ``regulator``, ``people``, ``asker``."""

    deadlines: tuple[Due, ...]
    """By when, soonest first."""

    fields: tuple[str, ...] = ()
    """What a report must say, in the packs' words."""

    on_request: str = ""
    """What is done when a foreign authority asks: `HOLD`, `RESIST` or nothing."""

    more_days: int | None = None
    """By how many days the time may be extended; None for a rule that lets nobody extend it."""


def kind_of(event: str, atlas: Atlas) -> CaseKind:
    """Return the kind of case that ``event`` makes.

    Raises:
        InvalidRequestError: No case is made of it.
    """
    rights = frozenset(_rights(atlas))
    kind = KINDS.get(event, "rights" if event in rights else None)
    if kind is not None:
        return kind
    known = sorted({*KINDS, *rights})
    near = nearest(event, known)
    hint = f"; the nearest one is `{near}`" if near else ""
    raise InvalidRequestError(
        f"no case is made of this event{hint}",
        remedy=f"Choose one of: {', '.join(known)}.",
        param="event",
    )


def applied(
    event: str,
    market: MarketId,
    at: datetime,
    *,
    atlas: Atlas,
    operator: OperatorSettings,
    site: Site | None,
) -> tuple[Applied, ...]:
    """Return the rules that speak to ``event``, soonest due first.

    Beside the rules of ``market``, a request from abroad meets those of the market in which the
    data lie, and only those: where nobody knows it, the data lie in ``market``.

    Args:
        event: What happened, in the packs' words.
        market: Where.
        at: When.
        atlas: The markets.
        operator: Whom the rules bind.
        site: The site that it is about; None for no one site.

    Raises:
        UnknownMarketError: No pack speaks for ``market``.
    """
    packs = _packs(event, market, atlas, site)
    rules = {rule.id: _timed(rule, event) for pack in packs for rule in pack.rules}
    found = owed(rules.values(), operator, at, event=event)
    return tuple(_applied(one, rules[one.rule], event) for one in found)


def due_of(rules: Iterable[Applied]) -> datetime | None:
    """Return by when the first thing is due, not counting extensions; None where no rule says."""
    moments = [
        each.moment
        for rule in rules
        if not rule.informs
        for each in rule.deadlines
        if not each.extended
    ]
    return min(moments, default=None)


def audience_of(rules: Iterable[Applied]) -> frozenset[str]:
    """Return everybody who must be told before an incident counts as reported."""
    return frozenset(who for rule in rules if not rule.informs for who in rule.to)


def written(rules: Sequence[Applied]) -> str:
    """Return ``rules`` as the store keeps them."""
    return msgspec.json.encode(rules).decode()


def read(text: str) -> tuple[Applied, ...]:
    """Return the rules that `written` wrote."""
    return tuple(decode(each, Applied) for each in msgspec.json.decode(text))


def _rights(atlas: Atlas) -> Iterator[str]:
    for market in atlas.markets:
        for rule in atlas.get(market).rules:
            if isinstance(rule.params, ChoiceParams) and rule.params.rights:
                yield from rule.applies_to.event


def _packs(event: str, market: MarketId, atlas: Atlas, site: Site | None) -> Sequence[Pack]:
    own = atlas.lineage(market)
    if event != FOREIGN or site is None:
        return own
    places = frozenset({site.region, site.inference_scope})
    near = [pack for pack in own if _may_lie_in(_home(pack), places)]
    abroad = (atlas.get(each) for each in atlas.markets)
    return [*near, *(pack for pack in abroad if pack not in own and _home(pack) & places)]


def _may_lie_in(home: frozenset[Region | None], places: frozenset[Region | None]) -> bool:
    """Return whether the data may lie at ``home``; it is unknown where a fact is missing."""
    return not home or None in places or bool(home & places)


def _home(pack: Pack) -> frozenset[Region | None]:
    """Return where the market's own data lie, as far as a rule says so."""
    return frozenset(
        region
        for rule in pack.rules
        if isinstance(rule.params, LocateParams)
        for region in rule.params.regions
    )


def _timed(rule: Rule, event: str) -> Rule:
    """Return ``rule`` with the time that ``event`` has: an opt-out has one of its own."""
    params = rule.params
    if not isinstance(params, ChoiceParams) or params.opt_out_workdays is None:
        return rule
    if event in OPT_OUTS:
        return replace(rule, params=replace(params, days=None, more_days=None))
    return replace(rule, params=replace(params, opt_out_workdays=None))


def _applied(one: Owed, rule: Rule, event: str) -> Applied:
    params = rule.params
    return Applied(
        rule=one.rule,
        market=one.market,
        text=one.text,
        citation=one.citation,
        basis=one.basis,
        known=one.known,
        informs=one.status == "informs",
        to=one.to,
        deadlines=tuple(
            Due(by=each.by.isoformat(), text=each.text, extended=each.extended)
            for each in one.deadlines
        ),
        fields=params.fields if isinstance(params, ReportParams) else (),
        on_request=_on_request(rule, event),
        more_days=params.more_days if isinstance(params, ChoiceParams) else None,
    )


def _on_request(rule: Rule, event: str) -> str:
    """Return what ``rule`` has one do with a request from abroad.

    A report rule that speaks of one has each of them resisted and written down.
    """
    if event != FOREIGN:
        return ""
    if isinstance(rule.params, LocateParams):
        return rule.params.on_request
    return RESIST if rule.kind == "report" else ""
