"""Checking a receipt alone: offline, without a store, with nothing but the bundle.

For a bundle to verify, all of this must hold:

1. The file is canonical JSON (RFC 8785) of bounded size and depth, with exactly the members of a
   bundle; base64 and hexadecimal are spelled in the one canonical way.
2. The keys are well formed and, where a trust policy is given, named by it.
3. The header is coherent, and the fields are exactly those of its version, in order.
4. The commitments lead to the root that the receipt's key signed; nobody else signed.
5. Level D is signed by a device: no gateway can say that only the device read the text.
6. The receipt is a leaf of its batch.
7. The batch belongs to the receipt's market, and was not closed before the receipt was made.
8. The log that the header names signed the checkpoint; nobody else signed.
9. The batch is an entry of that log.

Every byte of the file is under one of these, so any changed byte makes verification fail.
Who may be believed is another question: without a policy the bundle's own keys are used, and the
result says so.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from domicile.core.answer import Level
from domicile.core.canonical import Json, from_hex
from domicile.core.decode import DecodeError, decode
from domicile.core.errors import (
    BundleError,
    InclusionError,
    InvalidValueError,
    SignatureError,
)
from domicile.core.ids import MarketId, ReceiptId
from domicile.core.receipt import (
    ALGORITHM,
    BATCH_FORMAT,
    BUNDLE_FORMAT,
    FIELDS,
    VERSION,
    Bundle,
    commitment,
    header_commitment,
    parse_bundle,
    statement,
)
from domicile.core.site import Evidence
from domicile.tlog.checkpoint import Checkpoint, parse_checkpoint
from domicile.tlog.note import VerifierKey, open_note, parse_key
from domicile.tlog.tree import leaf_hash, root_of, verify_inclusion

DEVICE_ROLE = "/device"
"""How the name of a device's receipt key ends."""

_HASH = re.compile(r"[0-9a-f]{64}")
_ID = re.compile(r"[0-9a-f]{32}")
_HOUR = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]Z")
_MAX_BATCH = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustPolicy:
    """Whom a verifier believes."""

    logs: tuple[str, ...]
    """Verifier keys of logs."""

    receipts: tuple[str, ...]
    """Verifier keys of devices and gateways."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What a verified receipt says. There is none for a receipt that does not verify."""

    receipt_id: ReceiptId
    """The receipt's name."""

    market: MarketId
    """The market whose log it is in."""

    level: Level
    """Who could read the text."""

    evidence: Evidence
    """How the facts of the site that answered are known."""

    demo: bool
    """Whether the site was made up for a demonstration."""

    hour: str
    """When it was sealed, to the hour, in UTC."""

    opened: Mapping[str, Json]
    """The fields that are shown."""

    hidden: tuple[str, ...]
    """Names of the fields that are not shown."""

    signer: str
    """Name of the key that signed the receipt."""

    log: str
    """The log that holds its batch."""

    log_index: int
    """Which entry of that log its batch is."""

    log_size: int
    """How many entries the log had when this was proved."""

    trust: Literal["embedded", "policy"]
    """Whose word it is: the bundle's own keys, or keys that the policy names."""


def read_policy(data: object) -> TrustPolicy:
    """Read a trust policy: ``{"logs": [key …], "receipts": [key …]}`` with C2SP verifier keys.

    Raises:
        InvalidValueError: ``data`` is no policy, or holds a malformed key.
    """
    try:
        policy = decode(data, TrustPolicy)
        for key in (*policy.logs, *policy.receipts):
            parse_key(key)
    except (DecodeError, SignatureError) as error:
        msg = f"the trust policy is malformed: {error}"
        raise InvalidValueError(msg) from error
    return policy


def verify(data: bytes, trust: TrustPolicy | None = None) -> Verification:
    """Verify an exported bundle.

    Args:
        data: The file, byte for byte.
        trust: Whom to believe; the bundle's own keys when left out.

    Raises:
        BundleError: The file is malformed.
        SignatureError: A signature is wrong, or by a key that is not believed.
        InclusionError: A Merkle proof does not lead to the root that was signed.
    """
    bundle = parse_bundle(data)  # (1)
    receipt_key, log_key = _keys(bundle, trust)  # (2)
    _check_form(bundle)  # (3)
    root = _check_statement(bundle, receipt_key)  # (4)
    _check_level(bundle, receipt_key)  # (5)
    _check_batch(bundle, root)  # (6), (7)
    state = _check_log(bundle, log_key)  # (8), (9)
    return Verification(
        receipt_id=bundle.header.receipt_id,
        market=bundle.header.market,
        level=bundle.header.level,
        evidence=bundle.header.evidence,
        demo=bundle.header.demo,
        hour=bundle.header.hour,
        opened={field.name: field.value for field in bundle.opened},
        hidden=tuple(field.name for field in bundle.hidden),
        signer=receipt_key.name,
        log=state.origin,
        log_index=bundle.log.index,
        log_size=state.size,
        trust="policy" if trust else "embedded",
    )


