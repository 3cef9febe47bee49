"""The whole product over real sockets: clients, gateway and partner."""

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from domicile.app import Domicile
from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.ids import MarketId
from domicile.core.receipt import Receipt
from domicile.receipts.verify import verify
from domicile.store.database import Database
from domicile.store.keys import KeyBook
from tests.integration.running import (
    FEATURES,
    MARKET,
    PLANTED,
    SITE,
    TEXT,
    Partner,
    domicile_at,
    gateway_running,
    move,
    partner_running,
)

pytestmark = pytest.mark.model

CHAT = "/v1/chat/completions"
ASSISTANT = "/v1/features/assistant"


@pytest.fixture
async def behind() -> AsyncIterator[tuple[Partner, int]]:
    async with partner_running() as running:
        yield running


@pytest.fixture
def partner(behind: tuple[Partner, int]) -> Partner:
    return behind[0]


@pytest.fixture
async def domicile(tmp_path: Path, behind: tuple[Partner, int]) -> AsyncIterator[Domicile]:
    async with domicile_at(tmp_path, behind[1]) as product:
        yield product


@pytest.fixture
async def web(domicile: Domicile) -> AsyncIterator[aiohttp.ClientSession]:
    async with gateway_running(domicile) as url, aiohttp.ClientSession(url) as session:
        yield session


def body(**members: Any) -> Mapping[str, Any]:
    return {"model": SITE, "messages": [{"role": "user", "content": TEXT}]} | members


async def events(got: aiohttp.ClientResponse) -> list[Any]:
    lines = (await got.text()).split("\n\n")
    said = [line.removeprefix("data: ") for line in lines if line.startswith("data: ")]
    return [each if each == "[DONE]" else json.loads(each) for each in said]


async def sealed(domicile: Domicile) -> AsyncIterator[Receipt]:
    """Yield receipts as they are written; fails when none comes."""
    for _ in range(250):
        for receipt in domicile.book.newest():
            yield receipt
        await asyncio.sleep(0.02)


async def test_what_was_replaced_comes_back_and_never_left(
    web: aiohttp.ClientSession, partner: Partner
) -> None:
    async with web.post(CHAT, json=body()) as got:
        assert got.status == 200
        assert got.headers["Domicile-Site"] == SITE
        assert got.headers["Domicile-Level"] == "P0"
        answer = await got.json()
    assert answer["choices"][0]["message"]["content"].startswith(TEXT)
    assert partner.bodies
    assert not [value for value in PLANTED if partner.saw(value)]


async def test_the_same_in_a_stream(web: aiohttp.ClientSession, partner: Partner) -> None:
    async with web.post(CHAT, json=body(stream=True)) as got:
        *chunks, last, done = await events(got)
    text = "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)
    assert text.startswith(TEXT)
    assert done == "[DONE]"
    assert len(last["domicile"]["receipt_id"]) == 32
    assert not [value for value in PLANTED if partner.saw(value)]


async def test_a_piece_is_not_held_back(web: aiohttp.ClientSession, partner: Partner) -> None:
    partner.says, partner.halt = "one two three", asyncio.Event()
    async with web.post(CHAT, json=body(stream=True)) as got:
        async with asyncio.timeout(5):
            first = await got.content.readuntil(b"\n\n")
            assert b"assistant" in first
            second = await got.content.readuntil(b"\n\n")
            assert b'"one"' in second
        partner.halt.set()
        assert (await got.content.read()).endswith(b"data: [DONE]\n\n")


async def test_a_caller_who_leaves_stops_the_partner(
    web: aiohttp.ClientSession, partner: Partner, domicile: Domicile
) -> None:
    partner.says, partner.halt = "one two three", asyncio.Event()
    got = await web.post(CHAT, json=body(stream=True))
    await got.content.readuntil(b"\n\n")
    got.close()
    async with asyncio.timeout(5):
        await partner.left.wait()
    receipt = await anext(sealed(domicile))
    assert receipt.fields["site"] == SITE  # bytes had left, so there is a receipt


async def test_the_receipt_verifies_alone_and_stands_in_the_public_log(
    web: aiohttp.ClientSession,
) -> None:
    async with web.post(CHAT, json=body()) as got:
        name = got.headers["Domicile-Receipt"]
    async with web.get(f"/v1/receipts/{name}") as got:
        assert (await got.json())["header"]["market"] == MARKET
    async with web.get(f"/v1/receipts/{name}/bundle") as got:
        bundle = await got.read()
    assert verify(bundle).receipt_id == name
    assert not [value for value in PLANTED if value in bundle.decode()]
    async with web.get(f"/log/{MARKET}/checkpoint") as got:
        assert got.headers["Content-Type"] == "text/plain; charset=utf-8"
        note = await got.read()
    size = int(note.split(b"\n")[1])
    assert size >= 1
    async with web.get(f"/log/{MARKET}/tile/0/000.p/{size}") as got:
        assert len(await got.read()) == 32 * size
    async with web.get(f"/log/{MARKET}/tile/entries/000.p/{size}") as got:
        assert json.loads(bundle)["batch"]["entry"]["root"].encode() in await got.read()


