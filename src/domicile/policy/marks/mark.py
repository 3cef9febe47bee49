"""A mark: a signed, time-stamped claim that one text or file was made by AI.

It is a JSON web signature (RFC 7515) by the operator's label key over canonical JSON; one line of
ASCII without quotes or spaces, so that it goes unchanged into any field of any file. It holds no
content, only a digest, and tells nothing of whoever asked.
"""

import dataclasses
import re
from dataclasses import dataclass
from typing import Final, Literal

from domicile.core.decode import DecodeError, decode
from domicile.core.errors import SignatureError
from domicile.core.ids import MarketId
from domicile.receipts.jws import JwsSigner, Signed, parse_jws

TYPE: Final = "domicile-mark+jws"
"""What the header of a mark says that it is."""

Source = Literal["http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"]
"""How it came about, in the words of the IPTC: made by a model that was trained."""

TRAINED: Final[Source] = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
"""The one value of `Source`."""

ID_BYTES: Final = 16
"""Size of a mark's random id."""

_ID = re.compile(r"[0-9a-f]{32}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a mark says."""

    v: Literal[1] = 1
    """Version of the format."""

    format: Literal["domicile/mark/v1"] = "domicile/mark/v1"
    """Names the format."""

    digital_source_type: Source = TRAINED
    """How the content came about, as an IPTC digital source type."""

    producer: str
    """The operator who offers it, by the name in the settings."""

    system: Literal["Domicile"] = "Domicile"
    """What made it."""

    version: str
    """Version of the system."""

    created_at: str
    """When it was marked, UTC to the second: ``2026-11-23T09:30:00Z``."""

    id: str
    """128 random bits in hexadecimal: names the mark and tells nothing."""

    market: MarketId
    """The operator market that it was made for."""

    modality: str
    """What it is: ``text``, ``image``, ``audio``."""

    sha256: str
    """SHA-256 in hexadecimal of a text in its normal form, or of the content of a file."""

    size: int
    """Length of what the digest is of: characters of a text, bytes of a file's content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A claim with its signature."""

    claim: Claim
    """What it says."""

    encoded: str
    """The mark as it is written: one line of ASCII without quotes or spaces."""

    @property
    def id(self) -> str:
        """The mark's name."""
        return self.claim.id


def sign_mark(claim: Claim, signer: JwsSigner) -> Mark:
    """Return ``claim`` as a mark."""
    return Mark(claim=claim, encoded=signer.sign(dataclasses.asdict(claim), TYPE))


def parse_mark(encoded: str) -> tuple[Claim, Signed]:
    """Read a mark without checking who signed it.

    Raises:
        SignatureError: It is no mark, or one with members that a mark does not have.
    """
    signed = parse_jws(encoded, TYPE)
    try:
        claim = decode(signed.payload, Claim)
    except DecodeError as error:
        raise SignatureError(
            "a mark has a member too many, too few or of the wrong kind"
        ) from error
    if dataclasses.asdict(claim) != signed.payload:
        raise SignatureError("a mark leaves a member out")
    formed = _ID.fullmatch(claim.id) and _DIGEST.fullmatch(claim.sha256)
    if not formed or not _MOMENT.fullmatch(claim.created_at) or claim.size < 0:
        raise SignatureError("a mark's id, time, digest or size is malformed")
    return claim, signed
