"""The public transparency logs, as C2SP tlog-tiles wants them served."""

import re

from domicile.core.errors import UnknownRouteError
from domicile.core.ids import MarketId
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.house import House
from domicile.surfaces.http.reply import TEXT, Header, Reply

TILE = b"application/octet-stream"

_MARKET = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")
_FRESH: Header = (b"cache-control", b"no-cache")
_FOREVER: Header = (b"cache-control", b"public, max-age=31536000, immutable")


async def checkpoint(house: House, call: Call) -> Reply:
    """Serve the signed checkpoint of a market's log; it changes, so nobody may keep it.

    Raises:
        UnknownRouteError: There is no such log yet.
    """
    data = house.domicile.logs.checkpoint(_market(call))
    if data is None:
        raise UnknownRouteError("this market has no log yet")
    return Reply(body=data, media=TEXT, headers=(_FRESH,))


async def tile(house: House, call: Call) -> Reply:
    """Serve a tile or an entry bundle; what stands at a path never changes.

    Raises:
        UnknownRouteError: The log has no such tile.
    """
    data = house.domicile.logs.tile(_market(call), f"tile/{call.param('path')}")
    if data is None:
        raise UnknownRouteError("the log has no such tile")
    return Reply(body=data, media=TILE, headers=(_FOREVER,))


def _market(call: Call) -> MarketId:
    """Return the market in the path; a path that is spelt in another way is another path."""
    market = call.param("market")
    if _MARKET.fullmatch(market) is None or b"%" in call.scope["raw_path"]:
        raise UnknownRouteError("no log has this path")
    return MarketId(market)
