"""Approvers: people whose signature opens a release, and the keys that they sign with."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from domicile.core.canonical import canonical_bytes
from domicile.core.clock import Entropy
from domicile.core.errors import (
    InvalidRequestError,
    InvalidValueError,
    SecretError,
    SignatureError,
)
from domicile.core.settings import RegisterSettings
from domicile.policy.register.chain import facts
from domicile.policy.register.steps import person
from domicile.store.releases import ReleaseEvent
from domicile.store.secret_file import read_secret
from domicile.tlog.note import NoteSigner, VerifierKey, open_note, parse_key

ACT_FORMAT: Final = "domicile/release-act/v1"
"""First line of what an approver signs."""

_SEED_BYTES = 32
_FINGERPRINT_BYTES = 8

Approvers = Mapping[str, VerifierKey]
"""The key of each approver, by the form in which people are compared."""


def approvers(settings: RegisterSettings) -> Approvers:
    """Return the approvers that ``settings`` name.

    Raises:
        InvalidValueError: A key is none, or two names are one person's.
    """
    found: dict[str, VerifierKey] = {}
    for name, text in settings.approvers.items():
        try:
            key = parse_key(text)
        except SignatureError as error:
            raise InvalidValueError(
                f"`register.approvers`: {error.message}",
                remedy="Take the line as `domicile release key` printed it.",
            ) from error
        if found.setdefault(person(name), key) is not key:
            raise InvalidValueError("`register.approvers` names one person twice")
    return found


def act_text(event: ReleaseEvent) -> str:
    """Return what an approver signs: what is done, to what, and after what."""
    act, release = event.act, event.release
    document = {
        **facts(release),
        **release.key._asdict(),
        "verb": act.verb,
        "state": release.state.value,
        "by": act.actor,
        "evidence": act.evidence,
        "previous": event.previous,
    }
    return f"{ACT_FORMAT}\n{canonical_bytes(document).decode()}\n"


def signature(event: ReleaseEvent, key_file: Path, known: Approvers) -> str:
    """Return ``event`` as a note that its actor signed with the key in ``key_file``.

    Raises:
        InvalidRequestError: The actor is no approver, or the key is not theirs.
        SecretError: The key file is malformed, or open to others.
        StorageError: The key file cannot be read.
    """
    try:
        return sign(act_text(event), event.act.actor, key_file, known=known)
    except ValueError as error:
        raise InvalidRequestError(
            "the release holds control characters, and cannot be signed",
            remedy="Correct the site in the settings, and submit it again.",
        ) from error


def signed_by(event: ReleaseEvent, known: Approvers) -> VerifierKey | None:
    """Return the key with which the actor of ``event`` signed it; None unless it is theirs."""
    return signer_of(event.note, act_text(event), event.act.actor, known=known)


def sign(text: str, by: str, key_file: Path, *, known: Approvers) -> str:
    """Return ``text`` as a note that the approver ``by`` signed with the key in ``key_file``.

    Raises:
        InvalidRequestError: Nobody of that name is an approver, or the key is not theirs.
        SecretError: The key file is malformed, or open to others.
        StorageError: The key file cannot be read.
        ValueError: The text cannot be signed.
    """
    declared = known.get(person(by))
    if declared is None:
        raise InvalidRequestError(
            "whoever signs is not among the approvers of the settings",
            remedy="Name an approver with `--by`, or add the line that `domicile release key`"
            " printed to `[register.approvers]`.",
        )
    signer = read_key(key_file)
    if signer.key != declared:
        raise InvalidRequestError(
            "the key is not the one that the settings name for this approver",
            remedy="Give the approver's own key file with `--key`.",
        )
    return signer.sign(text)


def signer_of(note: str, text: str, by: str, *, known: Approvers) -> VerifierKey | None:
    """Return the key with which ``by`` signed ``text`` in ``note``; None unless it is theirs."""
    key = known.get(person(by))
    if key is None or not note:
        return None
    try:
        said = open_note(note, [key], others=False)
    except SignatureError:
        return None
    return key if said == text else None


def make_key(file: Path, entropy: Entropy) -> VerifierKey:
    """Make a new approver's key in ``file``, for its owner alone; return what verifies it.

    Raises:
        InvalidRequestError: ``file`` exists, or cannot be written.
    """
    key = Ed25519PrivateKey.from_private_bytes(entropy.token(_SEED_BYTES))
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(pem)
            opened.flush()
            os.fsync(descriptor)
    except FileExistsError as error:
        raise InvalidRequestError(
            "the key file exists, and is never overwritten", remedy="Name a new file with `-o`."
        ) from error
    except OSError as error:
        raise InvalidRequestError(
            f"the key file cannot be written ({error.strerror})",
            remedy="Name a file in a folder that exists with `-o`.",
        ) from error
    return _signer(key).key


def read_key(file: Path) -> NoteSigner:
    """Return the approver's key that ``file`` holds.

    Raises:
        InvalidRequestError: There is no such file.
        SecretError: It is malformed, or open to others.
        StorageError: It cannot be read.
    """
    pem = read_secret(file)
    if pem is None:
        raise InvalidRequestError(
            "the key file does not exist",
            remedy="Make one with `domicile release key NAME -o FILE`.",
        )
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise SecretError(
            "the key file does not hold an approver's key",
            remedy="Give the file that `domicile release key` made.",
        )
    return _signer(key)


def _signer(key: Ed25519PrivateKey) -> NoteSigner:
    public = key.public_key().public_bytes_raw()
    fingerprint = hashlib.sha256(public).digest()[:_FINGERPRINT_BYTES].hex()
    return NoteSigner(f"domicile/{fingerprint}/approver", key)
