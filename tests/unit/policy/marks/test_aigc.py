import json

import pytest

from domicile.core.errors import InvalidValueError
from domicile.policy.marks.aigc import Aigc, producer, read_aigc
from tests.unit.policy.marks.samples import CODE

LABEL = Aigc(label="1", producer=CODE, produce_id="p-1", producer_check="ab")
WRITTEN = (
    '{"Label":"1","ContentProducer":"001191110102MAD55U9H0F10002","ProduceID":"p-1",'
    '"ReservedCode1":"ab","ContentPropagator":"","PropagateID":"","ReservedCode2":""}'
)


def test_a_label_is_written_as_the_standard_wants() -> None:
    assert LABEL.encoded == WRITTEN
    assert set(WRITTEN) <= {
        chr(code) for code in (0x21, *range(0x23, 0x5C), *range(0x5D, 0x7F))
    } | {'"'}


@pytest.mark.parametrize(
    "text", [WRITTEN, f'{{"AIGC":{WRITTEN}}}', json.dumps(json.loads(WRITTEN))]
)
def test_a_label_is_read_bare_and_wrapped(text: str) -> None:
    assert read_aigc(text) == LABEL


def test_what_the_standard_does_not_name_stays() -> None:
    label = read_aigc('{"Label":"3","More":"x","ContentProducer":"示例"}')
    assert label is not None
    assert (label.label, label.producer, label.propagator) == ("3", "示例", "")
    assert json.loads(label.encoded)["More"] == "x"


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "1", "{}", '{"Label":"4"}', '{"Label":1}', '{"AIGC":[]}',
        '{"Label":"1","ProduceID":5}', "[" * 4000, WRITTEN + " " * 4096,
    ],
)  # fmt: skip
def test_what_is_no_label(text: str) -> None:
    assert read_aigc(text) is None


def test_who_the_producer_is() -> None:
    assert producer("示例", {"producer_code": CODE}) == CODE
    assert producer("Example Co, Ltd.", {}) == "Example_Co,_Ltd."
    with pytest.raises(InvalidValueError, match="names"):
        producer(" ", {})


@pytest.mark.parametrize(
    "code", [CODE[:-1], CODE + "0", CODE.lower(), CODE.replace("H0F", "H0G"), "x" * 27]
)
def test_a_code_that_is_none(code: str) -> None:
    with pytest.raises(InvalidValueError, match="27 characters"):
        producer("Example", {"producer_code": code})


@pytest.mark.parametrize("name", ["示例", 'a"b', "a\\b", "caf\u00e9"])
def test_a_name_that_no_label_takes(name: str) -> None:
    with pytest.raises(InvalidValueError) as raised:
        producer(name, {})
    assert "producer_code" in raised.value.remedy
