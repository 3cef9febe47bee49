"""What a receipt says, how it commits to each thing that it says, and how it travels.

A receipt is a header that is always shown, and fields of which each can be shown or hidden. Every
field is committed to under a salt of its own; the Merkle root over the commitments is signed.
Nothing in a receipt is content: no text, no address, no account, no exact time or length.

A bundle is a receipt as it travels: with its opened fields and every proof, in canonical JSON.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from domicile.core.answer import Level
from domicile.core.canonical import Json, canonical_bytes, parse_canonical, to_base64
from domicile.core.decode import DecodeError, decode
from domicile.core.errors import BundleError
from domicile.core.ids import MarketId, ReceiptId
from domicile.core.site import Evidence

VERSION = 1
"""The version of receipts that is written."""

ALGORITHM = "ed25519-sha256"
"""How receipts are signed and hashed."""

SALT_BYTES = 16
"""Size of a field's salt."""

FIELDS: tuple[str, ...] = (
    "approval",
    "bytes_out",
    "data_kept",
    "data_left",
    "duties",
    "feature",
    "interventions",
    "labels",
    "market_source",
    "model",
    "model_digest",
    "notices",
    "operator",
    "packs",
    "refusals",
    "region",
    "route_reason",
    "rules",
    "site",
    "status",
    "steps",
)
"""Every field of a version 1 receipt, in their order in the tree. All are in every receipt, so
that which of them there are tells nothing, and none can be renamed while it is hidden."""

BUNDLE_FORMAT = "domicile/receipt-bundle/v1"
"""Names the format of a bundle."""

BATCH_FORMAT = "domicile/receipt-batch/v1"
"""Names the format of the line that stands in the log for a batch."""

MAX_BUNDLE_BYTES = 262_144
"""Largest bundle that is read, in bytes."""

MAX_DEPTH = 16
"""Deepest nesting that is read."""

_DOMAIN = b"domicile/receipt/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptHeader:
    """The part of a receipt that is always shown."""

    v: int
    """Version of the format: `VERSION`."""

    receipt_id: ReceiptId
    """Its name: 128 random bits."""

    market: MarketId
    """The operator market whose log it is in."""

    level: Level
    """Who could read the text."""

    evidence: Evidence
    """How the facts of the site that answered are known; on a refusal, of the weakest site that
    was asked about."""

    demo: bool
    """True exactly when ``evidence`` is ``simulated``."""

    hour: str
    """The hour in which it was sealed, in UTC, such as ``2026-04-01T09Z``; no finer."""

    log: str
    """Origin of the log that its batch is in."""

    alg: str
    """How it is signed and hashed: `ALGORITHM`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A signed statement of what was decided and what left; never what was said."""

    header: ReceiptHeader
    """The part that is always shown."""

    fields: Mapping[str, Any]
    """A JSON value for each of `FIELDS`."""


def hour_of(moment: datetime) -> str:
    """Return the hour of ``moment`` (in UTC) as receipts write it."""
    return moment.strftime("%Y-%m-%dT%HZ")


def commitment(name: str, salt: bytes, value: Json) -> bytes:
    """Commit to one field; the result is an RFC 6962 leaf hash.

    It is ``SHA-256(0x00 || "domicile/receipt/v1" || u16 length of name || name || salt ||
    canonical JSON of value)``. Without the salt (128 bits) no guess at the value can be tested.

    Raises:
        ValueError: ``salt`` has the wrong size, or ``value`` is not JSON.
    """
    if len(salt) != SALT_BYTES:
        msg = f"a salt has {SALT_BYTES} bytes"
        raise ValueError(msg)
    encoded = name.encode()
    return hashlib.sha256(
        b"\x00"
        + _DOMAIN
        + len(encoded).to_bytes(2, "big")
        + encoded
        + salt
        + canonical_bytes(value)
    ).digest()


def header_commitment(header: ReceiptHeader) -> bytes:
    """Commit to the header: a field without a name, and without a secret in its salt."""
    return commitment("", bytes(SALT_BYTES), asdict(header))


