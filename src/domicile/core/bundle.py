"""A receipt as it travels: with its opened fields and every proof, in canonical JSON."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from domicile.core.canonical import canonical_bytes, parse_canonical
from domicile.core.decode import DecodeError, decode
from domicile.core.errors import BundleError
from domicile.core.ids import MarketId
from domicile.core.receipt import ReceiptHeader

BUNDLE_FORMAT = "domicile/receipt-bundle/v1"
"""Names the format of a bundle."""

BATCH_FORMAT = "domicile/receipt-batch/v1"
"""Names the format of the line that stands in the log for a batch."""

MAX_BUNDLE_BYTES = 262_144
"""Largest bundle that is read, in bytes."""

MAX_DEPTH = 16
"""Deepest nesting that is read."""

_STRUCTURE = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)


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
    depth = deepest = 0
    for match in _STRUCTURE.finditer(data):
        mark = match[0]
        depth += (mark in b"[{") - (mark in b"]}")
        deepest = max(deepest, depth)
    return deepest
