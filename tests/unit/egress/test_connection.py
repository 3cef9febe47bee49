import asyncio
import gzip
import socket
import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import aiohttp
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from domicile.core.errors import (
    PartnerBusyError,
    PartnerError,
    PartnerRejectedError,
    PartnerReplyError,
    PartnerTimeoutError,
    PartnerUnreachableError,
)
from domicile.egress import connection as connection_module
from domicile.egress.connection import MAX_FAULT_BYTES, Connection
from tests.unit.egress.recording import (
    CHUNKED,
    PLAIN,
    RecordingPartner,
    Script,
    drips,
    sends,
    serves,
)

NOTHING: Mapping[str, str] = {}
ERROR = b"HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n"


def connection(partner: RecordingPartner, timeout_s: float = 5.0) -> Connection:
    return Connection(f"{partner.base_url}/x", who="it", timeout_s=timeout_s)


async def answers(there: Connection, body: bytes = b"{}") -> list[bytes]:
    async with there.post(body, NOTHING) as response, aclosing(there.events(response)) as events:
        return [event async for event in events]


async def first_answer(there: Connection) -> bytes:
    async with there.post(b"{}", NOTHING) as response, aclosing(there.events(response)) as events:
        return await anext(events)


async def asked(script: Script, *, timeout_s: float = 5.0, reads: bool = True) -> list[bytes]:
    async with RecordingPartner(script, reads=reads).running() as partner:
        there = connection(partner, timeout_s)
        try:
            return await answers(there)
        finally:
            await there.aclose()


async def test_only_what_is_given_is_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    async with RecordingPartner(serves(b"data: a\n\n")).running() as partner:
        there = connection(partner)
        async with there.post(b"body", {"X-Given": "1"}) as response:
            assert [event async for event in there.events(response)] == [b"a"]
        await there.aclose()
    assert sorted(partner.heads[0].strip().split("\r\n")) == sorted(
        [
            "POST /v1/x HTTP/1.1",
            f"Host: 127.0.0.1:{partner.port}",
            "Accept: text/event-stream",
            "Accept-Encoding: identity",
            "Content-Type: application/json",
            "Content-Length: 4",
            "User-Agent: domicile",
            "X-Given: 1",
        ]
    )
    assert partner.bodies == [b"body"]


async def test_a_connection_serves_again_and_keeps_no_cookie() -> None:
    cookie = CHUNKED.replace(b"\r\n\r\n", b"\r\nSet-Cookie: a=b\r\n\r\n") + b"0\r\n\r\n"
    kept: list[str] = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(3):
            writer.write(cookie)
            kept.append((await reader.readuntil(b"\r\n\r\n{}")).decode())

    async with RecordingPartner(script).running() as partner:
        # A name: for mere numbers no client would keep a cookie.
        there = Connection(f"http://localhost:{partner.port}", who="it", timeout_s=5)
        for _ in range(3):
            await answers(there)
        await there.aclose()
    assert partner.connections == 1
    assert len(kept) == 2
    assert not [head for head in kept if "cookie" in head.lower()]


async def test_a_stream_that_ends_soon_leaves_its_connection_usable() -> None:
    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(CHUNKED + b"9\r\ndata: a\n\n\r\n")
            await asyncio.sleep(0.01)
            writer.write(b"0\r\n\r\n")
            await reader.readuntil(b"\r\n\r\n{}")

    async with RecordingPartner(script).running() as partner:
        there = connection(partner)
        for _ in range(3):
            assert await first_answer(there) == b"a"
        await there.aclose()
    assert partner.connections == 1


@pytest.mark.parametrize(
    "last",
    [drips(PLAIN + b"data: a\n\n", b"", every_s=9), sends(CHUNKED + b"9\r\ndata: a\n\n\r\n")],
)
async def test_a_stream_that_does_not_end_well_holds_nobody_up(last: Script) -> None:
    async with RecordingPartner(last).running() as partner:
        there = connection(partner)
        async with asyncio.timeout(2):
            assert await first_answer(there) == b"a"
        await there.aclose()


