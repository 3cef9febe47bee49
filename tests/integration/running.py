"""A gateway on a socket of its own, and the partner behind it."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from domicile.app import Domicile
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.settings_file import Surroundings, load_settings
from domicile.policy.register.approvals import Motion, Verb
from domicile.store.releases import ReleaseKey
from domicile.surfaces.serving.server import listen, serve

MARKET = MarketId("US-CA")
SITE = SiteId("echo")
FEATURES = ("assistant", "translate", "writing")
TEXT = "我叫王小明，手机13812345678，请写一条请假短信，署名并留下电话。"
PLANTED = ("王小明", "13812345678")


@dataclass
class Partner:
    """Says back what it was told last, in pieces; keeps every byte that it got."""

    bodies: list[bytes] = field(default_factory=list)
    status: int = 200
    """Other than 200: it answers every call with that."""
    says: str | None = None
    """What it says instead of what it was told."""
    halt: asyncio.Event | None = None
    """After its first piece it waits for this."""
    cut: bool = False
    """It breaks off before the end."""
    left: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when its caller has left within an answer."""

    async def complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.bodies.append(body)
        if self.status != 200:
            return web.Response(status=self.status, body=body)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        try:
            await self.answer(response, json.loads(body))
        except (ConnectionError, asyncio.CancelledError):
            self.left.set()
            raise
        return response

    async def answer(self, response: web.StreamResponse, asked: Mapping[str, Any]) -> None:
        last = asked["messages"][-1]
        said = self.says or last["content"] or "."
        for start in range(0, len(said), 3):
            await event(response, {"content": said[start : start + 3]})
            if self.halt is not None:
                await self.halt.wait()
        if self.cut:
            return
        wants_tool = bool(asked.get("tools")) and last["role"] != "tool"
        if wants_tool:
            call = {"name": "save", "arguments": json.dumps({"note": said})}
            await event(response, {"tool_calls": [{"index": 0, "id": "c1", "function": call}]})
        await event(response, {}, "tool_calls" if wants_tool else "stop")
        await response.write(b"data: [DONE]\n\n")

    def saw(self, value: str) -> bool:
        forms = {value, json.dumps(value)[1:-1]}
        return any(form.encode() in body for form in forms for body in self.bodies)


async def event(
    response: web.StreamResponse, delta: Mapping[str, Any], reason: str | None = None
) -> None:
    chunk = {
        "choices": [{"index": 0, "delta": delta, "finish_reason": reason}],
        "model": "e",
        "usage": {"prompt_tokens": 5, "completion_tokens": 7} if reason else None,
    }
    await response.write(f"data: {json.dumps(chunk)}\n\n".encode())


@asynccontextmanager
async def partner_running() -> AsyncIterator[tuple[Partner, int]]:
    partner = Partner()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", partner.complete)
    runner = web.AppRunner(app, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield partner, runner.addresses[0][1]
    await runner.cleanup()


@asynccontextmanager
async def domicile_at(folder: Path, partner_port: int) -> AsyncIterator[Domicile]:
    """One site, released for every feature in one market."""
    config = folder / "domicile.toml"
    config.write_text(
        f"""
data_dir = "store"
[operator]
default_market = "{MARKET}"
[[sites]]
id = "{SITE}"
base_url = "http://127.0.0.1:{partner_port}/v1"
model = "e"
owner_country = "US"
region = "us"
inference_scope = "us"
features = {json.dumps(FEATURES)}
evidence = "simulated"
""",
        encoding="utf-8",
    )
    surroundings = Surroundings(environment=os.environ, home=Path.home(), folder=folder)
    domicile = Domicile(load_settings(surroundings, config=config))
    for feature in FEATURES:
        move(domicile, "submit", feature)
        move(domicile, "approve", feature)
    yield domicile
    await domicile.aclose()


def move(domicile: Domicile, verb: Verb, feature: str) -> None:
    domicile.register.move(verb, ReleaseKey(MARKET, FeatureId(feature), SITE), Motion(by="test"))


@asynccontextmanager
async def gateway_running(domicile: Domicile) -> AsyncIterator[str]:
    """Serve on a free port of loopback; yields the address."""
    with closing(listen("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    serving = asyncio.create_task(serve(domicile, "127.0.0.1", port))
    try:
        await until_it_answers(url)
        yield url
    finally:
        os.kill(os.getpid(), signal.SIGTERM)
        await serving


async def until_it_answers(url: str) -> None:
    async with asyncio.timeout(10), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"{url}/healthz"):
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.02)
