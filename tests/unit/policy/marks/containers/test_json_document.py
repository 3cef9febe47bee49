import json

import pytest

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import AIGC, MARK, Marks
from domicile.policy.marks.containers.json_document import read, write

LABEL = '{"Label":"1"}'
MARKS = Marks(properties={MARK: "m", AIGC: LABEL}, visible="not shown in data")


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        " { } ",
        '{"a": 1.50, "b": [true, null, "]}"]}',
        '\ufeff{"a":{"mark":"x"}}\n',
        '{"a":NaN}',
    ],
)
def test_marks_are_read_again_and_the_rest_is_the_same(text: str) -> None:
    before = read(text.encode())
    written = write(text.encode(), MARKS)
    after = read(written)
    assert after.properties == {MARK: ("m",), AIGC: (LABEL,)}
    assert after.content == before.content
    json.loads(written.decode().removeprefix("\ufeff"))
    assert read(write(written, MARKS)).properties == after.properties


def test_how_they_are_written() -> None:
    written = write(b'{"a": 1.50}', MARKS).decode()
    assert written == '{"AIGC":{"Label":"1"},"domicile":{"mark":"m"},"a": 1.50}'


def test_what_is_not_replaced_stays() -> None:
    text = b'{"x":1,"domicile":{"mark":"m","created_at":"t"} , "y":2 }'
    written = write(text, Marks(properties={MARK: "n"}))
    assert written == b'{"domicile":{"mark":"n","created_at":"t"},"x":1,"y":2 }'
    only = write(b'{"domicile":{"mark":"m"}}', Marks(properties={MARK: "n"}))
    assert only == b'{"domicile":{"mark":"n"}}'


def test_numbers_count_as_they_are_written() -> None:
    contents = {read(text).content for text in (b'{"a":1}', b'{"a":1.0}', b'{"a":"1"}')}
    assert len(contents) == 3


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "1", "{", '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', "{1:2}", "{} x",
        '{"a":1} {}', "[" * 5000, '{"a":' * 5000, '{"a":1 "b":2}', "{'a':1}", '{"a" 1}',
    ],
)  # fmt: skip
def test_what_is_no_object(text: str) -> None:
    with pytest.raises(LabelError):
        read(text.encode())
    with pytest.raises(LabelError):
        write(text.encode(), MARKS)
