import pytest

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import AIGC, MARK, Marks
from domicile.policy.marks.containers.mp3 import MAX_FRAMES, read, write
from tests.unit.policy.marks.samples import SOUND, mp3

LABEL = '{"Label":"1"}'
MARKS = Marks(properties={MARK: "m", AIGC: LABEL})
TITLE = (b"TIT2", b"\x00" + b"x" * 200)


@pytest.mark.parametrize("data", [SOUND, mp3(), mp3(TITLE, padding=50)])
def test_marks_stand_in_the_tag(data: bytes) -> None:
    written = write(data, MARKS)
    assert read(written).properties == {MARK: ("m",), AIGC: (LABEL,)}
    assert read(written).content == read(data).content == SOUND
    assert write(written, MARKS) == written
    assert b"TXXX" in written
    assert b"\x00AIGC\x00" + LABEL.encode() in written


def test_what_others_wrote_stays() -> None:
    stranger = (b"TXXX", b"\x00other\x00value")
    written = write(mp3(TITLE, stranger), MARKS)
    assert TITLE[1] in written
    assert stranger[1] in written


@pytest.mark.parametrize(
    "data",
    [
        b"\x00AIGC\x00" + LABEL.encode(),
        b"\x01" + "AIGC\x00".encode("utf-16") + LABEL.encode("utf-16"),
        b"\x02" + f"AIGC\x00{LABEL}".encode("utf-16-be"),
        b"\x03" + f"AIGC\x00{LABEL}\x00".encode(),
    ],
)
def test_every_way_to_write_text(data: bytes) -> None:
    recording = mp3((b"TXXX", data))
    assert read(recording).properties == {AIGC: (LABEL,)}
    assert read(write(recording, Marks(properties={AIGC: "{}"}))).properties == {AIGC: ("{}",)}


@pytest.mark.parametrize("data", [b"", b"\x09AIGC\x00x", b"\x00mark\x00x", b"\x00AIG"])
def test_frames_that_say_nothing(data: bytes) -> None:
    assert read(mp3((b"TXXX", data))).first(MARK) is None
    assert read(mp3((b"TXXX", data))).first(AIGC) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ID3",
        b"nothing",
        mp3()[:8],
        mp3(TITLE)[:100],
        mp3(version=2),
        mp3()[:5] + b"\x80" + mp3()[6:],
        b"ID3\x04\x00\x00\xff\xff\xff\xff",
        b"ID3\x04\x00\x00\x00\x00\x00\x0bTIT2\x00\x00\x00\xff\x00\x00x" + SOUND,
        b"ID3\x03\x00\x00\x00\x00\x00\x06TIT2\x00\x01" + SOUND,
        b"ID3\x03\x00\x00\x00\x00\x00\x0bTIT2\x00\x00\x00\x09\x00\x00x" + SOUND,
    ],
)
def test_what_is_no_mp3(data: bytes) -> None:
    with pytest.raises(LabelError):
        read(data)


def test_a_tag_of_too_many_frames() -> None:
    with pytest.raises(LabelError, match="frames"):
        read(mp3(*[(b"TIT2", b"")] * MAX_FRAMES))


def test_a_tag_without_room() -> None:
    with pytest.raises(LabelError, match="no room"):
        write(SOUND, Marks(properties={MARK: "m" * (1 << 28)}))
