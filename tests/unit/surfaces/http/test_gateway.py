import asyncio
import logging

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message

from domicile.surfaces.http.gateway import Gateway
from domicile.surfaces.http.openapi import ALL_ENDPOINTS
from tests.unit.surfaces.standins import (
    RECEIPT,
    SECRET_TEXT,
    Client,
    FakeDomicile,
    house_of,
)


async def test_a_path_that_is_none_of_ours(call: Client) -> None:
    for path in ("/nothing", "/v1/audio/speech", "/healthz/", "/v1/chat/completions/"):
        got = await call("POST", path, {})
        assert got.status == 404
        assert got.json()["error"]["code"] == "D905"


async def test_another_method(call: Client) -> None:
    got = await call("GET", "/v1/chat/completions")
    assert got.status == 405
    assert got.headers["allow"] == "POST"
    got = await call("DELETE", "/healthz")
    assert got.status == 405
    assert got.headers["allow"] == "HEAD, GET"


async def test_a_head_answers_as_a_get(call: Client) -> None:
    assert (await call("HEAD", "/healthz")).status == 200


async def test_the_log_holds_the_route_and_nothing_that_was_said(
    call: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="domicile.http")
    await call("POST", "/v1/features/assistant", {"text": SECRET_TEXT})
    await call("GET", "/v1/receipts/" + "cd" * 20)
    await call("GET", "/" + SECRET_TEXT)
    assert [record.getMessage() for record in caplog.records] == [
        f"POST /v1/features/{{feature}} 200 0.0 ms {RECEIPT}",
        "GET /v1/receipts/{receipt_id} 404 0.0 ms -",
        "GET unknown 404 0.0 ms -",
    ]


async def test_a_caller_who_left_is_logged_as_such(
    domicile: FakeDomicile, call: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="domicile.http")
    domicile.script = [30.0]
    call.hang_up_s = 0.01
    await call("POST", "/v1/features/assistant", {"text": "x"})
    assert " 499 " in caplog.text


async def test_an_unexpected_error_is_an_incident(domicile: FakeDomicile, call: Client) -> None:
    domicile.script = [RuntimeError(SECRET_TEXT)]
    got = await call("POST", "/v1/features/assistant", {"text": "x"})
    assert got.status == 500
    assert got.json()["error"]["code"] == "D000"
    assert 'code="D000"' in (await call("GET", "/metrics")).body.decode()


async def test_pages_are_served_beside_the_endpoints(domicile: FakeDomicile) -> None:
    async def page(request: Request) -> Response:
        return PlainTextResponse(f"page {request.url.path}")

    async def missing(request: Request) -> Response:
        raise HTTPException(404, request.url.path)

    async def half(request: Request) -> Response:
        await request.scope["domicile.call"].send(
            {"type": "http.response.start", "status": 200, "headers": []}
        )
        raise RuntimeError(SECRET_TEXT)

    routes = [Route("/console", page), Route("/missing", missing), Route("/half", half)]
    call = Client(Gateway(house_of(domicile), ALL_ENDPOINTS, routes))
    assert (await call("GET", "/console")).body == b"page /console"
    assert (await call("GET", "/missing")).json()["error"]["code"] == "D905"
    assert (await call("GET", "/half")).body == b""
    call.host = "evil.example"
    assert (await call("GET", "/console")).status == 403


async def test_other_kinds_of_connections_are_left_alone(call: Client) -> None:
    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        raise AssertionError(message)

    await call.app({"type": "lifespan"}, receive, send)


async def test_a_server_that_stops_is_not_held_up(domicile: FakeDomicile, call: Client) -> None:
    domicile.script = [30.0]
    task = asyncio.create_task(call("POST", "/v1/features/assistant", {"text": "x"}))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert domicile.closed == 1
