"""Signatures under what two people answer to an authority, where the settings ask for them."""

import hashlib
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from domicile.core.canonical import canonical_bytes
from domicile.core.errors import InvalidRequestError, SignatureError
from domicile.policy.cases.case import Case, Deed
from domicile.policy.errors import CaseStateError
from domicile.policy.register.approvers import Approvers, read_key
from domicile.policy.register.steps import person
from domicile.tlog.note import VerifierKey, open_note

FORMAT: Final = "domicile/case-act/v1"
"""First line of what an approver signs; the second is the digest of what is done."""

SIGNED: Final = frozenset({"propose", "refuse", "confirm"})
"""What is signed, of the cases of authorities."""


def statement(deed: Deed) -> str:
    """Return what is signed for ``deed``: who does what to which case, after what."""
    data = canonical_bytes(asdict(replace(deed, note="")))
    return f"{FORMAT}\n{hashlib.sha256(data).hexdigest()}\n"


def signed(deed: Deed, key_file: Path | None, known: Approvers) -> Deed:
    """Return ``deed`` with the signature of whoever does it.

    Raises:
        InvalidRequestError: There is no key, it is not theirs, or they are no approver.
        SecretError: The key file is malformed, or open to others.
        StorageError: The key file cannot be read.
    """
    if key_file is None:
        raise InvalidRequestError(
            "this takes the signature of an approver", remedy="Give the key file with `--key`."
        )
    declared = known.get(person(deed.by))
    if declared is None:
        raise InvalidRequestError(
            "whoever signs is not among the approvers of the settings",
            remedy="Name an approver of `[register.approvers]` with `--by`.",
        )
    signer = read_key(key_file)
    if signer.key != declared:
        raise InvalidRequestError(
            "the key is not the one that the settings name for this approver",
            remedy="Give the approver's own key file with `--key`.",
        )
    return replace(deed, note=signer.sign(statement(deed)))


def signed_by(deed: Deed, known: Approvers) -> VerifierKey | None:
    """Return the key with which whoever did ``deed`` signed it; None unless it is theirs."""
    key = known.get(person(deed.by))
    if key is None or not deed.note:
        return None
    try:
        text = open_note(deed.note, [key], others=False)
    except SignatureError:
        return None
    return key if text == statement(deed) else None


def require_two(case: Case, confirming: str, known: Approvers) -> None:
    """Make sure that the proposal is signed, and by another key than will confirm it.

    Raises:
        CaseStateError: It is not.
    """
    proposed = signed_by(case.proposal, known)
    if proposed is None or proposed == known.get(person(confirming)):
        raise CaseStateError(
            "the proposal is not signed by another approver of the settings",
            remedy="Propose the answer again, signed with `--key`.",
        )