async def test_leaving_early_closes_the_connection() -> None:
    async with RecordingPartner(drips(PLAIN, b"data: a\n\n")).running() as partner:
        there = connection(partner)

        async def first() -> AsyncGenerator[bytes]:
            async with there.post(b"{}", NOTHING) as response:
                async for event in there.events(response):
                    yield event

        events = first()
        assert await anext(events) == b"a"
        await events.aclose()
        await asyncio.wait_for(partner.closed.wait(), 2)
        await there.aclose()


async def test_cancelling_closes_the_connection() -> None:
    async with RecordingPartner(drips(PLAIN, b"", every_s=9)).running() as partner:
        there = connection(partner)
        task = asyncio.create_task(answers(there))
        await partner.asked.acquire()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await there.aclose()


@pytest.mark.parametrize(
    ("script", "reads"),
    [
        (drips(b"", b"", every_s=9), True),
        (drips(b"", b"", every_s=9), False),
        (drips(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n", every_s=0.02), True),
        (drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n", every_s=0.02), True),
    ],
)
async def test_no_response_in_time(script: Script, *, reads: bool) -> None:
    async with asyncio.timeout(3):
        with pytest.raises(PartnerTimeoutError, match="it did not respond in time"):
            await asked(script, timeout_s=0.3, reads=reads)


async def test_a_body_that_nobody_takes() -> None:
    script = drips(b"", b"", every_s=9)
    async with RecordingPartner(script, reads=False).running(limit=1024) as partner:
        there = connection(partner, 0.3)
        async with asyncio.timeout(3):
            with pytest.raises(PartnerTimeoutError):
                await answers(there, b"x" * 32 * 1024 * 1024)
        await there.aclose()


async def test_an_answer_before_the_body_was_taken() -> None:
    script = sends(ERROR % 0)
    async with RecordingPartner(script, reads=False).running(limit=1024) as partner:
        there = connection(partner, 1)
        async with asyncio.timeout(3):
            with pytest.raises((PartnerReplyError, PartnerTimeoutError)):
                await answers(there, b"x" * 32 * 1024 * 1024)
        await there.aclose()


async def test_events_that_drip() -> None:
    with pytest.raises(PartnerTimeoutError, match="it did not go on in time"):
        await asked(drips(PLAIN + b"data: ", b"x"), timeout_s=0.2)


@pytest.mark.parametrize(
    "script",
    [
        sends(),
        sends(b"hello\r\n\r\n"),
        sends(b"HTTP/1.1 200 OK\r\nA: " + b"x" * 100_000 + b"\r\n\r\n"),
        sends(CHUNKED + b"zz\r\n"),
        sends(CHUNKED + b"9\r\ndata: a\n\n\r\n"),
        sends(PLAIN.replace(b"close", b"close\r\nContent-Length: 99") + b"data: a\n\n"),
        sends(PLAIN.replace(b"event-stream", b"html") + b"data: a\n\n"),
        sends(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        sends(PLAIN.replace(b"Connection", b"Content-Encoding: gzip\r\nConnection")),
    ],
)
async def test_what_is_no_plain_stream(script: Script) -> None:
    with pytest.raises(PartnerReplyError):
        await asked(script)


async def test_a_header_in_other_letters_is_read_all_the_same() -> None:
    head = PLAIN.replace(b"text/event-stream", b"Text/Event-Stream; charset=utf-8")
    head = head.replace(b"Connection", b"Content-Encoding: Identity\r\nConnection")
    assert await asked(sends(head + b"data: a\n\n")) == [b"a"]


async def test_a_reset_connection() -> None:
    async def reset(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(CHUNKED)
        await writer.drain()
        writer.transport.abort()

    with pytest.raises(PartnerReplyError, match="it broke the connection off"):
        await asked(reset)


async def test_nobody_listens() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        there = Connection(f"http://127.0.0.1:{closed.getsockname()[1]}", who="it", timeout_s=5)
        with pytest.raises(PartnerUnreachableError, match="it cannot be reached"):
            await answers(there)
        await there.aclose()


async def test_no_connection_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_module, "CONNECT_TIMEOUT_S", 0.1)
    async with RecordingPartner(drips(b"", b"", every_s=9), reads=False).running() as partner:
        there = Connection(f"https://127.0.0.1:{partner.port}", who="it", timeout_s=5)
        with pytest.raises(PartnerUnreachableError):  # it takes the connection, but speaks no TLS
            await answers(there)
        await there.aclose()


@pytest.mark.parametrize("url", ["http://", "http://me:secret@127.0.0.1:1/"])
async def test_an_address_that_cannot_be_used(url: str) -> None:
    there = Connection(url, who="it", timeout_s=5)
    with pytest.raises(PartnerUnreachableError, match="it has an unusable address") as caught:
        async with there.post(b"", {"Authorization": "Bearer x"}):
            pytest.fail("there is no response")
    assert "secret" not in str(caught.value)
    await there.aclose()


async def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own_certificate(tmp_path))
    async with RecordingPartner(sends(PLAIN)).running(ssl=context) as partner:
        there = Connection(f"https://127.0.0.1:{partner.port}", who="it", timeout_s=5)
        with pytest.raises(PartnerUnreachableError):
            await answers(there)
        await there.aclose()
    assert partner.bodies == []


def own_certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=1,
        not_valid_before=now - timedelta(days=1),
        not_valid_after=now + timedelta(days=1),
    )
    file = folder / "both.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    return file


async def test_redirects_are_not_followed() -> None:
    async with RecordingPartner(sends(PLAIN)).running() as other:
        head = f"HTTP/1.1 307 T\r\nLocation: {other.base_url}\r\nContent-Length: 0\r\n\r\n"
        async with RecordingPartner(sends(head.encode())).running() as partner:
            there = connection(partner)
            async with there.post(b"{}", NOTHING) as response:
                assert response.status == HTTPStatus.TEMPORARY_REDIRECT
            await there.aclose()
    assert other.connections == 0


async def fault_body(script: Script, timeout_s: float = 5.0) -> bytes:
    async with RecordingPartner(script).running() as partner:
        there = connection(partner, timeout_s)
        async with there.post(b"{}", NOTHING) as response:
            body = await there.fault_body(response)
        await there.aclose()
        return body


async def test_the_body_of_an_error_is_read_if_it_is_short_and_quick() -> None:
    longest = b"x" * MAX_FAULT_BYTES
    assert await fault_body(sends(ERROR % len(longest) + longest)) == longest
    assert await fault_body(sends(ERROR % 999_999 + b"x" * 999_999)) == b""
    assert await fault_body(sends(ERROR % 99 + b"cut off")) == b""
    assert await fault_body(drips(ERROR % 99, b"x"), timeout_s=0.1) == b""


async def test_the_body_of_an_error_is_not_unpacked() -> None:
    packed = gzip.compress(b"x" * 999)
    head = ERROR.replace(b"Content", b"Content-Encoding: gzip\r\nContent", 1) % len(packed)
    assert await fault_body(sends(head + packed)) == packed


@pytest.mark.parametrize(
    ("statuses", "kind"),
    [
        ((201, 204, 301, 307, 308), PartnerReplyError),
        ((400, 401, 402, 403, 404, 405, 413, 422, 451), PartnerRejectedError),
        ((408, 504), PartnerTimeoutError),
        ((429, 503), PartnerBusyError),
        ((500, 502, 529), PartnerError),
    ],
)
def test_each_status_has_its_error(statuses: tuple[int, ...], kind: type[PartnerError]) -> None:
    there = Connection("http://127.0.0.1:1", who="it", timeout_s=5)
    for status in statuses:
        fault = there.fault(status)
        assert type(fault) is kind
        assert str(fault) == f"it answered with HTTP status {status}"


async def test_a_connection_that_was_never_used_closes() -> None:
    await Connection("http://127.0.0.1:1", who="it", timeout_s=5).aclose()


async def test_many_at_once_do_not_wait_for_each_other() -> None:
    limit = aiohttp.TCPConnector().limit + 20
    async with RecordingPartner(drips(PLAIN, b"", every_s=9)).running() as partner:
        there = connection(partner)
        tasks = [asyncio.create_task(answers(there)) for _ in range(limit)]
        async with asyncio.timeout(10):
            for _ in range(limit):
                await partner.asked.acquire()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await there.aclose()
