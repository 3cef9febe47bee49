"""The routes of the pages for people; they take no key, and what they send goes to the API."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from domicile.app import Domicile
from domicile.core.ids import MarketId
from domicile.core.text import Bilingual, Language
from domicile.policy.person.texts import SettingsText, settings_page
from domicile.surfaces.console.frame import Pages, frame_of
from domicile.surfaces.console.people.words import (
    COMPLAINT,
    COMPLAINT_SAYS,
    DETECT,
    DETECT_SAYS,
    NOTICES,
    PLACES,
)

BLANK: Final = "____"
"""What stands in a notice for what is not said yet."""


class People:
    """Answers for the pages for people.

    Args:
        domicile: What the pages are about.
        pages: Writes pages.
    """

    def __init__(self, domicile: Domicile, pages: Pages) -> None:
        self._domicile = domicile
        self._pages = pages

    async def notices(self, request: Request) -> Response:
        """Show every notice of every market, with its version."""
        found = await asyncio.to_thread(self._notices)
        language = frame_of(request, self._domicile).language
        return self._show(
            request,
            "notices",
            NOTICES,
            shown={"markets": [(*named, found[named[0]]) for named in self._markets(language)]},
        )

    async def complaint(self, request: Request) -> Response:
        """Show the form for complaints."""
        language = frame_of(request, self._domicile).language
        return self._show(
            request,
            "complaint",
            COMPLAINT,
            shown={
                "says": said(COMPLAINT_SAYS, language),
                "markets": self._markets(language),
                "usual": self._domicile.settings.operator.default_market,
            },
        )

    async def detect(self, request: Request) -> Response:
        """Show the form of the detector."""
        language = frame_of(request, self._domicile).language
        return self._show(request, "detect", DETECT, shown={"says": said(DETECT_SAYS, language)})

    def _show(
        self,
        request: Request,
        name: str,
        words: Mapping[str, Bilingual],
        *,
        shown: Mapping[str, object],
    ) -> Response:
        frame = frame_of(request, self._domicile)
        return self._pages.page(
            f"people/{name}.html",
            frame,
            {"words": frame.said(words), "places": frame.said(PLACES), **shown},
        )

    def _markets(self, language: Language) -> list[tuple[MarketId, str]]:
        atlas = self._domicile.atlas
        return [
            (market, atlas.get(market).name.spoken(language))
            for market in self._domicile.settings.operator.markets
        ]

    def _notices(self) -> Mapping[MarketId, tuple[SettingsText, ...]]:
        domicile, at = self._domicile, self._domicile.clock.now().date()
        operator = domicile.settings.operator
        return {
            market: tuple(map(_blanked, settings_page(domicile.atlas, market, operator, at=at)))
            for market in operator.markets
        }


def _blanked(notice: SettingsText) -> SettingsText:
    """Return ``notice`` as people read it: with a blank where something is not said yet."""
    en, zh = notice.text.en, notice.text.zh
    for name in notice.missing:
        en, zh = (text.replace(f"{{{name}}}", BLANK) for text in (en, zh))
    return replace(notice, text=Bilingual(en=en, zh=zh))


def said(words: Mapping[str, Bilingual], language: Language) -> dict[str, str]:
    """Return words in one language, for a script."""
    return {name: text.spoken(language) for name, text in words.items()}


def people_routes(domicile: Domicile) -> list[BaseRoute]:
    """Return the routes of the pages for people."""
    people = People(domicile, Pages())
    return [
        Route("/console/notices", people.notices, methods=["GET"]),
        Route("/console/complaint", people.complaint, methods=["GET"]),
        Route("/console/detect", people.detect, methods=["GET"]),
    ]
