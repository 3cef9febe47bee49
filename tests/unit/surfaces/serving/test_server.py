import asyncio
import os
import signal
import socket
import threading
from contextlib import closing
from typing import cast

import aiohttp
import pytest

from domicile.app import Domicile
from domicile.core.errors import DiskFullError, PortInUseError, ServeError
from domicile.core.reply import Delta
from domicile.core.settings import Settings
from domicile.surfaces.serving.server import build, closing_batches, listen, serve
from tests.unit.surfaces.standins import ANSWER, Client, FakeDomicile

HOST = "127.0.0.1"
BODY = {"model": "auto", "messages": [{"role": "user", "content": "x"}]}


def real(fake: FakeDomicile) -> Domicile:
    return cast("Domicile", fake)


def free_port() -> int:
    with closing(listen(HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


async def reach(session: aiohttp.ClientSession, url: str) -> None:
    """Wait until the gateway answers."""
    async with asyncio.timeout(10):
        while True:
            try:
                async with session.get(f"{url}/healthz"):
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.02)


async def test_the_gateway_has_its_endpoints_and_the_console(domicile: FakeDomicile) -> None:
    gateway = build(real(domicile))
    assert (await Client(gateway)("GET", "/healthz")).status == 200
    gateway = build(real(domicile), "::")
    assert (await Client(gateway)("GET", "/v1/models")).status == 401


async def test_a_port_that_is_taken() -> None:
    with closing(listen(HOST, 0)) as listener, pytest.raises(PortInUseError, match="listens on"):
        listen(HOST, listener.getsockname()[1])


@pytest.mark.parametrize("host", ["192.0.2.1", "not an address"])
async def test_an_address_that_is_not_ours(host: str) -> None:
    with pytest.raises(ServeError):
        listen(host, 0)


async def test_both_families_listen() -> None:
    with closing(listen(HOST, 0)) as four:
        assert four.family == socket.AF_INET
    with closing(listen("localhost", 0)) as named:
        assert named.getsockname()[0] in {"127.0.0.1", "::1"}


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_lets_running_calls_end(
    kind: signal.Signals, domicile: FakeDomicile
) -> None:
    domicile.script = [Delta(text="a"), 0.4, Delta(text="b"), ANSWER]
    before = signal.getsignal(kind)
    port = free_port()
    ready = asyncio.Event()
    serving = asyncio.create_task(serve(real(domicile), HOST, port, listening=ready.set))
    url = f"http://{HOST}:{port}"
    async with aiohttp.ClientSession() as session:
        await ready.wait()
        async with session.post(f"{url}/v1/chat/completions", json=BODY | {"stream": True}) as got:
            assert (await got.content.readline()).startswith(b"data: ")
            os.kill(os.getpid(), kind)
            rest = await got.content.read()
    assert rest.endswith(b"data: [DONE]\n\n")
    async with asyncio.timeout(10):
        await serving
    assert domicile.batches_closed >= 1
    assert signal.getsignal(kind) == before


async def test_a_real_caller_who_leaves_stops_the_model(
    domicile: FakeDomicile, caplog: pytest.LogCaptureFixture
) -> None:
    domicile.script = [Delta(text="a"), 30.0, ANSWER]
    port = free_port()
    serving = asyncio.create_task(serve(real(domicile), HOST, port))
    url = f"http://{HOST}:{port}"
    async with aiohttp.ClientSession() as session:
        await reach(session, url)
        got = await session.post(f"{url}/v1/chat/completions", json=BODY | {"stream": True})
        await got.content.readline()
        got.close()
        async with asyncio.timeout(5):
            await domicile.ended.wait()
    os.kill(os.getpid(), signal.SIGTERM)
    await serving
    assert not [record for record in caplog.records if record.levelname in {"ERROR", "WARNING"}]


async def test_batches_are_closed_all_the_time_and_at_the_end(domicile: FakeDomicile) -> None:
    domicile.settings = Settings(batch_interval_s=0.01)
    async with closing_batches(real(domicile)):
        await asyncio.sleep(0.1)
    assert domicile.batches_closed > 2
    closed = domicile.batches_closed
    await asyncio.sleep(0.03)
    assert domicile.batches_closed == closed


async def test_batches_that_cannot_be_closed_are_tried_again(
    domicile: FakeDomicile, caplog: pytest.LogCaptureFixture
) -> None:
    domicile.settings = Settings(batch_interval_s=0.01)
    domicile.batch_error = DiskFullError("no space")
    async with closing_batches(real(domicile)):
        await asyncio.sleep(0.1)
    assert domicile.batches_closed > 2
    assert "D601" in caplog.text


async def test_beside_the_main_thread_signals_are_left_alone(domicile: FakeDomicile) -> None:
    """Only the main thread may set handlers; elsewhere the gateway runs until it is cancelled."""
    port, seen = free_port(), threading.Event()

    async def run() -> None:
        serving = asyncio.create_task(serve(real(domicile), HOST, port))
        async with aiohttp.ClientSession() as session:
            await reach(session, f"http://{HOST}:{port}")
        seen.set()
        serving.cancel()
        await asyncio.wait([serving])

    await asyncio.to_thread(asyncio.run, run())
    assert seen.is_set()
