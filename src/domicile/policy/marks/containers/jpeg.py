"""JPEG: the marks in an XMP packet in an APP1 segment (ISO/IEC 10918-1, XMP part 3)."""

from typing import Final, NamedTuple

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import C2PA, Container, Found, Marks, gathered
from domicile.policy.marks.containers.xmp import decoded_packet, read_packet, write_packet

START: Final = b"\xff\xd8\xff"
"""How a JPEG begins."""

MAX_SEGMENTS: Final = 10_000
"""Most segments of a picture that is read."""

_KEYWORD: Final = b"http://ns.adobe.com/xap/1.0/\x00"
_MAX_SEGMENT: Final = 0xFFFF
_LENGTH_BYTES: Final = 2
_APP0, _APP1, _APP11, _APP13 = 0xE0, 0xE1, 0xEB, 0xED
_COMMENT: Final = 0xFE
_SCAN: Final = 0xDA
_LAST_BARE: Final = range(0xD0, 0xDA)
_ASIDE: Final = frozenset({_APP1, _APP11, _APP13, _COMMENT})


class _Segment(NamedTuple):
    """One segment before the picture itself."""

    marker: int
    """What it is."""

    data: bytes
    """What it holds."""

    @property
    def is_packet(self) -> bool:
        """Whether it holds an XMP packet."""
        return self.marker == _APP1 and self.data.startswith(_KEYWORD)

    @property
    def encoded(self) -> bytes:
        """The segment as it stands in the file."""
        size = len(self.data) + _LENGTH_BYTES
        return bytes([0xFF, self.marker]) + size.to_bytes(_LENGTH_BYTES, "big") + self.data


def read(data: bytes) -> Found:
    """Read a picture; see `Container`."""
    segments, scan = _parted(data)
    packets = [decoded_packet(each.data[len(_KEYWORD) :]) for each in segments if each.is_packet]
    pairs = [pair for packet in packets for pair in read_packet(packet)]
    manifests = [each for each in segments if each.marker == _APP11 and b"c2pa" in each.data]
    content = b"".join(each.encoded for each in segments if each.marker not in _ASIDE) + scan
    hints = frozenset({C2PA} if manifests else ())
    return Found(content=content, properties=gathered(pairs), hints=hints)


def write(data: bytes, marks: Marks) -> bytes:
    """Put marks into the picture's XMP packet; see `Container`."""
    segments, scan = _parted(data)
    packet = next((each.data[len(_KEYWORD) :] for each in segments if each.is_packet), b"")
    written = write_packet(decoded_packet(packet), marks.properties).encode()
    first = _Segment(_APP1, _KEYWORD + written)
    if len(first.data) + _LENGTH_BYTES > _MAX_SEGMENT:
        raise LabelError("the picture's XMP packet has no room for further properties")
    others = [each for each in segments if not each.is_packet]
    place = sum(1 for each in others[:2] if each.marker in {_APP0, _APP1})
    ordered = (*others[:place], first, *others[place:])
    return START[:2] + b"".join(each.encoded for each in ordered) + scan


def _parted(data: bytes) -> tuple[tuple[_Segment, ...], bytes]:
    """Return the segments before the first scan, and everything from there on."""
    if not data.startswith(START):
        raise LabelError("the file is no JPEG")
    segments: list[_Segment] = []
    place = 2
    while len(segments) < MAX_SEGMENTS:
        place = _past_fill(data, place)
        marker = data[place + 1]
        if marker == _SCAN:
            return tuple(segments), data[place:]
        size = int.from_bytes(data[place + 2 : place + 4], "big")
        body = data[place + 4 : place + 2 + size]
        if marker in _LAST_BARE or len(body) + _LENGTH_BYTES != size:
            raise _damaged()
        segments.append(_Segment(marker, body))
        place += 2 + size
    raise LabelError(f"the JPEG has more than {MAX_SEGMENTS} segments")


def _past_fill(data: bytes, place: int) -> int:
    """Return where the next marker stands; any number of 0xFF may come before it."""
    if data[place : place + 1] != b"\xff":
        raise _damaged()
    while data[place + 1 : place + 2] == b"\xff":
        place += 1
    if data[place + 1 : place + 2] in {b"", b"\x00", b"\x01"}:
        raise _damaged()
    return place


def _damaged() -> LabelError:
    return LabelError("the JPEG is damaged or cut short")


JPEG: Final = Container(
    name="jpeg",
    suffixes=(".jpg", ".jpeg"),
    media=("image/jpeg",),
    modality="image",
    shows=False,
    read=read,
    write=write,
)
"""A JPEG picture."""