@pytest.mark.parametrize("path", [CHAT, f"{CHAT}?stream", f"{ASSISTANT}?stream=true", ASSISTANT])
async def test_a_site_that_is_not_released_refuses(
    path: str, web: aiohttp.ClientSession, partner: Partner
) -> None:
    if path.startswith(CHAT):
        asked = body(stream=path.endswith("stream"))
    else:
        asked = {"text": TEXT, "site": SITE}
    async with web.post(path, json=asked, headers={"Domicile-Market": "EU"}) as got:
        assert got.status in {403, 451}
        told = await got.json()
        assert got.headers["Domicile-Receipt"]
    reasons = told["error"]["reasons"] if "error" in told else told["decision"]["reasons"]
    assert "approval.missing" in {reason["rule"] for reason in reasons}
    assert partner.bodies == []


async def test_a_suspension_in_another_process_is_felt_at_once(
    web: aiohttp.ClientSession, domicile: Domicile
) -> None:
    async with web.post(CHAT, json=body()) as got:
        assert got.status == 200
    other = Domicile(domicile.loaded)
    move(other, "suspend", "assistant")
    await other.aclose()
    async with web.post(CHAT, json=body()) as got:
        assert got.status == 403
        assert (await got.json())["error"]["code"] == "approval.suspended"


async def test_a_key_made_in_another_process_closes_the_open_door(
    web: aiohttp.ClientSession, domicile: Domicile
) -> None:
    async with web.get("/v1/models") as got:
        assert got.status == 200
    database = Database(domicile.database.path, SystemClock())
    keys = KeyBook(database, SystemClock(), SystemEntropy())
    _, secret = keys.add([MarketId("CN")])
    database.close()
    async with web.post(CHAT, json=body()) as got:
        assert got.status == 401
    bearer = {"Authorization": f"Bearer {secret}", "Domicile-Market": MARKET}
    async with web.post(CHAT, json=body(), headers=bearer) as got:
        assert got.status in {403, 451}, "the key's market is the base, whatever a header says"
    decide = {"feature": "assistant"}
    async with web.post("/v1/decide", json=decide, headers=bearer) as got:
        assert (await got.json())["market_source"] == "key"


@pytest.mark.parametrize(("status", "told"), [(500, 502), (429, 503), (401, 502), (504, 504)])
async def test_a_partner_that_fails(
    status: int, told: int, web: aiohttp.ClientSession, partner: Partner
) -> None:
    partner.status = status
    async with web.post(CHAT, json=body()) as got:
        assert got.status == told
        text = await got.text()
    assert json.loads(text)["error"]["code"].startswith("D3")
    assert not [value for value in PLANTED if value in text]


@pytest.mark.parametrize("feature", FEATURES)
async def test_every_feature(feature: str, web: aiohttp.ClientSession) -> None:
    asked = {"text": TEXT, "site": SITE}
    async with web.post(f"/v1/features/{feature}?stream=true", json=asked) as got:
        *pieces, shape = await events(got)
    assert "".join(piece["delta"] for piece in pieces) == shape["text"]
    assert [event["step"] for event in shape["trace"]][-1] == "seal"
    assert {found["action"] for found in shape["decision"]["findings"]} == {"replaced"}


async def test_a_decision_over_http(web: aiohttp.ClientSession, partner: Partner) -> None:
    asked = {"feature": "assistant", "text": TEXT, "market": MARKET, "site": SITE}
    async with web.post("/v1/decide", json=asked) as got:
        told = await got.json()
    assert told["permitted"] is True
    assert {found["class"] for found in told["findings"]} == {"name", "phone"}
    assert partner.bodies == []


async def test_a_body_that_is_too_large_is_told_so(web: aiohttp.ClientSession) -> None:
    huge = b" " * (4 * 1024 * 1024 + 1)
    async with web.post(CHAT, data=io.BytesIO(huge)) as got:
        assert got.status == 413


async def test_a_page_of_another_origin_stays_outside(
    web: aiohttp.ClientSession, partner: Partner
) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        async with web.post(CHAT, json=body(), headers=headers) as got:
            assert got.status == 403
    assert partner.bodies == []


async def test_it_is_ready_and_counts(web: aiohttp.ClientSession) -> None:
    async with web.post(CHAT, json=body()) as got:
        assert got.status == 200
    async with web.get("/readyz") as got:
        checks = {check["name"]: check["ok"] for check in (await got.json())["checks"]}
        assert checks["store"]
    async with web.get("/metrics") as got:
        text = await got.text()
    assert f'market="{MARKET}",site="{SITE}",status="answered"}} 1' in text
    assert 'domicile_step_seconds_count{step="clear"} 1' in text


async def test_the_console_is_served(web: aiohttp.ClientSession) -> None:
    async with web.get("/console") as got:
        assert got.status == 200
        assert "default-src 'none'" in got.headers["Content-Security-Policy"]


async def test_no_log_line_holds_a_word(
    web: aiohttp.ClientSession, partner: Partner, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("asyncio").setLevel(logging.INFO)
    for status in (200, 500):
        partner.status = status
        for stream in (False, True):
            async with web.post(CHAT, json=body(stream=stream)) as got:
                await got.read()
    assert f"POST {CHAT} 200" in caplog.text
    assert f"POST {CHAT} 502" in caplog.text
    assert not [value for value in PLANTED if value in caplog.text]
