import pytest

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import (
    AIGC,
    MARK,
    MAX_VALUE_CHARS,
    Found,
    decoded,
    gathered,
)


def test_properties_are_gathered_by_name() -> None:
    pairs = [(MARK, "1"), ("stranger", "x"), (MARK, "2"), (AIGC, "y" * (MAX_VALUE_CHARS + 1))]
    assert gathered(pairs) == {MARK: ("1", "2")}


def test_the_first_value() -> None:
    found = Found(content="", properties={MARK: ("1", "2"), AIGC: ()})
    assert (found.first(MARK), found.first(AIGC), found.first("none")) == ("1", None, None)


def test_text_is_utf_8() -> None:
    assert decoded("名".encode()) == "名"
    with pytest.raises(LabelError, match="UTF-8"):
        decoded("名".encode("gb18030"))