def _keys(bundle: Bundle, trust: TrustPolicy | None) -> tuple[VerifierKey, VerifierKey]:
    """(2) The keys are well formed and, where a trust policy is given, named by it."""
    if trust and bundle.keys.receipt not in trust.receipts:
        msg = "the receipt is signed by a key that the policy does not name"
        raise SignatureError(msg)
    if trust and bundle.keys.log not in trust.logs:
        msg = "the log is signed by a key that the policy does not name"
        raise SignatureError(msg)
    return parse_key(bundle.keys.receipt), parse_key(bundle.keys.log)


def _check_form(bundle: Bundle) -> None:
    """(3) The header is coherent, and the fields are exactly those of its version, in order."""
    header, entry = bundle.header, bundle.batch.entry
    opened = [field.name for field in bundle.opened]
    hidden = [field.name for field in bundle.hidden]
    must_hold = (
        (bundle.format == BUNDLE_FORMAT, "format"),
        (entry.format == BATCH_FORMAT, "format of the batch"),
        (header.v == VERSION, "version"),
        (header.alg == ALGORITHM, "algorithm"),
        (bool(_ID.fullmatch(header.receipt_id)), "receipt id"),
        (bool(_HOUR.fullmatch(header.hour) and _HOUR.fullmatch(entry.hour)), "hour"),
        (header.demo == (header.evidence == "simulated"), "demo stamp"),
        (opened == sorted(opened) and hidden == sorted(hidden), "order of the fields"),
        (tuple(sorted(opened + hidden)) == FIELDS, "set of fields"),
        (0 < entry.size <= _MAX_BATCH and entry.size & (entry.size - 1) == 0, "batch size"),
    )
    for holds, what in must_hold:
        if not holds:
            msg = f"the bundle's {what} is wrong"
            raise BundleError(msg)


def _check_statement(bundle: Bundle, key: VerifierKey) -> bytes:
    """(4) The commitments lead to the root that the receipt's key signed; nobody else signed."""
    commitments = {field.name: _hash(field.commitment) for field in bundle.hidden}
    for field in bundle.opened:
        try:
            commitments[field.name] = commitment(field.name, from_hex(field.salt), field.value)
        except ValueError as error:
            msg = f"the salt of the field {field.name} is malformed"
            raise BundleError(msg) from error
    fields = [commitments[name] for name in FIELDS]
    root = root_of([header_commitment(bundle.header), *fields])
    signed = open_note(bundle.signed, [key], others=False)
    if signed != statement(bundle.header.receipt_id, root):
        msg = "the receipt was signed with other content"
        raise SignatureError(msg)
    return root


def _check_level(bundle: Bundle, key: VerifierKey) -> None:
    """(5) Level D is signed by a device."""
    if bundle.header.level == "D" and not key.name.endswith(DEVICE_ROLE):
        msg = "a gateway cannot say that only the device read the text"
        raise SignatureError(msg)


def _check_batch(bundle: Bundle, root: bytes) -> None:
    """(6) The receipt is a leaf of its batch. (7) The batch is of its market and not older."""
    batch = bundle.batch
    verify_inclusion(
        leaf_hash(root),
        batch.index,
        size=batch.entry.size,
        proof=_hashes(batch.proof),
        root=_hash(batch.entry.root),
    )
    if batch.entry.market != bundle.header.market or batch.entry.hour < bundle.header.hour:
        msg = "the batch is of another market, or older than the receipt"
        raise InclusionError(msg)


def _check_log(bundle: Bundle, key: VerifierKey) -> Checkpoint:
    """(8) The log that the header names signed the checkpoint. (9) The batch is an entry of it."""
    state = parse_checkpoint(open_note(bundle.log.checkpoint, [key], others=False))
    if not bundle.header.log == state.origin == key.name:
        msg = "the checkpoint is of another log than the header names"
        raise SignatureError(msg)
    verify_inclusion(
        leaf_hash(bundle.batch.entry.to_bytes()),
        bundle.log.index,
        size=state.size,
        proof=_hashes(bundle.log.proof),
        root=state.root,
    )
    return state


def _hashes(texts: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(_hash(text) for text in texts)


def _hash(text: str) -> bytes:
    if not _HASH.fullmatch(text):
        msg = "a hash is not 32 bytes in lower-case hexadecimal"
        raise BundleError(msg)
    return from_hex(text)
