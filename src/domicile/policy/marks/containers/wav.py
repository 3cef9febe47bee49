"""WAV: China's label in an ``AIGC`` chunk, everything in an XMP packet in a ``_PMX`` chunk."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import AIGC, Container, Found, Marks, gathered
from domicile.policy.marks.containers.xmp import decoded_packet, read_packet, write_packet

MAX_CHUNKS: Final = 10_000
"""Most chunks of a recording that is read."""

_HEADER_BYTES: Final = 12
_MAX_BYTES: Final = 0xFFFF_FFFF
_LABEL: Final = b"AIGC"
_PACKET: Final = b"_PMX"
_HEARD: Final = frozenset({b"fmt ", b"fact", b"data"})


class _Chunk(NamedTuple):
    """One chunk."""

    kind: bytes
    """Its name, 4 bytes."""

    data: bytes
    """What it holds."""


def read(data: bytes) -> Found:
    """Read a recording; see `Container`."""
    chunks = tuple(_chunks(data))
    pairs = [pair for each in chunks for pair in _pairs(each)]
    content = b"".join(part for each in chunks if each.kind in _HEARD for part in each)
    return Found(content=content, properties=gathered(pairs))


def write(data: bytes, marks: Marks) -> bytes:
    """Put marks into chunks of their own; see `Container`."""
    chunks = tuple(_chunks(data))
    packet = next((decoded_packet(each.data) for each in chunks if each.kind == _PACKET), "")
    others = [each for each in chunks if each.kind != _PACKET]
    written = write_packet(packet, marks.properties).encode()
    if AIGC in marks.properties:
        others = [each for each in others if each.kind != _LABEL]
        others.append(_Chunk(_LABEL, marks.properties[AIGC].encode()))
    body = b"WAVE" + b"".join(_encoded((*others, _Chunk(_PACKET, written))))
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def is_wav(data: bytes) -> bool:
    """Return whether ``data`` begins as a WAV does."""
    return data.startswith(b"RIFF") and data[8:_HEADER_BYTES] == b"WAVE"


def _pairs(chunk: _Chunk) -> Iterator[tuple[str, str]]:
    if chunk.kind == _LABEL:
        yield AIGC, decoded_packet(chunk.data).rstrip("\x00 ")
    elif chunk.kind == _PACKET:
        yield from read_packet(decoded_packet(chunk.data))


def _chunks(data: bytes) -> Iterator[_Chunk]:
    """Yield every chunk.

    Raises:
        LabelError: It is no WAV, or a damaged one.
    """
    if not is_wav(data):
        raise LabelError("the file is no WAV")
    place = _HEADER_BYTES
    for _ in range(MAX_CHUNKS):
        if place >= len(data):
            return
        size = int.from_bytes(data[place + 4 : place + 8], "little")
        body = data[place + 8 : place + 8 + size]
        if len(body) != size or len(data) < place + 8:
            raise LabelError("the WAV is damaged or cut short")
        yield _Chunk(data[place : place + 4], body)
        place += 8 + size + size % 2
    raise LabelError(f"the WAV has more than {MAX_CHUNKS} chunks")


def _encoded(chunks: Iterable[_Chunk]) -> Iterator[bytes]:
    for kind, body in chunks:
        yield kind + len(body).to_bytes(4, "little") + body + b"\x00" * (len(body) % 2)


WAV: Final = Container(
    name="wav",
    suffixes=(".wav",),
    media=("audio/wav", "audio/x-wav", "audio/wave"),
    modality="audio",
    shows=False,
    read=read,
    write=write,
)
"""A WAV recording."""