def statement(receipt_id: ReceiptId, root: bytes) -> str:
    """Return the text that is signed for a receipt: what it is, its name and its Merkle root."""
    return f"{_DOMAIN.decode()}\n{receipt_id}\n{to_base64(root)}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedField:
    """A field that is shown."""

    name: str
    """Which field."""

    salt: str
    """Its salt, 16 bytes in hexadecimal."""

    value: Any
    """What it says: any JSON value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenField:
    """A field that is not shown."""

    name: str
    """Which field."""

    commitment: str
    """What binds the receipt to its value, 32 bytes in hexadecimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchEntry:
    """The one line that the log holds for a batch; public, and about no single request."""

    format: str
    """`BATCH_FORMAT`."""

    market: MarketId
    """Whose log it is in."""

    hour: str
    """The hour in which the batch was closed, in UTC."""

    size: int
    """Leaves of the batch tree, a power of two: receipts, and dummies that nobody can tell apart
    from them."""

    root: str
    """Merkle root over the leaves, 32 bytes in hexadecimal."""

    packs: tuple[str, ...]
    """Digests of the market's pack editions in the batch, sorted."""

    def to_bytes(self) -> bytes:
        """Return the entry as the log holds it."""
        return canonical_bytes(asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchProof:
    """Shows that the receipt is in its batch."""

    index: int
    """Which leaf it is, from 0."""

    proof: tuple[str, ...]
    """Sibling hashes from the leaf up, in hexadecimal."""

    entry: BatchEntry
    """The batch, as the log holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogProof:
    """Shows that the batch is in the log."""

    index: int
    """Which entry of the log it is, from 0."""

    proof: tuple[str, ...]
    """Sibling hashes from the entry up, in hexadecimal."""

    checkpoint: str
    """The log's checkpoint, a signed note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleKeys:
    """The keys that the bundle was signed with, as C2SP verifier keys."""

    log: str
    """Signs the checkpoint."""

    receipt: str
    """Signs the receipt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Everything that an auditor needs to check one receipt alone."""

    format: str
    """`BUNDLE_FORMAT`."""

    header: ReceiptHeader
    """The receipt's header."""

    opened: tuple[OpenedField, ...]
    """Fields that are shown, sorted by name."""

    hidden: tuple[HiddenField, ...]
    """Fields that are not shown, sorted by name."""

    signed: str
    """The receipt's statement, a signed note."""

    batch: BatchProof
    """Shows that the receipt is in its batch."""

    log: LogProof
    """Shows that the batch is in the log."""

    keys: BundleKeys
    """The keys that all this was signed with."""

    def to_bytes(self) -> bytes:
        """Return the bundle as canonical JSON."""
        return canonical_bytes(asdict(self))


def parse_bundle(data: bytes) -> Bundle:
    """Read a bundle, refusing everything that another byte sequence could also have said.

    Raises:
        BundleError: ``data`` is too large, too deep, not canonical JSON or not a bundle.
    """
    if len(data) > MAX_BUNDLE_BYTES:
        msg = f"the bundle is larger than {MAX_BUNDLE_BYTES} bytes"
        raise BundleError(msg)
    if _depth(data) > MAX_DEPTH:
        msg = f"the bundle is nested deeper than {MAX_DEPTH} levels"
        raise BundleError(msg)
    try:
        return decode(parse_canonical(data), Bundle)
    except DecodeError as error:
        msg = "the bundle has a member too many, too few or of the wrong kind"
        raise BundleError(msg) from error
    except ValueError as error:
        msg = "the bundle is not canonical JSON"
        raise BundleError(msg) from error


def _depth(data: bytes) -> int:
    """Count the deepest nesting without parsing: outside of strings, only brackets matter."""
    unescaped = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    depth = deepest = 0
    for mark in b"".join(unescaped.split(b'"')[::2]):
        depth += (mark in b"[{") - (mark in b"]}")
        deepest = max(deepest, depth)
    return deepest
