"""The gateway as an ASGI application: one boundary around plain routes."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Route, Router
from starlette.types import Receive, Scope, Send

from domicile.core.errors import DomicileError, UnknownRouteError
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.faults import error_reply, unexpected_reply
from domicile.surfaces.http.house import House
from domicile.surfaces.http.reply import Reply
from domicile.surfaces.http.table import Endpoint
from domicile.surfaces.openai.writing import frame

CALL = "domicile.call"
"""Where the call stands in the scope."""

LEFT = 499
"""Status in the log for a caller who left before the response began; nobody is sent it."""

UNKNOWN = "unknown"
"""Route in the log for a path that is none of ours; the path itself may say anything."""

_log = logging.getLogger("domicile.http")


class Gateway:
    """Answers every call, and never lets an error out.

    Args:
        house: What the endpoints are given.
        endpoints: The table of endpoints.
        pages: Routes that are no endpoints, such as the console's.
    """

    def __init__(
        self, house: House, endpoints: Sequence[Endpoint], pages: Sequence[BaseRoute] = ()
    ) -> None:
        self._house = house
        self._router = Router(
            routes=[*_stations(house, endpoints), *pages],
            redirect_slashes=False,
            default=self._nothing,
        )

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Everything that is answered."""
        return self._router.routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call; the only blind handler of the gateway is here."""
        if scope["type"] != "http":
            return
        clock = self._house.domicile.clock
        began_s = clock.monotonic_s()
        call = Call(scope, receive, send)
        scope[CALL] = call
        try:
            self._house.door.guard(call)
            await self._router.app(scope, call.receive, call.send)
        except HTTPException as error:
            status = HTTPStatus(error.status_code)
            missing = UnknownRouteError("nothing answers at this path")
            await _fail(call, error_reply(missing, status=status))
        except DomicileError as error:
            self._house.meter.error(error.code)
            await _fail(call, error_reply(error))
        except BaseException as error:
            if not isinstance(error, Exception):
                raise  # the server stops; everything else ends here, at the last net
            self._house.meter.error(DomicileError.code)
            await _fail(call, unexpected_reply(error, self._house.domicile.entropy, _log))
        self._note(call, clock.monotonic_s() - began_s)

    async def _nothing(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Say that nothing answers here; beneath /v1 only to callers that may come in."""
        del receive, send
        if scope["path"].startswith("/v1/"):
            self._house.door.admit(scope[CALL])
        raise UnknownRouteError("nothing answers at this path")

    def _note(self, call: Call, seconds: float) -> None:
        """Count the call, and log it; no line holds anything that the caller wrote."""
        route = call.route or _page(call.scope)
        status = call.status or LEFT
        self._house.meter.call(route, call.method, status, seconds=seconds)
        self._house.calls.note(call, route, status)
        if _log.isEnabledFor(logging.INFO):
            receipt = call.receipt_id or "-"
            _log.info("%s %s %d %.1f ms %s", call.method, route, status, seconds * 1000, receipt)


class _Station:
    """All endpoints of one path, as an ASGI application."""

    def __init__(self, house: House, path: str, endpoints: Mapping[str, Endpoint]) -> None:
        self._house = house
        self._path = path
        self._endpoints = endpoints

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive, send
        call: Call = scope[CALL]
        call.route = self._path
        endpoint = self._endpoints.get(call.method)
        if endpoint is None:
            allow = ", ".join(self._endpoints).encode("ascii")
            error = UnknownRouteError("this path does not answer to this method")
            reply: Reply | None = error_reply(
                error, status=HTTPStatus.METHOD_NOT_ALLOWED, headers=((b"allow", allow),)
            )
        else:
            if endpoint.is_keyed:
                self._house.door.admit(call)
            reply = await endpoint.handle(self._house, call)
        if reply is not None:
            await reply.send(call.send)


def _stations(house: House, endpoints: Sequence[Endpoint]) -> Iterator[Route]:
    for path in dict.fromkeys(endpoint.path for endpoint in endpoints):
        by_method: dict[str, Endpoint] = {
            each.method: each for each in endpoints if each.path == path
        }
        if "GET" in by_method:
            by_method = {"HEAD": by_method["GET"]} | by_method
        yield Route(path, _Station(house, path, by_method))


def _page(scope: Scope) -> str:
    return getattr(scope.get("route"), "path", UNKNOWN)


async def _fail(call: Call, reply: Reply) -> None:
    """Reply, or end a stream that has begun with the error as its last event."""
    if not call.is_begun:
        await reply.send(call.send)
    elif call.is_stream:
        await call.send({"type": "http.response.body", "body": frame(reply.body)})
