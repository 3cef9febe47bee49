import pytest

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import AIGC, C2PA, MARK, Marks
from domicile.policy.marks.containers.jpeg import MAX_SEGMENTS, read, write
from tests.unit.policy.marks.samples import jpeg, segment

LABEL = '{"Label":"1"}'
MARKS = Marks(properties={MARK: "m", AIGC: LABEL})
EXIF = segment(0xE1, b"Exif\x00\x00II")
COMMENT = segment(0xFE, b"a comment")


def test_marks_stand_in_their_segment() -> None:
    written = write(jpeg(), MARKS)
    assert read(written).properties == {MARK: ("m",), AIGC: (LABEL,)}
    assert read(written).content == read(jpeg()).content
    assert write(written, MARKS) == written


def test_what_others_wrote_stays() -> None:
    written = write(jpeg(EXIF, COMMENT, segment(0xEB, b"JP..jumb c2pa")), MARKS)
    assert EXIF + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00")[:2] in written
    assert COMMENT in written
    assert read(written).hints == {C2PA}
    assert read(jpeg(segment(0xEB, b"other"))).hints == frozenset()
    assert read(written).content == read(jpeg()).content


def test_fill_bytes_before_a_marker() -> None:
    data = jpeg()
    filled = data[:2] + b"\xff\xff" + data[2:]
    assert read(write(filled, MARKS)).first(MARK) == "m"


def test_a_packet_without_room() -> None:
    with pytest.raises(LabelError, match="no room"):
        write(jpeg(), Marks(properties={MARK: "m" * 65_500}))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        b"\xff\xd8\xff",
        jpeg()[:20],
        jpeg()[:-12],
        b"\xff\xd8\xff\x00\x00\x04aa",
        b"\xff\xd8\xff\xd9\x00\x02",
        b"\xff\xd8\xff\xe0\x00\x01",
        b"\xff\xd8" + segment(0xE0, b"x") + b"rest",
    ],
)
def test_what_is_no_jpeg(data: bytes) -> None:
    with pytest.raises(LabelError):
        read(data)


def test_a_picture_of_too_many_segments() -> None:
    with pytest.raises(LabelError, match="segments"):
        read(jpeg(*[COMMENT] * MAX_SEGMENTS))
