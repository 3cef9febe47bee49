"""The chain: each event of the history vouches for the one before it, and the log for each."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Final

from domicile.core.canonical import Json, canonical_bytes
from domicile.core.clock import Entropy
from domicile.core.receipt import hour_of
from domicile.store.database import stamp
from domicile.store.releases import Act, Release, ReleaseEvent

HISTORY_FORMAT: Final = "domicile/release-history/v1"
"""Names what the digest of an event is taken over."""

LOG_FORMAT: Final = "domicile/release-event/v1"
"""Names the line of an event in the log."""

_SALT_BYTES = 16


def facts(release: Release) -> dict[str, Json]:
    """Return what an approval is given to: the model and its papers, the number, the clients."""
    certificates = {name: day.isoformat() for name, day in release.certificates.items()}
    return {
        "model": release.model,
        "model_version": release.model_version,
        "model_digest": release.model_digest,
        "origin": release.origin,
        "filing_no": release.filing_no,
        "certificates": certificates,
        "number": release.number,
        "min_client": release.min_client,
    }


def is_same(one: Release, other: Release) -> bool:
    """Return whether an approval of ``one`` is an approval of ``other``."""
    return facts(one) == facts(other)


def event(release: Release, act: Act, *, previous: str, entropy: Entropy) -> ReleaseEvent:
    """Return a new event after the one whose digest is ``previous``; it has no digest yet."""
    salt = entropy.token(_SALT_BYTES).hex()
    return ReleaseEvent(release=release, act=act, previous=previous, salt=salt)


def sealed(found: ReleaseEvent) -> ReleaseEvent:
    """Return ``found`` with its digest."""
    return replace(found, digest=digest(found))


def digest(found: ReleaseEvent) -> str:
    """Return the SHA-256 of ``found`` and of everything before it, in hexadecimal."""
    act = found.act
    document: Mapping[str, Json] = {
        **facts(found.release),
        **found.release.key._asdict(),
        "format": HISTORY_FORMAT,
        "state": found.release.state.value,
        "verb": act.verb,
        "by": act.actor,
        "at": stamp(act.at),
        "reason": act.reason,
        "evidence": act.evidence,
        "note": found.note,
        "previous": found.previous,
        "salt": found.salt,
    }
    return sha256(canonical_bytes(document)).hexdigest()


def break_in(history: Iterable[ReleaseEvent]) -> ReleaseEvent | None:
    """Return the first event of ``history`` that is not what its digest says, or None.

    What was written before the history was chained may stand before everything else.
    """
    is_chained = False
    for found in history:
        is_chained = is_chained or bool(found.digest)
        if is_chained and found.digest != digest(found):
            return found
    return None


def log_line(found: ReleaseEvent) -> bytes:
    """Return the line of ``found`` in its market's log; it names nobody."""
    return canonical_bytes(
        {
            "format": LOG_FORMAT,
            "market": found.release.key.market,
            "digest": found.digest,
            "hour": hour_of(found.act.at),
        }
    )
