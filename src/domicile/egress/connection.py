"""The way to one partner over HTTP: bounded in time and size; only what is given is sent."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from functools import cached_property
from http import HTTPStatus
from io import BytesIO
from typing import Final

import aiohttp

from domicile.core.errors import (
    PartnerBusyError,
    PartnerError,
    PartnerRejectedError,
    PartnerReplyError,
    PartnerTimeoutError,
    PartnerUnreachableError,
)
from domicile.egress.sse import read_events

CONNECT_TIMEOUT_S: Final = 10.0
"""Longest wait for a connection, TLS included, in seconds."""

KEEP_ALIVE_S: Final = 4.0
"""How long an idle connection is kept; common servers close it after five seconds."""

LINGER_S: Final = 0.1
"""How long the end of a stream is awaited, so that its connection can serve again."""

MAX_FAULT_BYTES: Final = 64 * 1024
"""Longest body of an error that is read, in bytes."""

USER_AGENT: Final = "domicile"

_HEADERS: Final[Mapping[str, str]] = {
    "Accept": "text/event-stream",
    "Accept-Encoding": "identity",  # what is not packed cannot swell
    "Content-Type": "application/json",
    "User-Agent": USER_AGENT,
}
_FAULTS: Final[Mapping[int, type[PartnerError]]] = {
    HTTPStatus.REQUEST_TIMEOUT: PartnerTimeoutError,
    HTTPStatus.GATEWAY_TIMEOUT: PartnerTimeoutError,
    HTTPStatus.TOO_MANY_REQUESTS: PartnerBusyError,
    HTTPStatus.SERVICE_UNAVAILABLE: PartnerBusyError,
}


class Connection:
    """Posts to one address, and reads what comes back. For use from one event loop.

    No redirect is followed, no cookie kept, no proxy or password file of the surroundings used.

    Args:
        url: The address.
        who: Names the partner in errors.
        timeout_s: Longest wait for the response, and then for each event, in seconds.
    """

    def __init__(self, url: str, *, who: str, timeout_s: float) -> None:
        self._url = url
        self._who = who
        self._timeout_s = timeout_s

    @asynccontextmanager
    async def post(
        self, body: bytes, headers: Mapping[str, str]
    ) -> AsyncGenerator[aiohttp.ClientResponse]:
        """Send ``body``; leaving the context closes the connection, unless it can serve again.

        Raises:
            PartnerUnreachableError: There is no connection, or none to be trusted.
            PartnerTimeoutError: The partner did not take the body and respond in time.
            PartnerReplyError: The partner does not keep to HTTP, or broke off.
        """
        try:
            async with await self._respond(body, headers) as response:
                yield response
                with suppress(TimeoutError, aiohttp.ClientError):
                    async with asyncio.timeout(LINGER_S):
                        await response.content.readany()
        except (aiohttp.ClientError, ConnectionError) as error:
            raise PartnerReplyError(f"{self._who} broke the connection off") from error

    def events(self, response: aiohttp.ClientResponse) -> AsyncGenerator[bytes]:
        """Return the data of each event of ``response``.

        Raises:
            PartnerReplyError: It is no plain stream of events, or longer than is read.
            PartnerTimeoutError: The next event took too long.
        """
        if (
            response.content_type.lower() != "text/event-stream"
            or response.headers.get("Content-Encoding", "identity").lower() != "identity"
        ):
            raise PartnerReplyError(f"{self._who} did not send a plain stream of events")
        chunks = response.content.iter_any()
        return read_events(chunks, who=self._who, timeout_s=self._timeout_s)

    async def fault_body(self, response: aiohttp.ClientResponse) -> bytes:
        """Return the body of an error, or nothing if it is long or slow. It may echo the request.

        It is for signals that the dialect defines. It MUST NOT go into a message or a log.
        """
        body = bytearray()
        with suppress(TimeoutError, aiohttp.ClientError):
            async with asyncio.timeout(self._timeout_s):
                async for chunk in response.content.iter_any():
                    body += chunk
                    if len(body) > MAX_FAULT_BYTES:
                        break
                else:
                    return bytes(body)
        return b""

    def fault(self, status: int) -> PartnerError:
        """Return the error that an HTTP status other than 200 stands for."""
        usual: type[PartnerError] = PartnerReplyError
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            usual = PartnerError
        elif status >= HTTPStatus.BAD_REQUEST:
            usual = PartnerRejectedError
        return _FAULTS.get(status, usual)(f"{self._who} answered with HTTP status {status}")

    async def aclose(self) -> None:
        """Close every connection."""
        session = self.__dict__.pop("_session", None)
        if session is not None:
            await session.close()

    async def _respond(self, body: bytes, headers: Mapping[str, str]) -> aiohttp.ClientResponse:
        """Send ``body`` and return the response, all within the timeout."""
        try:
            # The client's own timeouts begin when the body is sent, and again with every byte.
            async with asyncio.timeout(self._timeout_s):
                return await self._session.post(
                    self._url,
                    data=BytesIO(body),
                    headers={**_HEADERS, **headers},
                    allow_redirects=False,
                )
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise PartnerUnreachableError(f"{self._who} cannot be reached") from error
        except ValueError as error:
            raise PartnerUnreachableError(f"{self._who} has an unusable address") from error
        except TimeoutError as error:
            raise PartnerTimeoutError(f"{self._who} did not respond in time") from error

    @cached_property
    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            auto_decompress=False,
            # Without a limit here: whoever asks already limits how much is asked at once.
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEEP_ALIVE_S),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT_S),
            trust_env=False,
        )
