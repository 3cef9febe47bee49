"""Signatures under what two people answer to an authority, where the settings ask for them."""

import hashlib
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

from domicile.core.canonical import canonical_bytes
from domicile.core.errors import InvalidRequestError
from domicile.policy.cases.case import Case, Deed
from domicile.policy.errors import CaseStateError
from domicile.policy.register.approvers import Approvers, sign, signer_of
from domicile.policy.register.steps import person
from domicile.tlog.note import VerifierKey

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
    return replace(deed, note=sign(statement(deed), deed.by, key_file, known=known))


def signed_by(deed: Deed, known: Approvers) -> VerifierKey | None:
    """Return the key with which whoever did ``deed`` signed it; None unless it is theirs."""
    return signer_of(deed.note, statement(deed), deed.by, known=known)


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
