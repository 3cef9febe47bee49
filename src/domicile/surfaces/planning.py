"""``release plan`` for every surface: what is asked, and the JSON that is printed."""

from dataclasses import replace
from typing import TYPE_CHECKING

from domicile.core.content import Content, Message
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.text import Language
from domicile.policy.caller import Caller
from domicile.policy.inquiry import Inquiry
from domicile.policy.outlook.missing import Missing
from domicile.policy.outlook.plan import MarketPlan, SitePlan, plan
from domicile.policy.outlook.routes import WORDS, Route
from domicile.surfaces.shape import JsonObject

if TYPE_CHECKING:
    from domicile.app import Domicile

_NOTHING = Content(messages=(Message(role="user", content=""),))


def inquiry(domicile: "Domicile", market: MarketId, feature: FeatureId) -> Inquiry:
    """Return the question whether ``feature`` may be offered in ``market``, as things stand.

    Raises:
        UnknownFeatureError: There is no such feature.
        UnknownMarketError: No pack speaks for the market.
    """
    request = domicile.request(feature, _NOTHING, Caller(market=market))
    return domicile.desk.inquiry(
        request, frozenset(), domicile.register.snapshot(), domicile.clock.now().date()
    )


def unable(domicile: "Domicile") -> frozenset[SiteId]:
    """Return the sites that have no model installed."""
    book = domicile.sites
    return frozenset(site.id for site in book.sites if not book.capacity(site.id).available)


def plans(
    domicile: "Domicile",
    feature: FeatureId,
    market: MarketId | None = None,
    site: SiteId | None = None,
) -> tuple[MarketPlan, ...]:
    """Return how far ``feature`` is from its release in each market of the operator.

    Args:
        domicile: The house.
        feature: Which feature.
        market: Only this market.
        site: Only this site, whether or not it serves the feature.

    Raises:
        UnknownFeatureError: There is no such feature.
        UnknownMarketError: No pack speaks for the market.
        UnknownSiteError: There is no such site.
    """
    pin = None if site is None else domicile.sites.get(site).id
    markets = domicile.settings.operator.markets if market is None else (market,)
    return tuple(
        plan(
            replace(inquiry(domicile, each, feature), pin=pin),
            domicile.atlas,
            unable=unable(domicile),
            two_person=domicile.settings.register.two_person,
        )
        for each in markets
    )


def plan_json(feature: FeatureId, found: tuple[MarketPlan, ...], language: Language) -> JsonObject:
    """Return plans for programs."""
    return {"feature": feature, "markets": [_market(each, language) for each in found]}


def _market(found: MarketPlan, language: Language) -> JsonObject:
    return {
        "market": found.market,
        "name": found.name.spoken(language),
        "open": found.is_open,
        "distance": found.distance,
        "sites": [_site(site, language) for site in found.sites],
    }


def _site(found: SitePlan, language: Language) -> JsonObject:
    other = found.other
    return {
        "site": found.site,
        "open": found.is_open,
        "state": found.state.value if found.state else None,
        "distance": found.distance,
        "steps": list(found.steps),
        "missing": [_missing(each, language) for each in found.missing],
        "duties_unmet": [_missing(each, language) for each in found.duties],
        "upcoming": [
            {
                "rule": each.rule,
                "date": each.date.isoformat(),
                "text": each.text.spoken(language),
                "only_with_data": each.only_with_data,
            }
            for each in found.ahead
        ],
        "route": _route(found.route, language) if found.route else None,
        "other_route": _route(other.route, language)
        | {"missing": [_missing(each, language) for each in other.missing]}
        if other
        else None,
    }


def _missing(found: Missing, language: Language) -> JsonObject:
    return {
        "rule": found.rule,
        "kind": found.kind,
        "what": found.what.spoken(language),
        "remedy": found.remedy.spoken(language) if found.remedy else None,
        "citation": found.citation,
        "basis": found.basis,
        "known": found.known,
        "data": [each.value for each in found.data],
    }


def _route(found: Route, language: Language) -> JsonObject:
    return {
        "route": found.way,
        "text": WORDS[found.way].spoken(language),
        "rule": found.rule,
        "artifact": found.artifact,
        "fields": list(found.fields),
        "number": found.number,
        "number_format": found.number_format,
        "citation": found.citation,
    }
