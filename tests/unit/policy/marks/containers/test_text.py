import pytest

from domicile.policy.marks.containers.container import AIGC, MARK, Marks
from domicile.policy.marks.containers.text import MAX_FENCE_CHARS, read, write

LABEL = '{"Label":"1"}'
MARKS = Marks(properties={MARK: "m", AIGC: LABEL}, visible="（内容由AI生成）")
FENCE = '[domicile-marks {"AIGC":{"Label":"1"},"domicile":{"mark":"m"}}]'


def test_label_and_marks_stand_at_the_end() -> None:
    assert write(b"Text.\n", MARKS).decode() == f"Text.\n\n（内容由AI生成）\n\n{FENCE}\n"


def test_they_are_read_again() -> None:
    found = read(write(b"Text.\n", MARKS))
    assert found.properties == {MARK: ("m",), AIGC: (LABEL,)}
    assert found.content == "Text.\n\n（内容由AI生成）"


def test_nothing_is_written_twice() -> None:
    once = write(b"Text.\n", MARKS)
    assert write(once, MARKS) == once


def test_what_is_not_replaced_stays() -> None:
    once = write(b"Text.", Marks(properties={MARK: "m", AIGC: LABEL}))
    found = read(write(once, Marks(properties={MARK: "n"})))
    assert found.properties == {MARK: ("n",), AIGC: (LABEL,)}


def test_line_ends_and_byte_order_mark_stay() -> None:
    written = write("\ufeffOne.\r\nTwo.".encode(), MARKS)
    assert written.decode() == f"\ufeffOne.\r\nTwo.\r\n\r\n（内容由AI生成）\r\n\r\n{FENCE}\r\n"
    assert read(written).content == "One.\r\nTwo.\r\n\r\n（内容由AI生成）"


def test_nothing_to_write() -> None:
    assert write(b"Text.\n", Marks()) == b"Text.\n"
    assert write(b"", MARKS).decode() == f"（内容由AI生成）\n\n{FENCE}\n"


@pytest.mark.parametrize(
    "text",
    [
        f"{FENCE}\nmore",
        f"see {FENCE}",
        "[domicile-marks {]",
        "[domicile-marks []]",
        "[domicile-marks " + "[" * 5000 + "]",
        "[domicile-marks {\n}]",
        "[domicile-marks {" + " " * MAX_FENCE_CHARS + "}]",
        "[domicile-marks {}",
    ],
)
def test_what_is_no_fence_is_text(text: str) -> None:
    found = read(text.encode())
    assert (found.content, found.properties) == (text, {})
