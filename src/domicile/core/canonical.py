"""One byte sequence for one value: canonical JSON (RFC 8785), strict base64 and hexadecimal."""

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence

import rfc8785

Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None
"""Any JSON value."""

_HEX = re.compile(r"(?:[0-9a-f]{2})*")


def canonical_bytes(value: Json) -> bytes:
    """Encode ``value`` as RFC 8785 canonical JSON.

    Raises:
        ValueError: The value holds something that JSON cannot (NaN, an integer beyond 2**53).
    """
    return rfc8785.dumps(value)


def parse_canonical(data: bytes) -> Json:
    """Decode ``data`` and require that it is the canonical encoding of what it says.

    Raises:
        ValueError: ``data`` is not JSON, or not its canonical form (duplicate members included).
    """
    value: Json = json.loads(data)
    if canonical_bytes(value) != data:
        msg = "not canonical JSON (RFC 8785)"
        raise ValueError(msg)
    return value


def to_base64(data: bytes) -> str:
    """Encode ``data`` as base64 with padding (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes:
    """Decode canonical base64.

    Raises:
        ValueError: ``text`` is not base64, or another spelling of the same bytes.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        msg = "not base64"
        raise ValueError(msg) from error
    if to_base64(data) != text:
        msg = "not canonical base64"
        raise ValueError(msg)
    return data


def from_hex(text: str) -> bytes:
    """Decode lower-case hexadecimal.

    Raises:
        ValueError: ``text`` holds anything else, upper-case digits included.
    """
    if not _HEX.fullmatch(text):
        msg = "not lower-case hexadecimal"
        raise ValueError(msg)
    return bytes.fromhex(text)
