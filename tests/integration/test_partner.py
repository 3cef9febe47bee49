"""The OpenAI dialect against partners on loopback that speak it well, badly and with ill intent."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

import pytest
from aiohttp import web

from domicile.core.clock import SystemEntropy
from domicile.core.content import Content, Message
from domicile.core.errors import (
    PartnerBusyError,
    PartnerError,
    PartnerRejectedError,
    PartnerReplyError,
    PartnerTimeoutError,
)
from domicile.core.ids import SiteId
from domicile.core.reply import Delta, Finish, ReplyEvent
from domicile.core.site import Site
from domicile.core.task import Needs, Task
from domicile.egress.partners.dialects import Partner, open_partner
from domicile.privacy.cleared import Cleared
from domicile.privacy.minimize import minimize
from domicile.privacy.surrogates import Session
from tests.unit.egress.recording import (
    CHUNKED,
    PLAIN,
    SAID,
    STOPPED,
    RecordingPartner,
    Script,
    chunk,
    drips,
    event,
    sends,
    serves,
)

ECHO = "the text of the person"
LENGTH = b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


def cleared() -> Cleared:
    content = Content(messages=(Message(role="user", content=ECHO),))
    task = Task(content=content, needs=Needs(window_tokens=99))
    return minimize(task, (), {}, Session(SystemEntropy()))


def opened(base_url: str, timeout_s: float = 5.0) -> Partner:
    return open_partner(Site(id=SiteId("it"), base_url=base_url, model="m"), timeout_s)


async def ask(script: Script, timeout_s: float = 5.0) -> list[ReplyEvent]:
    async with (
        RecordingPartner(script).running() as partner,
        aclosing(opened(partner.base_url, timeout_s)) as there,
    ):
        return [event async for event in there.run(cleared())]


def faulty(status: int) -> Script:
    body = json.dumps({"error": {"message": f"cannot do: {ECHO}", "code": "x"}}).encode()
    return sends(LENGTH % (status, len(body)) + body)


def text_of(events: list[ReplyEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, Delta))


@pytest.mark.parametrize(
    "script",
    [
        serves(SAID, STOPPED),
        sends(PLAIN + SAID + STOPPED),
        sends(PLAIN, *(bytes([byte]) for byte in SAID + STOPPED)),
        sends(PLAIN + (SAID + STOPPED).replace(b"\n", b"\r\n")),
        sends(PLAIN + b": keep-alive\n\n" + SAID + b": keep-alive\n\n" + STOPPED),
        sends(PLAIN + SAID + chunk({}, "stop")),
        drips(PLAIN + SAID + STOPPED, b": still here\n\n"),
        sends(PLAIN + SAID + STOPPED + event({"error": "too late"})),
    ],
)
async def test_well_spoken(script: Script) -> None:
    events = await ask(script)
    assert text_of(events) == "hello"
    assert events[-1] == Finish(reason="stop")
    assert sum(isinstance(event, Finish) for event in events) == 1


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (faulty(400), PartnerRejectedError),
        (faulty(401), PartnerRejectedError),
        (faulty(404), PartnerRejectedError),
        (faulty(429), PartnerBusyError),
        (faulty(503), PartnerBusyError),
        (faulty(504), PartnerTimeoutError),
        (faulty(500), PartnerError),
        (faulty(302), PartnerReplyError),
        (faulty(200), PartnerReplyError),
        (sends(), PartnerReplyError),
        (sends(PLAIN), PartnerReplyError),
        (sends(PLAIN + SAID), PartnerReplyError),
        (sends(PLAIN + SAID + b"data: [DONE]\n\n"), PartnerReplyError),
        (sends(CHUNKED + b"%x\r\n%b\r\n" % (len(SAID), SAID)), PartnerReplyError),
        (sends(PLAIN + SAID + event(ECHO)), PartnerReplyError),
        (sends(PLAIN + SAID + event({"error": {"message": ECHO}})), PartnerReplyError),
        (sends(PLAIN + b"data: " + ECHO.encode() + b"\n\n"), PartnerReplyError),
        (sends(PLAIN + SAID + chunk({}, ECHO)), PartnerReplyError),
        (sends(PLAIN + b"data: " + b"x" * 2 * 1024 * 1024), PartnerReplyError),
        (sends(b"\x15\x03\x01" + ECHO.encode()), PartnerReplyError),
    ],
)
async def test_badly_spoken(script: Script, kind: type[PartnerError]) -> None:
    with pytest.raises(PartnerError) as caught:
        await ask(script)
    assert type(caught.value) is kind
    assert str(caught.value).startswith("partner it ")
    assert ECHO not in f"{caught.value} {caught.value.remedy}"


@pytest.mark.parametrize(
    "script",
    [
        drips(b"", b"", every_s=9),
        drips(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n"),
        drips(PLAIN, b"", every_s=9),
        drips(PLAIN + SAID, b": keep-alive\n\n"),
        drips(PLAIN + SAID + b"data: ", b"x"),
        drips(LENGTH % (400, 99_999), b"x"),
    ],
)
async def test_slowly_spoken(script: Script) -> None:
    async with asyncio.timeout(3):
        with pytest.raises((PartnerTimeoutError, PartnerRejectedError)):
            await ask(script, timeout_s=0.3)


async def test_a_text_that_never_ends_is_stopped_by_whoever_asked() -> None:
    script = drips(PLAIN, chunk({"content": "more "}), every_s=0)
    async with (
        RecordingPartner(script).running() as partner,
        aclosing(opened(partner.base_url)) as there,
    ):
        events = there.run(cleared())
        heard = [await anext(events) for _ in range(50)]
        await events.aclose()
        await asyncio.wait_for(partner.closed.wait(), 2)
    assert text_of(heard).startswith("more more ")


async def test_many_at_once_each_get_their_own() -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.01)
        await sends(PLAIN, SAID, STOPPED)(reader, writer)

    async with (
        RecordingPartner(script).running() as partner,
        aclosing(opened(partner.base_url)) as there,
    ):

        async def one() -> str:
            return text_of([event async for event in there.run(cleared())])

        assert await asyncio.gather(*(one() for _ in range(40))) == ["hello"] * 40
        assert len(partner.bodies) == 40


@dataclass
class Bomb:
    """A partner that packs much nothing into little."""

    asked_for: str = ""

    async def complete(self, request: web.Request) -> web.StreamResponse:
        self.asked_for = request.headers["Accept-Encoding"]
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        response.enable_compression(web.ContentCoding.gzip)
        await response.prepare(request)
        for _ in range(8):
            await response.write(b"\0" * 1024 * 1024)
        return response


@pytest.fixture
async def bomb() -> AsyncGenerator[tuple[Bomb, str]]:
    bomb, app = Bomb(), web.Application()
    app.router.add_post("/v1/chat/completions", bomb.complete)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield bomb, f"http://127.0.0.1:{runner.addresses[0][1]}/v1/"
    await runner.cleanup()


async def test_what_is_packed_is_not_unpacked(bomb: tuple[Bomb, str]) -> None:
    async with aclosing(opened(bomb[1])) as there:
        with pytest.raises(PartnerReplyError, match="plain stream of events"):
            [event async for event in there.run(cleared())]
    assert bomb[0].asked_for == "identity"
