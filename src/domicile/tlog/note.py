"""Signed notes: a text, and who vouches for it (C2SP signed-note; Ed25519)."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from domicile.core.canonical import from_base64, from_hex, to_base64
from domicile.core.errors import SignatureError

MAX_NOTE_BYTES = 65_536
"""Largest note that is read, in bytes."""

MAX_SIGNATURES = 16
"""Most signature lines that are read."""

_ED25519 = 0x01
_KEY_BYTES = 32
_KEY_ID_BYTES = 4
_SIGNATURE_BYTES = 64
_NAME = re.compile(r"[^\s+]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A public key with the name that it signs under."""

    name: str
    """Whose key it is; without spaces and plus signs."""

    public_key: bytes
    """The Ed25519 public key, 32 bytes."""

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        encoded = self.name.encode() + b"\n" + bytes([_ED25519]) + self.public_key
        return hashlib.sha256(encoded).digest()[:_KEY_ID_BYTES]

    def __str__(self) -> str:
        encoded = to_base64(bytes([_ED25519]) + self.public_key)
        return f"{self.name}+{self.key_id.hex()}+{encoded}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature line of a note."""

    name: str
    """Who is said to have signed."""

    key_id: bytes
    """Which of their keys, 4 bytes."""

    signature: bytes
    """The signature itself; its form depends on the key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note, read but not yet checked."""

    text: str
    """What is signed; ends in a newline."""

    signatures: tuple[Signature, ...]
    """Who signed, in the order of the lines."""


class NoteSigner:
    """Signs notes under one name.

    Args:
        name: The name in the signature line.
        key: The private key.

    Raises:
        ValueError: ``name`` is empty, or holds a space or a plus sign.
    """

    def __init__(self, name: str, key: Ed25519PrivateKey) -> None:
        if not _NAME.fullmatch(name):
            msg = "a signer's name holds no space and no plus sign"
            raise ValueError(msg)
        self._private_key = key
        self.key = VerifierKey(name=name, public_key=key.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """Return ``text`` as a note with one signature.

        Raises:
            ValueError: ``text`` does not end in a newline, or holds control characters.
        """
        if not _is_text(text):
            msg = "a note's text ends in a newline and holds no control characters"
            raise ValueError(msg)
        signature = self._private_key.sign(text.encode())
        return f"{text}\n— {self.key.name} {to_base64(self.key.key_id + signature)}\n"


def parse_key(text: str) -> VerifierKey:
    """Read a verifier key as it is written in files: ``name+id+key``.

    Raises:
        SignatureError: ``text`` is no Ed25519 verifier key, or its id is not that of the key.
    """
    try:
        name, key_id, encoded = text.split("+", 2)
        kind, public_key = (data := from_base64(encoded))[:1], data[1:]
        claimed = from_hex(key_id)
    except ValueError as error:
        msg = "a verifier key is malformed"
        raise SignatureError(msg) from error
    key = VerifierKey(name=name, public_key=public_key)
    if not _NAME.fullmatch(name) or kind != bytes([_ED25519]) or len(public_key) != _KEY_BYTES:
        msg = "a verifier key is not an Ed25519 key with a name"
        raise SignatureError(msg)
    if claimed != key.key_id:
        msg = "a verifier key does not match its id"
        raise SignatureError(msg)
    return key


def parse_note(note: str) -> Note:
    """Take a note apart without checking who signed it.

    Raises:
        SignatureError: It is not in the form of a signed note.
    """
    text, separator, lines = note.rpartition("\n\n")
    text += "\n"
    if len(note.encode()) > MAX_NOTE_BYTES or not separator or not _is_text(text):
        msg = "the note has no text, or holds what a note may not"
        raise SignatureError(msg)
    if not lines.endswith("\n") or lines.count("\n") > MAX_SIGNATURES:
        msg = "the note's signatures do not end in a newline, or are too many"
        raise SignatureError(msg)
    return Note(text=text, signatures=tuple(map(_parse_line, lines[:-1].split("\n"))))


def open_note(note: str, keys: Sequence[VerifierKey], *, others: bool = True) -> str:
    """Return the text of ``note`` after checking its signatures.

    Args:
        note: The whole note.
        keys: Keys whose signatures count; at least one of them must have signed.
        others: Whether lines by other keys are skipped, as C2SP asks of clients of a public log;
            False refuses them, so that no byte of the note goes unchecked.

    Raises:
        SignatureError: The note is malformed, a signature is wrong, twice there or by another
            key, or none is by one of ``keys``.
    """
    parsed = parse_note(note)
    known = {(key.name, key.key_id): key for key in keys}
    seen: set[tuple[str, bytes]] = set()
    for line in parsed.signatures:
        who = (line.name, line.key_id)
        if who not in known:
            if others:
                continue
            msg = "the note carries a signature by a key that was not declared"
            raise SignatureError(msg)
        if who in seen:
            msg = "the note carries two signatures by one key"
            raise SignatureError(msg)
        _verify(known[who], line.signature, parsed.text)
        seen.add(who)
    if not seen:
        msg = "the note carries no signature by a key that counts"
        raise SignatureError(msg)
    return parsed.text


def _verify(key: VerifierKey, signature: bytes, text: str) -> None:
    if len(signature) != _SIGNATURE_BYTES:
        msg = f"a signature by {key.name} has the wrong length"
        raise SignatureError(msg)
    try:
        Ed25519PublicKey.from_public_bytes(key.public_key).verify(signature, text.encode())
    except (InvalidSignature, ValueError) as error:
        msg = f"a signature by {key.name} is wrong"
        raise SignatureError(msg) from error


def _parse_line(line: str) -> Signature:
    match = _LINE.fullmatch(line)
    try:
        data = from_base64(match[2] if match else "")
    except ValueError:
        data = b""
    if match is None or len(data) <= _KEY_ID_BYTES:
        msg = "the note has a malformed signature line"
        raise SignatureError(msg)
    return Signature(name=match[1], key_id=data[:_KEY_ID_BYTES], signature=data[_KEY_ID_BYTES:])


def _is_text(text: str) -> bool:
    return text.endswith("\n") and not _CONTROL.search(text)
