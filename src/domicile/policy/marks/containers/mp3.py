"""MP3: the marks in ``TXXX`` frames of its ID3v2 tag (versions 3 and 4)."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import (
    AIGC,
    PROPERTIES,
    Container,
    Found,
    Marks,
    gathered,
)

MAX_FRAMES: Final = 10_000
"""Most frames of a tag that is read."""

_HEADER_BYTES: Final = 10
_V3, _V4 = 3, 4
_USER: Final = b"TXXX"
_PREFIX: Final = "domicile:"
_MAX_TAG: Final = 1 << 28
_MAX_VERSION: Final = 0x0F
_SYNC, _LAYER = 0xE0, 0x06
_LAYER_III: Final = 0x02
_ENCODINGS: Final = ("latin-1", "utf-16", "utf-16-be", "utf-8")


class _Frame(NamedTuple):
    """One frame of a tag."""

    kind: bytes
    """Its name, 4 bytes."""

    flags: bytes
    """Its flags, 2 bytes."""

    data: bytes
    """What it holds."""


class _Tag(NamedTuple):
    """A tag, and what comes after it."""

    version: int
    """3 or 4."""

    frames: tuple[_Frame, ...]
    """Its frames."""

    sound: bytes
    """Everything after the tag."""


def read(data: bytes) -> Found:
    """Read a recording; see `Container`."""
    tag = _parsed(data)
    pairs = [pair for each in tag.frames for pair in _pairs(each)]
    return Found(content=tag.sound, properties=gathered(pairs))


def write(data: bytes, marks: Marks) -> bytes:
    """Put marks into the recording's tag; see `Container`."""
    tag = _parsed(data)
    kept = [each for each in tag.frames if not _is_replaced(each, marks)]
    added = [
        _Frame(_USER, b"\x00\x00", b"\x00" + f"{_written(name)}\x00{value}".encode("latin-1"))
        for name, value in marks.properties.items()
    ]
    body = b"".join(_encoded(each, tag.version) for each in (*kept, *added))
    if len(body) >= _MAX_TAG:
        raise LabelError("the recording's tag has no room for further frames")
    return b"ID3" + bytes([tag.version, 0, 0]) + _safe_size(len(body)) + body + tag.sound


def is_mp3(data: bytes) -> bool:
    """Return whether ``data`` begins as an MP3 does: with a tag, or with a frame of Layer III.

    The two bytes by which a text in UTF-16 begins (``FF FE``) are no such frame.
    """
    if data.startswith(b"ID3"):
        return data[3:4] <= bytes([_MAX_VERSION])
    if not data.startswith(b"\xff") or len(data) == 1:
        return False
    return data[1] & _SYNC == _SYNC and data[1] & _LAYER == _LAYER_III


def _written(name: str) -> str:
    return name if name == AIGC else f"{_PREFIX}{name}"


def _is_replaced(frame: _Frame, marks: Marks) -> bool:
    return any(name in marks.properties for name, _ in _pairs(frame))


def _pairs(frame: _Frame) -> Iterator[tuple[str, str]]:
    if frame.kind != _USER or not frame.data or frame.data[0] >= len(_ENCODINGS):
        return
    text = frame.data[1:].decode(_ENCODINGS[frame.data[0]], "replace")
    said, _, value = text.partition("\x00")
    name = said if said == AIGC else said.removeprefix(_PREFIX)
    if name in PROPERTIES and (name == AIGC or said.startswith(_PREFIX)):
        yield name, value.lstrip("\ufeff").rstrip("\x00")


def _parsed(data: bytes) -> _Tag:
    if not is_mp3(data):
        raise LabelError("the file is no MP3")
    if not data.startswith(b"ID3"):
        return _Tag(_V4, (), data)
    version, flags = data[3:4], data[5:6]
    if version not in {b"\x03", b"\x04"} or flags != b"\x00":
        raise LabelError(
            "the recording's tag is of a form that is not read here",
            remedy="Write the tag anew as ID3v2.3 or ID3v2.4, without unsynchronisation.",
        )
    size = _safe(data[6:_HEADER_BYTES])
    end = _HEADER_BYTES + size
    if len(data) < end:
        raise LabelError("the MP3 is damaged or cut short")
    frames = tuple(_frames(data[_HEADER_BYTES:end], version[0]))
    return _Tag(version[0], frames, data[end:])


def _frames(body: bytes, version: int) -> Iterator[_Frame]:
    place = 0
    for _ in range(MAX_FRAMES):
        if not body[place : place + 4].strip(b"\x00"):
            return  # the end, or padding
        head = body[place : place + _HEADER_BYTES]
        size = _safe(head[4:8]) if version == _V4 else int.from_bytes(head[4:8], "big")
        data = body[place + _HEADER_BYTES : place + _HEADER_BYTES + size]
        if len(head) < _HEADER_BYTES or len(data) < size:
            raise LabelError("the recording's tag is damaged")
        yield _Frame(head[:4], head[8:], data)
        place += _HEADER_BYTES + size
    raise LabelError(f"the recording's tag has more than {MAX_FRAMES} frames")


def _encoded(frame: _Frame, version: int) -> bytes:
    size = len(frame.data)
    written = _safe_size(size) if version == _V4 else size.to_bytes(4, "big")
    return frame.kind + written + frame.flags + frame.data


def _safe(data: bytes) -> int:
    """Read a number of which each byte holds seven bits."""
    number = 0
    for byte in data:
        if byte & 0x80:
            raise LabelError("the recording's tag is damaged")
        number = number << 7 | byte
    return number


def _safe_size(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


MP3: Final = Container(
    name="mp3",
    suffixes=(".mp3",),
    media=("audio/mpeg", "audio/mp3"),
    modality="audio",
    shows=False,
    read=read,
    write=write,
)
"""An MP3 recording."""
