"""The pages that look ahead: how far a release is, and what a partner is and holds."""

import asyncio
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from starlette.responses import Response

from domicile.core.errors import InvalidRequestError
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.text import Bilingual
from domicile.policy.outlook.drill import Affected, Turn
from domicile.reports.exposure_page import document
from domicile.surfaces.console.frame import Frame
from domicile.surfaces.console.operator.entrance import Entrance, Visit
from domicile.surfaces.console.operator.outlook_words import (
    DRILL,
    EXPOSURE,
    FACTS,
    ITEMS,
    PLAN,
    REQUESTS,
)
from domicile.surfaces.console.operator.words import STATES, VERBS
from domicile.surfaces.drilling import drilled
from domicile.surfaces.exposing import exposed
from domicile.surfaces.http.house import House
from domicile.surfaces.planning import plan_json, plans

Word = TypeVar("Word", bound=str)


class Outlook:
    """Answers for the pages that look ahead.

    Args:
        house: What the pages are about.
        entrance: Lets operators in, and shows them pages.
    """

    def __init__(self, house: House, entrance: Entrance) -> None:
        self._domicile = house.domicile
        self._entrance = entrance

    async def plan(self, visit: Visit) -> Response:
        """Show how far a feature is from its release."""
        domicile, frame = self._domicile, visit.frame
        feature = FeatureId(visit.asked.get("feature") or next(iter(domicile.features)))
        found = await asyncio.to_thread(plans, domicile, feature)
        return self._entrance.show(
            "plan",
            visit,
            words=frame.said(PLAN),
            chosen=feature,
            features=[
                (name, each.title.spoken(frame.language))
                for name, each in domicile.features.items()
            ],
            plan=plan_json(feature, found, frame.language),
            verbs=spoken(VERBS.items(), frame),
            states=spoken(STATES.items(), frame),
        )

    async def drill(self, visit: Visit) -> Response:
        """Show what would be without a site."""
        domicile, frame = self._domicile, visit.frame
        without = visit.asked.get("without", "")
        found = await asyncio.to_thread(drilled, domicile, SiteId(without)) if without else None
        return self._entrance.show(
            "drill",
            visit,
            words=frame.said(DRILL),
            sites=self._partners(),
            chosen=without,
            found=found,
            rows=[
                (self._named(each, frame), turn, becomes(turn))
                for each in (found.affected if found else ())
                for turn in (each.plain, *each.with_data)
            ],
            requests=spoken(REQUESTS.items(), frame),
            facts=spoken(FACTS.items(), frame),
            items=spoken(ITEMS.items(), frame),
        )

    async def exposure(self, visit: Visit) -> Response:
        """Show what a partner could be compelled to hand over."""
        domicile, frame = self._domicile, visit.frame
        site = visit.asked.get("site", "")
        first, last = (_day(visit, name) for name in ("from", "to"))
        found = None
        if site:
            found = await asyncio.to_thread(exposed, domicile, SiteId(site), first, last)
        return self._entrance.show(
            "exposure",
            visit,
            words=frame.said(EXPOSURE),
            sites=self._partners(),
            chosen=site,
            span=found.span if found else None,
            document=document(found) if found else None,
        )

    def _partners(self) -> list[SiteId]:
        return [site.id for site in self._domicile.sites.sites if not site.is_device]

    def _named(self, found: Affected, frame: Frame) -> tuple[str, str]:
        market = self._domicile.atlas.get(MarketId(found.market)).name
        feature = self._domicile.feature(found.feature).title
        return market.spoken(frame.language), feature.spoken(frame.language)


def becomes(turn: Turn) -> str:
    """Return the word for what becomes of requests."""
    if turn.dies:
        return "dies"
    if turn.now is None:
        return "shut"
    return "stays" if turn.now == turn.then else "moves"


def spoken(words: Iterable[tuple[Word, Bilingual]], frame: Frame) -> dict[str, str]:
    """Return terms in the page's language, by their words."""
    return {str(word): said.spoken(frame.language) for word, said in words}


def _day(visit: Visit, name: str) -> date | None:
    said = visit.asked.get(name, "")
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise InvalidRequestError(f"`{name}` is no day", param=name) from error
