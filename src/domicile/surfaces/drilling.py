"""``release drill`` for every surface: what is asked, and the JSON that is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from domicile.core.ids import MarketId, SiteId
from domicile.core.text import Language
from domicile.placement.choose import level
from domicile.policy.outlook.drill import Affected, Change, Circumstances, Turn, drill
from domicile.policy.outlook.leaving import Leaving, leaving
from domicile.surfaces.planning import inquiry, unable
from domicile.surfaces.shape import JsonObject, reason_json

if TYPE_CHECKING:
    from domicile.app import Domicile


@dataclass(frozen=True, slots=True, kw_only=True)
class Drilled:
    """What would become of everything without a site, and what there is to do."""

    without: SiteId
    """The site that would be gone."""

    affected: tuple[Affected, ...]
    """Every feature and market that it serves, market by market."""

    exit: tuple[Leaving, ...]
    """The exit list."""


def drilled(domicile: "Domicile", without: SiteId, market: MarketId | None = None) -> Drilled:
    """Find out what would die without a site; nothing is changed.

    Raises:
        UnknownSiteError: There is no such site.
        UnknownMarketError: No pack speaks for the market.
    """
    site = domicile.sites.get(without)
    markets = domicile.settings.operator.markets if market is None else (market,)
    role = domicile.settings.role
    asked = (inquiry(domicile, each, feature) for each in markets for feature in domicile.features)
    here = Circumstances(unable=unable(domicile), level=lambda each: level(each, role))
    return Drilled(
        without=without,
        affected=tuple(drill(asked, domicile.atlas, without, here)),
        exit=tuple(leaving(site, domicile.register.snapshot().values())),
    )


def by_market(found: Drilled) -> Sequence[tuple[MarketId, Sequence[Affected]]]:
    """Return what is affected, market by market."""
    return [
        (market, tuple(each))
        for market, each in groupby(found.affected, key=lambda affected: affected.market)
    ]


def drill_json(found: Drilled, language: Language) -> JsonObject:
    """Return a drill for programs."""
    return {
        "without": found.without,
        "markets": [
            {"market": market, "features": [_affected(one, language) for one in affected]}
            for market, affected in by_market(found)
        ],
        "exit": [
            {"what": each.what, "detail": each.detail.spoken(language)} for each in found.exit
        ],
    }


def _affected(found: Affected, language: Language) -> JsonObject:
    return {
        "feature": found.feature,
        **_turn(found.plain, language),
        "with_data": [{"data": turn.data, **_turn(turn, language)} for turn in found.with_data],
    }


def _turn(found: Turn, language: Language) -> JsonObject:
    return {
        "now": found.now,
        "then": found.then,
        "dies": found.dies,
        "why": [reason_json(reason, language) for reason in found.why],
        "changes": [_change(each) for each in found.changes],
    }


def _change(found: Change) -> JsonObject:
    return {
        "what": found.what,
        "now": found.now,
        "then": found.then,
        "weaker": found.is_weaker,
    }
