"""Answering a request: whole, or told piece by piece as server-sent events."""

from contextlib import aclosing
from http import HTTPStatus
from typing import Protocol
from urllib.parse import quote

from domicile.core.answer import Answer, Placement, Refusal
from domicile.core.reply import CallDelta, Delta
from domicile.core.request import Request
from domicile.surfaces.http.call import Attended, Call
from domicile.surfaces.http.house import House
from domicile.surfaces.http.reply import NO_SNIFFING, Header, Reply
from domicile.surfaces.openai.writing import frame

BEAT_S = 15.0
"""Longest silence in a stream, in seconds; proxies close connections that say nothing."""

SILENCE = b": waiting\n\n"
"""A comment: it keeps the connection open while nothing is said."""

_HEADERS: tuple[Header, ...] = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # proxies before us would otherwise collect the pieces
    NO_SNIFFING,
)


class Script(Protocol):
    """How one kind of stream is written."""

    def opening(self) -> bytes:
        """Return what comes before the first piece."""
        ...

    def piece(self, piece: Delta | CallDelta) -> bytes:
        """Return one piece."""
        ...

    def closing(self, answer: Answer) -> bytes:
        """Return what comes after the last piece."""
        ...

    def refused(self, refusal: Refusal) -> Reply:
        """Return the whole response to a refusal; nothing was said before it."""
        ...


async def answer(house: House, call: Call, request: Request) -> Answer | Refusal | None:
    """Answer ``request``; None when the caller left before that.

    Raises:
        DomicileError: Something failed.
    """
    outcome: Answer | Refusal | None = None
    with Attended(call):
        outcome = await house.domicile.answer(request)
    if outcome is not None:
        house.record(call, request, outcome)
    return outcome


async def tell(house: House, call: Call, request: Request, script: Script) -> Reply | None:
    """Answer ``request`` piece by piece; return what to reply when nothing was sent.

    The headers wait for the first piece, so that a refusal still has a status of its own. When
    that takes long they are sent without it, and a refusal becomes an event.

    Raises:
        DomicileError: Something failed.
    """
    teller, outcome = _Teller(call, script), None
    # The caller's leaving ends the inner block; the outer one then closes the story, and with it
    # the model.
    async with aclosing(house.domicile.respond(request)) as events:
        with Attended(call, teller.beat, every_s=BEAT_S):
            async for event in events:
                if isinstance(event, Answer | Refusal):
                    outcome = event
                elif isinstance(event, Placement):
                    teller.place(event)
                else:
                    await teller.tell(event)
    if outcome is None:
        return None
    house.record(call, request, outcome)
    if isinstance(outcome, Answer):
        await teller.end(script.closing(outcome))
        return None
    reply = script.refused(outcome)
    if not call.is_begun:
        return reply
    await call.send({"type": "http.response.body", "body": frame(reply.body)})
    return None


def placed_headers(site: str, level: str) -> tuple[Header, ...]:
    """Return the headers that say where an answer comes from; ids are ASCII or escaped."""
    return (
        (b"domicile-site", quote(site).encode("ascii")),
        (b"domicile-level", level.encode("ascii")),
    )


class _Teller:
    """Sends one stream."""

    def __init__(self, call: Call, script: Script) -> None:
        self._call = call
        self._script = script
        self._place: tuple[Header, ...] = ()
        self._is_opened = False
        self._is_silent = True

    def place(self, placement: Placement) -> None:
        """Note where the answer comes from; it stands in the headers if they are still to go."""
        self._place = placed_headers(placement.site, placement.level)

    async def tell(self, piece: Delta | CallDelta) -> None:
        """Send one piece."""
        self._is_silent = False
        await self._send(self._opening() + self._script.piece(piece))

    async def end(self, closing: bytes) -> None:
        """Send the end."""
        opening = self._opening()
        await self._begin()
        await self._call.send({"type": "http.response.body", "body": opening + closing})

    async def beat(self) -> None:
        """Keep the connection open if nothing was said since the last beat."""
        if self._is_silent:
            await self._send(SILENCE)
        self._is_silent = True

    def _opening(self) -> bytes:
        is_opened, self._is_opened = self._is_opened, True
        return b"" if is_opened else self._script.opening()

    async def _send(self, data: bytes) -> None:
        await self._begin()
        await self._call.send({"type": "http.response.body", "body": data, "more_body": True})

    async def _begin(self) -> None:
        if self._call.is_begun:
            return
        self._call.is_stream = True
        headers = [*_HEADERS, *self._place]
        start = {"type": "http.response.start", "status": HTTPStatus.OK, "headers": headers}
        await self._call.send(start)
