"""JSON web signatures (RFC 7515, compact form) by Ed25519 keys (RFC 8037), in one spelling only.

Others can check them with any JOSE library. What is written here is narrower than what the RFC
allows: the header holds ``alg``, ``kid`` and ``typ`` and nothing else, header and payload are
canonical JSON, and each value has exactly one spelling.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from domicile.core.canonical import Json, canonical_bytes, parse_canonical
from domicile.core.errors import SignatureError
from domicile.tlog.note import VerifierKey

MAX_CHARS: Final = 8192
"""Longest signed value that is read, in characters."""

_ALGORITHM: Final = "EdDSA"
_PARTS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A signed value, taken apart but not yet checked."""

    kid: str
    """Which key is said to have signed: its name, ``+`` and its id in hexadecimal."""

    payload: Json
    """What is signed."""

    signed: bytes
    """The bytes that the signature is over."""

    signature: bytes
    """The signature."""


class JwsSigner:
    """Signs values of one type under one name.

    Args:
        name: The name of the key.
        key: The private key. It MUST sign nothing but such values.
    """

    def __init__(self, name: str, key: Ed25519PrivateKey) -> None:
        self._private_key = key
        self.key = VerifierKey(name=name, public_key=key.public_key().public_bytes_raw())

    def sign(self, payload: Json, typ: str) -> str:
        """Return ``payload`` signed, as one line of ASCII without quotes or spaces.

        Args:
            payload: What is signed.
            typ: What kind of value it is; a value of one kind never passes for one of another.

        Raises:
            ValueError: ``payload`` is not JSON.
        """
        header: Json = {"alg": _ALGORITHM, "kid": key_id(self.key), "typ": typ}
        text = f"{_encode(canonical_bytes(header))}.{_encode(canonical_bytes(payload))}"
        return f"{text}.{_encode(self._private_key.sign(text.encode('ascii')))}"


def key_id(key: VerifierKey) -> str:
    """Return how a header names ``key``."""
    return f"{key.name}+{key.key_id.hex()}"


def parse_jws(text: str, typ: str) -> Signed:
    """Take a signed value apart without checking who signed it.

    Raises:
        SignatureError: It is too long, malformed, of another type, or spelled in another way.
    """
    parts = text.split(".")
    if len(text) > MAX_CHARS or len(parts) != _PARTS or not text.isascii():
        raise SignatureError("a signed value is too long, or not in three parts")
    try:
        header, payload, signature = map(_decode, parts)
        said, value = parse_canonical(header), parse_canonical(payload)
    except (ValueError, RecursionError) as error:
        raise SignatureError("a signed value is malformed") from error
    kid = said.get("kid") if isinstance(said, dict) else None
    if not isinstance(kid, str) or said != {"alg": _ALGORITHM, "kid": kid, "typ": typ}:
        raise SignatureError("a signed value is of another type, or says more of itself")
    signed = text.rpartition(".")[0].encode("ascii")
    return Signed(kid=kid, payload=value, signed=signed, signature=signature)


def verify_jws(value: Signed, keys: Sequence[VerifierKey]) -> VerifierKey:
    """Return the one of ``keys`` that signed ``value``.

    Raises:
        SignatureError: The signature is wrong, or by another key.
    """
    signer = next((key for key in keys if key_id(key) == value.kid), None)
    if signer is None:
        raise SignatureError("a value is signed by a key that is not known here")
    try:
        public = Ed25519PublicKey.from_public_bytes(signer.public_key)
        public.verify(value.signature, value.signed)
    except (InvalidSignature, ValueError) as error:
        raise SignatureError(f"a signature by {signer.name} is wrong") from error
    return signer


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def _decode(text: str) -> bytes:
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
    if _encode(data) != text:
        raise ValueError("not canonical base64url")
    return data
