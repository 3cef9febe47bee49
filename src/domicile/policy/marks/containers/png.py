"""PNG: the marks in an XMP packet in an ``iTXt`` chunk (ISO/IEC 15948, XMP part 3)."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import (
    AIGC,
    C2PA,
    Container,
    Found,
    Marks,
    gathered,
)
from domicile.policy.marks.containers.xmp import (
    MAX_PACKET_BYTES,
    decoded_packet,
    read_packet,
    write_packet,
)

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
"""How a PNG begins."""

MAX_CHUNKS: Final = 100_000
"""Most chunks of a picture that is read."""

MAX_PACKETS: Final = 4
"""Most XMP packets that are looked into; each can unfold to a thousand times its size."""

_FIELD: Final = 4
_KEYWORD: Final = b"XML:com.adobe.xmp\x00"
_ASIDE: Final = frozenset({b"iTXt", b"tEXt", b"zTXt", b"eXIf", b"tIME", b"caBX"})
_MANIFEST: Final = b"caBX"
_AIGC_TEXT: Final = AIGC.encode() + b"\x00"


class _Chunk(NamedTuple):
    """One chunk."""

    kind: bytes
    """Its type, 4 bytes."""

    data: bytes
    """What it holds."""

    @property
    def is_packet(self) -> bool:
        """Whether it holds an XMP packet."""
        return self.kind == b"iTXt" and self.data.startswith(_KEYWORD)


def read(data: bytes) -> Found:
    """Read a picture; see `Container`."""
    chunks = tuple(_chunks(data))
    packets = [each for each in chunks if each.is_packet][:MAX_PACKETS]
    said = [*packets, *(each for each in chunks if not each.is_packet)]
    pairs = [pair for each in said for pair in _pairs(each)]
    hints = frozenset({C2PA} if any(each.kind == _MANIFEST for each in chunks) else ())
    content = b"".join(part for each in chunks if each.kind not in _ASIDE for part in each)
    return Found(content=content, properties=gathered(pairs), hints=hints)


def write(data: bytes, marks: Marks) -> bytes:
    """Put marks into the picture's XMP packet; see `Container`."""
    chunks = tuple(_chunks(data))
    packet = next((_packet(each) for each in chunks if each.is_packet), "")
    written = write_packet(packet, marks.properties).encode()
    first = _Chunk(b"iTXt", _KEYWORD + b"\x00\x00\x00\x00" + written)
    others = [each for each in chunks if not each.is_packet]
    return SIGNATURE + b"".join(_encoded((others[0], first, *others[1:])))


def _pairs(chunk: _Chunk) -> Iterator[tuple[str, str]]:
    if chunk.is_packet:
        yield from read_packet(_packet(chunk))
    elif chunk.kind == b"tEXt" and chunk.data.startswith(_AIGC_TEXT):
        yield AIGC, chunk.data.removeprefix(_AIGC_TEXT).decode("latin-1")


def _packet(chunk: _Chunk) -> str:
    """Return the text of an XMP chunk; what does not inflate within bounds is as if empty."""
    rest = chunk.data.removeprefix(_KEYWORD)
    pressed, rest = rest[:1], rest[2:]
    _, _, rest = rest.partition(b"\x00")
    _, _, rest = rest.partition(b"\x00")
    if pressed != b"\x01":
        return decoded_packet(rest)
    inflating = zlib.decompressobj()
    try:
        text = inflating.decompress(rest, MAX_PACKET_BYTES)
    except zlib.error:
        return ""
    return "" if inflating.unconsumed_tail else decoded_packet(text)


def _chunks(data: bytes) -> Iterator[_Chunk]:
    """Yield every chunk, the end included.

    Raises:
        LabelError: It is no PNG, or a damaged one.
    """
    if not data.startswith(SIGNATURE):
        raise LabelError("the file is no PNG")
    place = len(SIGNATURE)
    for number in range(MAX_CHUNKS):
        size = int.from_bytes(data[place : place + _FIELD], "big")
        end = place + 2 * _FIELD + size
        kind, body = data[place + _FIELD : place + 2 * _FIELD], data[place + 2 * _FIELD : end]
        check = zlib.crc32(kind + body).to_bytes(_FIELD, "big")
        if data[end : end + _FIELD] != check or (number == 0) != (kind == b"IHDR"):
            raise LabelError("the PNG is damaged or cut short")
        yield _Chunk(kind, body)
        place = end + _FIELD
        if kind == b"IEND":
            return
    raise LabelError(f"the PNG has more than {MAX_CHUNKS} chunks")


def _encoded(chunks: Iterable[_Chunk]) -> Iterator[bytes]:
    for kind, body in chunks:
        check = zlib.crc32(kind + body).to_bytes(4, "big")
        yield len(body).to_bytes(4, "big") + kind + body + check


PNG: Final = Container(
    name="png",
    suffixes=(".png",),
    media=("image/png",),
    modality="image",
    shows=False,
    read=read,
    write=write,
)
"""A PNG picture."""
