import zlib

import pytest

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import AIGC, C2PA, MARK, Marks
from domicile.policy.marks.containers.png import MAX_CHUNKS, MAX_PACKETS, read, write
from domicile.policy.marks.containers.xmp import MAX_PACKET_BYTES, write_packet
from tests.unit.policy.marks.samples import png

LABEL = '{"Label":"1"}'
MARKS = Marks(properties={MARK: "m", AIGC: LABEL})
KEYWORD = b"XML:com.adobe.xmp\x00"


def test_marks_stand_behind_the_header() -> None:
    written = write(png(), MARKS)
    assert written[33 + 4 : 33 + 8] == b"iTXt"
    assert read(written).properties == {MARK: ("m",), AIGC: (LABEL,)}
    assert read(written).content == read(png()).content
    assert write(written, MARKS) == written


def test_what_others_wrote_stays() -> None:
    text = (b"tEXt", b"Author\x00somebody")
    written = write(png(text, (b"caBX", b"manifest")), MARKS)
    assert b"Author\x00somebody" in written
    assert read(written).hints == {C2PA}
    assert read(png()).hints == frozenset()


def test_a_packed_packet() -> None:
    packed = zlib.compress(write_packet("", {AIGC: LABEL}).encode())
    picture = png((b"iTXt", KEYWORD + b"\x01\x00en\x00title\x00" + packed))
    assert read(picture).properties == {AIGC: (LABEL,)}
    assert read(write(picture, Marks(properties={MARK: "m"}))).properties == {
        AIGC: (LABEL,),
        MARK: ("m",),
    }


@pytest.mark.parametrize(
    "packed", [b"no zlib", zlib.compress(bytes(MAX_PACKET_BYTES + 1)), zlib.compress(b"")]
)
def test_a_packet_that_does_not_unfold(packed: bytes) -> None:
    picture = png((b"iTXt", KEYWORD + b"\x01\x00\x00\x00" + packed))
    assert read(picture).properties == {}
    assert read(write(picture, MARKS)).first(MARK) == "m"


def test_a_label_in_a_text_chunk() -> None:
    assert read(png((b"tEXt", b"AIGC\x00" + LABEL.encode()))).properties == {AIGC: (LABEL,)}


def test_what_is_seen_counts() -> None:
    assert read(png((b"tRNS", b"\x00\x00"))).content != read(png()).content
    assert read(png((b"tIME", bytes(7)))).content == read(png()).content


def test_what_is_no_png() -> None:
    whole = png()
    for data in (b"", b"PNG", whole[:-1], whole[:20], whole[:8], whole.replace(b"IHDR", b"XHDR")):
        with pytest.raises(LabelError):
            read(data)
    with pytest.raises(LabelError, match="damaged"):
        read(png((b"IHDR", bytes(13))))


def test_a_picture_of_too_many_chunks() -> None:
    with pytest.raises(LabelError, match="chunks"):
        read(png(*[(b"tEXt", b"")] * MAX_CHUNKS))


def test_no_more_packets_are_unfolded_than_so_many() -> None:
    packed = zlib.compress(write_packet("", {AIGC: LABEL}).encode())
    picture = png(*[(b"iTXt", KEYWORD + b"\x01\x00\x00\x00" + packed)] * (MAX_PACKETS + 5))
    assert read(picture).properties == {AIGC: (LABEL,) * MAX_PACKETS}
