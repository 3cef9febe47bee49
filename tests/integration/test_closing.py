"""Closing a release reaches every running gateway: the next request, and streams under way."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from domicile.surfaces.serving.server import listen
from tests.integration.running import (
    MARKET,
    SITE,
    TEXT,
    Partner,
    domicile_at,
    partner_running,
    until_it_answers,
)

AT_ONCE_S = 3.0
"""Far more than it takes: a stream looks four times a second whether it may go on."""

ASSISTANT = ("--market", MARKET, "--feature", "assistant", "--site", SITE, "--by", "Li")
"""The release that is closed."""

pytestmark = pytest.mark.model


@dataclass
class Town:
    """Two gateways on one store, each a process of its own, and the partner behind them."""

    folder: Path
    partner: Partner
    urls: list[str]

    async def release(self, verb: str, *words: str) -> dict[str, Any]:
        process = await asyncio.create_subprocess_exec(
            *_domicile(self.folder), "release", verb, *ASSISTANT, *words, "--json",
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, _ = await process.communicate()
        assert process.returncode == 0, out
        told: dict[str, Any] = json.loads(out)
        return told

    def change_settings(self, old: str, new: str) -> None:
        file = self.folder / "domicile.toml"
        text = file.read_text(encoding="utf-8")
        assert old in text
        draft = file.with_suffix(".new")
        draft.write_text(text.replace(old, new), encoding="utf-8")
        draft.replace(file)


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        partner, port = await stack.enter_async_context(partner_running())
        await stack.enter_async_context(domicile_at(tmp_path, port))
        urls = [await stack.enter_async_context(_gateway(tmp_path)) for _ in range(2)]
        yield Town(folder=tmp_path, partner=partner, urls=urls)


@asynccontextmanager
async def _gateway(folder: Path) -> AsyncIterator[str]:
    with closing(listen("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *_domicile(folder), "serve", "--port", str(port), stdout=asyncio.subprocess.DEVNULL
    )
    try:
        await until_it_answers(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


def _domicile(folder: Path) -> list[str]:
    config = str(folder / "domicile.toml")
    return [
        sys.executable,
        "-c",
        "from domicile.surfaces.cli.main import main; main()",
        "--config",
        config,
    ]


async def ask(url: str, **more: Any) -> tuple[int, dict[str, Any]]:
    body = {"model": SITE, "messages": [{"role": "user", "content": TEXT}], **more}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/v1/chat/completions", json=body) as response,
    ):
        return response.status, await response.json()


async def streamed(url: str, begun: asyncio.Event) -> list[dict[str, Any]]:
    """Return every event of a stream, also the one that ends it."""
    body = {"model": SITE, "stream": True, "messages": [{"role": "user", "content": TEXT}]}
    events = []
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/v1/chat/completions", json=body) as response,
    ):
        assert response.status == 200
        async for line in response.content:
            if line.startswith(b"data: {"):
                events.append(json.loads(line.removeprefix(b"data: ")))
                begun.set()
    return events


async def test_suspending_stops_the_next_request_of_every_gateway_and_approving_opens_it(
    town: Town,
) -> None:
    for url in town.urls:
        status, said = await ask(url)
        assert status == 200, said
    await town.release("suspend", "--reason", "wrong answers")
    sent = len(town.partner.bodies)
    for url in town.urls:
        status, said = await ask(url)
        assert (status, said["error"]["code"]) == (403, "approval.suspended")
    assert len(town.partner.bodies) == sent
    await town.release("approve")
    for url in town.urls:
        status, said = await ask(url)
        assert status == 200, said


async def test_suspending_closes_the_streams_of_every_gateway(town: Town) -> None:
    town.partner.halt = asyncio.Event()
    begun = [asyncio.Event() for _ in town.urls]
    streams = [
        asyncio.create_task(streamed(url, each)) for url, each in zip(town.urls, begun, strict=True)
    ]
    async with asyncio.timeout(10):
        for each in begun:
            await each.wait()
    await town.release("suspend")
    async with asyncio.timeout(AT_ONCE_S):
        told = await asyncio.gather(*streams)
        await town.partner.left.wait()
    for events in told:
        last = events[-1]
        assert last["error"]["code"] == "approval.suspended"
        assert last["error"]["type"] == "refused"


async def test_another_model_in_the_settings_closes_the_release_in_every_gateway(
    town: Town,
) -> None:
    for url in town.urls:
        assert (await ask(url))[0] == 200
    town.change_settings('model = "e"', 'model = "f"')
    for url in town.urls:
        status, said = await ask(url)
        assert (status, said["error"]["code"]) == (403, "approval.stale"), said
    town.change_settings('model = "f"', 'model = "e"')
    for url in town.urls:
        assert (await ask(url))[0] == 200
    town.change_settings('model = "e"', 'model = "e"\norigin = "tuned"')
    for url in town.urls:
        assert (await ask(url))[1]["error"]["code"] == "approval.stale"
