"""What a receipt says and how it commits to each thing that it says.

A receipt is a header that is always shown, and fields of which each can be shown or hidden. Every
field is committed to under a salt of its own; the Merkle root over the commitments is signed.
Nothing in a receipt is content: no text, no address, no account, no exact time or length.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from domicile.core.answer import Level
from domicile.core.canonical import Json, canonical_bytes, to_base64
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
    """How the facts of the site that answered are known."""

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
