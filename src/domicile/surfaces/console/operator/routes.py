"""The routes of the operator's pages."""

import asyncio
from http import HTTPStatus
from typing import Final

from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domicile.surfaces.console.frame import SECURITY, Pages
from domicile.surfaces.console.operator.acts import carry_out, step
from domicile.surfaces.console.operator.board import board, names_of
from domicile.surfaces.console.operator.entrance import HOME, Entrance, Visit
from domicile.surfaces.console.operator.outlook import Outlook
from domicile.surfaces.console.operator.records import Records
from domicile.surfaces.console.operator.words import ACT, BOARD, HISTORY, STATES
from domicile.surfaces.http.house import House

PAGE_EVENTS: Final = 200
"""Events of the history on one page."""


class Releases:
    """Answers for the pages of the register.

    Args:
        house: What the pages are about.
        entrance: Lets operators in, and shows them pages.
    """

    def __init__(self, house: House, entrance: Entrance) -> None:
        self._domicile = house.domicile
        self._entrance = entrance

    async def board(self, visit: Visit) -> Response:
        """Show the board."""
        language = visit.frame.language
        columns = await asyncio.to_thread(board, self._domicile, language)
        return self._entrance.show(
            "board",
            visit,
            words=visit.frame.said(BOARD),
            columns=columns,
            done=self._done(visit),
            choices=self._choices(visit),
        )

    async def confirm(self, visit: Visit) -> Response:
        """Show a step, and ask for a name."""
        language = visit.frame.language
        shown = await asyncio.to_thread(step, self._domicile, visit.asked, language)
        words = visit.frame.said(BOARD, ACT)
        return self._entrance.show("step", visit, words=words, step=shown)

    async def act(self, visit: Visit) -> Response:
        """Carry out a step, and lead back to the board."""
        form = await visit.form()
        release = await asyncio.to_thread(carry_out, self._domicile, form, visit.key)
        address = visit.frame.link(HOME, **release.key._asdict())
        return RedirectResponse(address, HTTPStatus.SEE_OTHER, dict(SECURITY))

    async def history(self, visit: Visit) -> Response:
        """Show what happened, latest first, a page at a time."""
        events = (await asyncio.to_thread(self._domicile.register.history))[::-1]
        before = visit.asked.get("before", "")
        if before.isascii() and before.isdigit():
            events = tuple(each for each in events if each.release.event < int(before))
        language = visit.frame.language
        return self._entrance.show(
            "history",
            visit,
            words=visit.frame.said(HISTORY, {"reason": BOARD["reason"]}),
            states={state: said.spoken(language) for state, said in STATES.items()},
            events=events[:PAGE_EVENTS],
            before=events[PAGE_EVENTS - 1].release.event if len(events) > PAGE_EVENTS else None,
        )

    def _choices(self, visit: Visit) -> dict[str, list[tuple[str, str]]]:
        """Return what a release can be submitted for: ids, and what they are called."""
        domicile, language = self._domicile, visit.frame.language
        markets = domicile.settings.operator.markets
        return {
            "market": [(each, domicile.atlas.get(each).name.spoken(language)) for each in markets],
            "feature": [
                (name, each.title.spoken(language)) for name, each in domicile.features.items()
            ],
            "site": [(each.id, each.id) for each in domicile.sites.sites],
        }

    def _done(self, visit: Visit) -> str:
        """Say what the last step led to, where the address names one."""
        said, language = visit.asked, visit.frame.language
        name = (said.get("market"), said.get("feature"), said.get("site"))
        for key, release in self._domicile.register.snapshot().items():
            if key == name:
                entry = (*names_of(self._domicile, key, language), key.site)
                state = STATES[release.state].spoken(language)
                return BOARD["done"].spoken(language).format(entry=" · ".join(entry), state=state)
        return ""


def operator_routes(house: House) -> list[BaseRoute]:
    """Return the routes of the operator's pages."""
    entrance = Entrance(house, Pages())
    releases, outlook = Releases(house, entrance), Outlook(house, entrance)
    records = Records(house, entrance)
    guard = entrance.guard
    return [
        Route(HOME, guard(releases.board), methods=["GET"]),
        Route(f"{HOME}/enter", entrance.enter, methods=["POST"]),
        Route(f"{HOME}/leave", guard(entrance.leave), methods=["POST"]),
        Route(f"{HOME}/step", guard(releases.confirm), methods=["GET"]),
        Route(f"{HOME}/step", guard(releases.act), methods=["POST"]),
        Route(f"{HOME}/history", guard(releases.history), methods=["GET"]),
        Route(f"{HOME}/plan", guard(outlook.plan), methods=["GET"]),
        Route(f"{HOME}/drill", guard(outlook.drill), methods=["GET"]),
        Route(f"{HOME}/exposure", guard(outlook.exposure), methods=["GET"]),
        Route(f"{HOME}/cases", guard(records.cases), methods=["GET"]),
        Route(f"{HOME}/case", guard(records.case), methods=["GET"]),
        Route(f"{HOME}/case", guard(records.answer), methods=["POST"]),
        Route(f"{HOME}/keeping", guard(records.keeping), methods=["GET"]),
    ]
