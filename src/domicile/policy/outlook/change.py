"""What a change of packs closes and opens, and from when: the decision, made under both."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from domicile.core.decision import Outcome, SiteVerdict
from domicile.core.errors import InvalidRequestError
from domicile.core.findings import DataClass
from domicile.core.ids import FeatureId, MarketId, RuleId, SiteId
from domicile.markets.agenda import turning_days
from domicile.markets.resolve import Atlas
from domicile.policy.binding import bound
from domicile.policy.decide import decide
from domicile.policy.inquiry import Inquiry
from domicile.policy.register.standing import is_open
from domicile.store.releases import ReleaseKey

HORIZON_DAYS: Final = 400
"""How far ahead is looked, in days: over a year, so that every yearly date lies within."""

BY_REGISTER: Final = "approval."
"""How the names of the register's own reasons begin; no change of packs brings them about."""

What = Literal["closes", "opens"]
"""What the change does to a site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A site that a change closes or opens for a feature."""

    what: What
    """What it does."""

    market: MarketId
    """The operator market; user and device are there too."""

    feature: FeatureId
    """Which feature."""

    site: SiteId
    """Which site."""

    only_with_data: bool
    """Whether it takes a request with personal data; every class was asked at once."""

    start: date
    """From which day."""

    end: date | None
    """Until which day; None within the horizon."""

    rules: tuple[RuleId, ...]
    """The rules that close it: the new ones of a site that closes, else the old ones."""

    release: str | None
    """The open release of the register that it makes void or useful; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Everything that a change closes and opens."""

    days: tuple[date, ...]
    """The days for which it was decided: today, and whenever a rule begins or ends."""

    undecided: tuple[date, ...]
    """Days among them on which one of the packs may no longer speak."""

    effects: tuple[Effect, ...]
    """What closes and opens, soonest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stand:
    """How a site stands on one day, under both editions."""

    day: date
    """The day."""

    old: frozenset[RuleId]
    """Rules that close it under the old edition; empty: open."""

    new: frozenset[RuleId]
    """Rules that close it under the new one; empty: open."""

    @property
    def what(self) -> What | None:
        """What the change does to it on this day."""
        if bool(self.old) is bool(self.new):
            return None
        return "closes" if self.new else "opens"


def outlook(inquiries: Iterable[Inquiry], old: Atlas, new: Atlas, *, at: date) -> Outlook:
    """Decide under both editions on the day ``at``, and on each on which a rule of either turns.

    The register stays as it is; what only it closes is left out, as no pack can open that.

    Args:
        inquiries: One for each market and feature, with every site and no data. Each is asked
            without data, and with every kind of it.
        old: The markets under the old edition.
        new: The markets under the new edition.
        at: The first day.

    Raises:
        UnknownMarketError: No pack speaks for the market of an inquiry.
    """
    asked = tuple(inquiries)
    packs = [atlas.get(market) for atlas in (old, new) for market in atlas.markets]
    last = at + timedelta(days=HORIZON_DAYS)
    days = (at, *sorted(day for day in turning_days(packs) if at < day <= last))
    decided, undecided = _decidable(asked, (old, new), days)
    effects = [each for inquiry in asked for each in _of_inquiry(inquiry, old, new, decided)]
    return Outlook(days=days, undecided=undecided, effects=tuple(sorted(effects, key=_soonest)))


def _of_inquiry(inquiry: Inquiry, old: Atlas, new: Atlas, days: Sequence[date]) -> Iterator[Effect]:
    """Yield what happens without data, and what happens besides as soon as there is some."""
    plain = tuple(_effects(inquiry, old, new, days))
    yield from plain
    seen = {(each.site, each.what, each.start, each.end) for each in plain}
    for each in _effects(replace(inquiry, data=frozenset(DataClass)), old, new, days):
        if (each.site, each.what, each.start, each.end) not in seen:
            yield each


def _decidable(
    inquiries: Sequence[Inquiry], atlases: tuple[Atlas, Atlas], days: Sequence[date]
) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Return the days on which all packs may speak, and those on which one may not."""
    decided, undecided = [], []
    for day in days:
        try:
            for inquiry in inquiries:
                for atlas in atlases:
                    bound(replace(inquiry, at=day), atlas)
        except InvalidRequestError:
            undecided.append(day)
        else:
            decided.append(day)
    return tuple(decided), tuple(undecided)


def _effects(inquiry: Inquiry, old: Atlas, new: Atlas, days: Sequence[date]) -> Iterator[Effect]:
    stands: dict[SiteId, list[_Stand]] = {}
    for day in days:
        asked = replace(inquiry, at=day)
        before = {each.site: each for each in decide(asked, old).sites}
        for verdict in decide(asked, new).sites:
            stand = _Stand(day=day, old=_closing(before[verdict.site]), new=_closing(verdict))
            stands.setdefault(verdict.site, []).append(stand)
    for site, course in stands.items():
        yield from _course(inquiry, site, course)


def _course(inquiry: Inquiry, site: SiteId, course: Sequence[_Stand]) -> Iterator[Effect]:
    """Yield each stretch of days on which the two editions differ in the same way."""
    begun: _Stand | None = None
    for stand in (*course, None):
        if begun is not None and (stand is None or stand.what != begun.what):
            end = None if stand is None else stand.day - timedelta(days=1)
            yield _effect(inquiry, site, begun, end)
            begun = None
        if begun is None and stand is not None and stand.what is not None:
            begun = stand


def _effect(inquiry: Inquiry, site: SiteId, stand: _Stand, end: date | None) -> Effect:
    market = inquiry.whereabouts.operator
    release = inquiry.releases.get(ReleaseKey(market, inquiry.feature, site))
    entry = release.entry if release and is_open(release, inquiry.audience) else None
    return Effect(
        what=stand.what or "closes",
        market=market,
        feature=inquiry.feature,
        site=site,
        only_with_data=bool(inquiry.data),
        start=stand.day,
        end=end,
        rules=tuple(sorted(stand.new or stand.old)),
        release=entry,
    )


def _closing(verdict: SiteVerdict) -> frozenset[RuleId]:
    return frozenset(
        reason.rule
        for reason in verdict.reasons
        if reason.outcome is Outcome.REFUSE and not reason.rule.startswith(BY_REGISTER)
    )


def _soonest(effect: Effect) -> tuple[date, MarketId, FeatureId, SiteId]:
    return effect.start, effect.market, effect.feature, effect.site
