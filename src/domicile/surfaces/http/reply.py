"""A whole response, and the JSON in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import msgspec
from starlette.types import Send

Header = tuple[bytes, bytes]
"""A header: its name in lower case, and its value."""

JSON = b"application/json"
TEXT = b"text/plain; charset=utf-8"

NO_SNIFFING: Header = (b"x-content-type-options", b"nosniff")
NO_STORING: Header = (b"cache-control", b"no-store")
NO_RETRY: Header = (b"x-should-retry", b"false")
"""Tells OpenAI's clients that the same call would fail again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A whole response."""

    body: bytes
    """What it says."""

    status: HTTPStatus = HTTPStatus.OK
    """How the call went."""

    media: bytes = JSON
    """Media type of the body."""

    headers: tuple[Header, ...] = (NO_STORING,)
    """Further headers."""

    async def send(self, send: Send) -> None:
        """Send it all."""
        length = (b"content-length", str(len(self.body)).encode("ascii"))
        headers = [(b"content-type", self.media), length, NO_SNIFFING, *self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def json_reply(
    value: object, *, status: HTTPStatus = HTTPStatus.OK, headers: tuple[Header, ...] = ()
) -> Reply:
    """Return ``value`` as JSON; answers are for one caller, so that nobody may cache them."""
    return Reply(body=to_json(value), status=status, headers=(NO_STORING, *headers))


def to_json(value: object) -> bytes:
    """Encode ``value`` as JSON in UTF-8."""
    return _ENCODER.encode(value)


def _foreign(value: object) -> object:
    """Turn the one type of ours that msgspec does not know into one that it does."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


_ENCODER = msgspec.json.Encoder(enc_hook=_foreign)
