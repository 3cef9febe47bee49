"""One small file of every kind, and a house that signs and knows marks."""

import io
import wave
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.ids import MarketId
from domicile.core.settings import OperatorSettings
from domicile.markets.resolve import Atlas, load_atlas
from domicile.policy.marks.detect import MarkDetector
from domicile.policy.marks.files import Labeller
from domicile.policy.marks.marker import Maker, Marker, visible_labels
from domicile.receipts.jws import JwsSigner
from domicile.receipts.keyring import KeyRing
from domicile.store.database import Database
from domicile.store.fingerprints import Fingerprints
from domicile.store.vault import Vault

CN, EU, US_CA = MarketId("CN"), MarketId("EU"), MarketId("US-CA")
TEXT: Final = (
    "The harbour lies north of the old town, and ferries leave it every hour until midnight."
)
CHINESE: Final = (
    "海港位于老城以北，渡轮每小时一班，直到午夜；周末另有夜航，票价与白天相同，无须预订。"
)
CODE: Final = "001191110102MAD55U9H0F10002"
ATLAS: Final[Atlas] = load_atlas()


class FixedClock(SystemClock):
    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, tzinfo=UTC)


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A picture of one point, with ``chunks`` before its data."""
    header = b"\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00"
    parts = [(b"IHDR", header), *chunks, (b"IDAT", zlib.compress(b"\x00\x7f")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        for kind, data in parts
    )


def segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(data) + 2).to_bytes(2, "big") + data


def jpeg(*segments: bytes) -> bytes:
    """Something with a JPEG's outer form, with ``segments`` after the first one."""
    start = b"\xff\xd8" + segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
    table = segment(0xDB, bytes(65))
    return (
        start
        + b"".join(segments)
        + table
        + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
        + b"\x12\xff\xd9"
    )


def wav(*chunks: tuple[bytes, bytes]) -> bytes:
    """Silence, with ``chunks`` after it."""
    out = io.BytesIO()
    with wave.open(out, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(1)
        recording.setframerate(8000)
        recording.writeframes(b"\x80" * 5)
    body = out.getvalue()[8:]
    body += b"\x00" * (len(body) % 2)
    for kind, data in chunks:
        body += kind + len(data).to_bytes(4, "little") + data + b"\x00" * (len(data) % 2)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


SOUND: Final = b"\xff\xfb\x90\x00" + bytes(413)


def mp3(*frames: tuple[bytes, bytes], version: int = 3, padding: int = 0) -> bytes:
    """A frame of silence, behind a tag with ``frames``."""
    body = b"".join(
        kind + len(data).to_bytes(4, "big") + b"\x00\x00" + data for kind, data in frames
    ) + bytes(padding)
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3" + bytes([version, 0, 0]) + size + body + SOUND


_BODY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="http://schemas.'
    'openxmlformats.org/wordprocessingml/2006/main"><w:body>{}<w:sectPr><w:pgSz w:w="1"/>'
    "</w:sectPr></w:body></w:document>"
)
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-'
    'types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="t" Target="word/document.xml"/></Relationships>'
)


def docx(text: str = TEXT, *, parts: Mapping[str, str] | None = None) -> bytes:
    """A document of one paragraph, with ``parts`` beside or instead of its own."""
    paragraph = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    own = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": _BODY.format(paragraph),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**own, **(parts or {})}.items():
            archive.writestr(name, data)
    return out.getvalue()


FILES: Final[Mapping[str, bytes]] = MappingProxyType(
    {
        "text": f"{TEXT}\n".encode(),
        "markdown": f"---\ntitle: Ferries\n---\n\n# Ferries\n\n{TEXT}\n".encode(),
        "html": (
            f"<!doctype html><html><head><title>F</title></head><body><p>{TEXT}</p></body></html>"
        ).encode(),
        "json": b'{"answer": "The harbour lies north.", "number": 1.50}',
        "docx": docx(),
        "png": png(),
        "jpeg": jpeg(),
        "wav": wav(),
        "mp3": mp3((b"TIT2", b"\x00Silence"), padding=10),
    }
)
"""A file of every kind, by the name of its container."""


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """What signs and knows marks."""

    marker: Marker
    detector: MarkDetector
    labeller: Labeller
    signer: JwsSigner
    fingerprints: Fingerprints


def workshop(folder: Path, operator: OperatorSettings | None = None) -> Workshop:
    """Build a house's marks in ``folder``."""
    operator = operator or OperatorSettings(name="Example Co")
    clock, entropy = FixedClock(), SystemEntropy()
    ring = KeyRing(folder / "keys", entropy)
    vault = Vault(folder / "at-rest.key", entropy)
    fingerprints = Fingerprints(Database(folder / "store.sqlite", clock), vault, clock)
    labels = visible_labels(ATLAS)
    marker = Marker(
        ring.label_signer,
        Maker(name=operator.name, version="1.2.3"),
        fingerprints=fingerprints,
        labels=lambda: labels,
        clock=clock,
        entropy=entropy,
    )
    detector = MarkDetector(
        lambda: (ring.label_signer().key,), fingerprints=fingerprints, labels=lambda: labels
    )
    labeller = Labeller(
        marker, detector, atlas=lambda: ATLAS, operator=operator, clock=clock, entropy=entropy
    )
    return Workshop(
        marker=marker,
        detector=detector,
        labeller=labeller,
        signer=ring.label_signer(),
        fingerprints=fingerprints,
    )
