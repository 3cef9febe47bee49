"""``GET /v1/partners/{id}/exposure``: what a partner could be compelled to hand over."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Final

from domicile.core.errors import InvalidRequestError, UnknownRouteError, UnknownSiteError
from domicile.core.ids import SiteId
from domicile.reports.exposure_page import exposure_json
from domicile.surfaces.exposing import exposed
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.desks.releases import asked
from domicile.surfaces.http.door import must_operate
from domicile.surfaces.http.house import House
from domicile.surfaces.http.reply import Reply, json_reply

DAYS: Final = ("from", "to")
"""What the query may name: the first and the last day."""


async def exposure(house: House, call: Call) -> Reply:
    """Say what a partner could be compelled to hand over; ``from`` and ``to`` name days.

    Raises:
        ForbiddenError: The key is no operator's.
        UnknownRouteError: There is no such site.
        InvalidRequestError: It is the device; or the query names no days, or in no order.
    """
    must_operate(call)
    query = asked(call, *DAYS)
    first, last = (_day(query, name) for name in DAYS)
    site = SiteId(call.param("site"))
    try:
        found = await asyncio.to_thread(exposed, house.domicile, site, first, last)
    except UnknownSiteError as error:
        raise UnknownRouteError("there is no such site") from error
    return json_reply(exposure_json(found, house.domicile.settings.language))


def _day(query: Mapping[str, str], name: str) -> date | None:
    if name not in query:
        return None
    try:
        return date.fromisoformat(query[name])
    except ValueError as error:
        raise InvalidRequestError(
            f"`{name}` is no day", remedy="Write it as in 2026-11-24.", param=name
        ) from error
