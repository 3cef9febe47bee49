import io
import wave

import pytest

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import AIGC, MARK, Marks
from domicile.policy.marks.containers.wav import MAX_CHUNKS, read, write
from tests.unit.policy.marks.samples import wav

LABEL = '{"Label":"1"}'
MARKS = Marks(properties={MARK: "m", AIGC: LABEL})


def test_marks_stand_in_their_chunks() -> None:
    written = write(wav(), MARKS)
    assert b"AIGC" + len(LABEL).to_bytes(4, "little") + LABEL.encode() in written
    assert read(written).properties == {MARK: ("m",), AIGC: (LABEL, LABEL)}
    assert read(written).content == read(wav()).content
    assert write(written, MARKS) == written


def test_it_still_sounds_the_same() -> None:
    with wave.open(io.BytesIO(write(wav(), MARKS))) as recording:
        assert recording.readframes(10) == b"\x80" * 5


def test_what_others_wrote_stays() -> None:
    written = write(wav((b"LIST", b"INFOx"), (b"AIGC", b'{"Label":"2"}\x00')), Marks())
    assert b"INFOx" in written
    assert read(written).properties == {AIGC: ('{"Label":"2"}',)}
    assert read(write(written, MARKS)).properties[AIGC] == (LABEL, LABEL)


@pytest.mark.parametrize(
    "data", [b"", b"RIFF", b"RIFF\x00\x00\x00\x00WAVx", wav()[:-3], wav() + b"dat", wav()[:14]]
)
def test_what_is_no_wav(data: bytes) -> None:
    with pytest.raises(LabelError):
        read(data)


def test_a_recording_of_too_many_chunks() -> None:
    with pytest.raises(LabelError, match="chunks"):
        read(wav(*[(b"JUNK", b"")] * MAX_CHUNKS))
