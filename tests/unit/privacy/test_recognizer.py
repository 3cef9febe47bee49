import re

import pytest

from domicile.privacy.recognizer import CONTEXT_CHARS, has_context, has_digit_run


@pytest.mark.parametrize("text", ["12345", "1 2 3 4 5", "1-(2).3 45", "卡12345"])
def test_a_run_of_digits(text: str) -> None:
    assert has_digit_run(text)


@pytest.mark.parametrize("text", ["", "1234", "1a2b3c4d5", "1      2      3      4      5"])
def test_no_run_of_digits(text: str) -> None:
    assert not has_digit_run(text)


def test_context_reaches_so_far_and_no_farther() -> None:
    words = re.compile("电话")
    assert has_context("电话：138", 3, words)
    assert not has_context("138 电话", 0, words)
    assert not has_context("电话" + "x" * CONTEXT_CHARS + "138", CONTEXT_CHARS + 2, words)
