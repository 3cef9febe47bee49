"""The way into the operator's pages: who may come in, which forms count, what goes wrong."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domicile.core.errors import DomicileError, InvalidRequestError
from domicile.store.keys import ApiKey
from domicile.surfaces.console.frame import SECURITY, Frame, Pages, frame_of
from domicile.surfaces.console.operator.sections import SECTIONS
from domicile.surfaces.console.operator.session import COOKIE, LIFE_S, Sessions
from domicile.surfaces.console.operator.words import ENTRANCE
from domicile.surfaces.http.gateway import CALL
from domicile.surfaces.http.house import House
from domicile.surfaces.openai.faults import fault_of

HOME: Final = "/console/operator"
MAX_FIELDS: Final = 50
"""Most fields of a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One page that an operator opens."""

    request: Request
    """The call."""

    frame: Frame
    """What the page is shown in."""

    key: ApiKey | None
    """The key that they came in by; None where none is needed."""

    token: str
    """What the page's forms must bear."""

    @property
    def asked(self) -> Mapping[str, str]:
        """What the address says; the last one wins."""
        return self.request.query_params

    async def form(self) -> Mapping[str, str]:
        """Return the fields of the form that was sent, each once.

        Raises:
            InvalidRequestError: It is no form of ours.
        """
        return await form_of(self.request)


Handler = Callable[[Visit], Awaitable[Response]]
"""Answers for one page."""


class Entrance:
    """Lets operators in.

    Args:
        house: What the pages are about.
        pages: Writes pages.
    """

    def __init__(self, house: House, pages: Pages) -> None:
        self._house = house
        self._pages = pages
        domicile = house.domicile
        self._sessions = Sessions(lambda: domicile.keys, domicile.clock, domicile.entropy)

    def guard(self, handle: Handler) -> Callable[[Request], Awaitable[Response]]:
        """Return ``handle`` for operators alone; everybody else is asked for a key."""

        async def guarded(request: Request) -> Response:
            frame = frame_of(request, self._house.domicile)
            given = request.cookies.get(COOKIE, "")
            is_free = await asyncio.to_thread(lambda: self._house.door.is_free)
            key = None if is_free else await asyncio.to_thread(self._sessions.key, given)
            if not is_free and key is None:
                return self._asking(frame)
            token = self._sessions.token("" if is_free else given)
            visit = Visit(request=request, frame=frame, key=key, token=token)
            try:
                if request.method == "POST" and not await self._is_own(visit):
                    return self.failed(frame, None)
                return await handle(visit)
            except DomicileError as error:
                return self.failed(frame, error)

        return guarded

    async def enter(self, request: Request) -> Response:
        """Give a pass to whoever bears an operator's key."""
        frame = frame_of(request, self._house.domicile)
        if not is_same_origin(request):
            return self.failed(frame, None)
        try:
            form = await form_of(request)
            made = await asyncio.to_thread(self._sessions.begin, form.get("key", "").strip())
        except DomicileError:
            return self._asking(frame, is_wrong=True)
        reply = RedirectResponse(frame.link(HOME), HTTPStatus.SEE_OTHER, dict(SECURITY))
        reply.set_cookie(
            COOKIE,
            made,
            max_age=LIFE_S,
            path=HOME,
            httponly=True,
            samesite="strict",
            secure=request.headers.get("origin", "").startswith("https:"),
        )
        return reply

    async def leave(self, visit: Visit) -> Response:
        """Take the pass back."""
        reply = RedirectResponse(visit.frame.link(HOME), HTTPStatus.SEE_OTHER, dict(SECURITY))
        reply.delete_cookie(COOKIE, path=HOME, httponly=True, samesite="strict")
        return reply

    def show(self, name: str, visit: Visit, **shown: object) -> Response:
        """Return a page for an operator, with what stands on each of them."""
        return self._pages.page(
            f"operator/{name}.html",
            visit.frame,
            {
                "visit": visit,
                "entrance": visit.frame.said(ENTRANCE),
                "sections": visit.frame.said(SECTIONS),
                **shown,
            },
        )

    def failed(self, frame: Frame, error: DomicileError | None) -> Response:
        """Return a page that says what went wrong, and what to do about it.

        Args:
            frame: What the page is shown in.
            error: What went wrong; None: the form was not one of this gateway's.
        """
        return self._pages.page(
            "operator/failed.html",
            frame,
            {"error": error, "entrance": frame.said(ENTRANCE)},
            status=HTTPStatus.FORBIDDEN if error is None else fault_of(error).status,
        )

    def _asking(self, frame: Frame, *, is_wrong: bool = False) -> Response:
        return self._pages.page(
            "operator/entrance.html",
            frame,
            {"entrance": frame.said(ENTRANCE), "is_wrong": is_wrong},
            status=HTTPStatus.FORBIDDEN,
        )

    async def _is_own(self, visit: Visit) -> bool:
        """Tell whether a form was shown by this gateway, to this very visitor."""
        given = "" if visit.key is None else visit.request.cookies.get(COOKIE, "")
        token = (await visit.form()).get("token", "")
        return is_same_origin(visit.request) and self._sessions.is_own(token, given)


def is_same_origin(request: Request) -> bool:
    """Tell whether no browser says that a form comes from a page of another origin."""
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host", "")


async def form_of(request: Request) -> Mapping[str, str]:
    """Return the fields of a form, each once; a body is read once, and remembered.

    Raises:
        InvalidRequestError: It is no form of ours.
        BodyTooLargeError: It is larger than the gateway reads.
    """
    if not hasattr(request.state, "form"):
        body = await request.scope[CALL].body()
        try:
            fields = parse_qs(
                body.decode(),
                keep_blank_values=True,
                strict_parsing=bool(body),
                max_num_fields=MAX_FIELDS,
            )
        except ValueError as error:
            raise InvalidRequestError("the body is not a form") from error
        request.state.form = {name: values[-1] for name, values in fields.items()}
    form: Mapping[str, str] = request.state.form
    return form
