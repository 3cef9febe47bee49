import time
import unicodedata

import pytest

from domicile.policy.marks.normal import is_telling, normal, readings, shows_label

LABELS = ("（内容由AI生成）", "AI-generated")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        (" a \r\n\r\n b\t c\u3000d ", "a b c d"),
        ("e\u0301", "é"),
        ("text\n\n（内容由AI生成）", "text"),
        ("AI-generated\ntext\n AI-generated \n（内容由AI生成）\n", "text"),
        ("this is AI-generated", "this is AI-generated"),
        ("one\nAI-generated\ntwo", "one AI-generated two"),
        ("AI-generated", ""),
    ],
)
def test_the_normal_form(text: str, expected: str) -> None:
    assert normal(text, LABELS) == expected


@pytest.mark.parametrize(
    "passed_on",
    [
        "the text",
        "“the text”",
        '"the text"',
        "「the text」",
        "> the text\n>\n",
        "  > the\n> text",
        "the text AI-generated",
        "（内容由AI生成）the text",
        "\n\nthe text\n\nAI-generated",
        "`the text`",
    ],
)
def test_what_was_passed_on_reads_as_what_it_was(passed_on: str) -> None:
    assert "the text" in readings(passed_on, LABELS)


@pytest.mark.parametrize("other", ["the texts", "say: the text", "the “text", "", ">> the text"])
def test_a_part_or_another_text_does_not(other: str) -> None:
    assert "the text" not in readings(other, LABELS)


def test_each_reading_comes_once() -> None:
    found = list(readings("plain", LABELS))
    assert found == ["plain"]


@pytest.mark.parametrize(
    ("text", "shows"),
    [("a\nAI-generated", True), ("（内容由AI生成） a", True), ("an AI-generated text", False)],
)
def test_a_visible_label(text: str, *, shows: bool) -> None:
    assert shows_label(text, LABELS) is shows


@pytest.mark.parametrize(
    ("text", "telling"),
    [
        ("Yes.", False),
        ("yes " * 40, False),
        ("one two three four five six seven", False),
        ("一二三四五六七八", False),
        ("海港位于老城以北，渡轮每小时一班，直到午夜，周末另有夜航。", True),
        ("The harbour lies north of the old town, and ferries leave it hourly.", True),
    ],
)
def test_what_is_no_ones_in_particular(text: str, *, telling: bool) -> None:
    assert is_telling(text) is telling


@pytest.mark.parametrize(
    "text",
    ["a" + "\u0301\u0316" * 500_000, "AI-generated\n" * 200_000, "\u0316\u0301\ufe0f" * 500_000],
    ids=["accents", "labels", "marks"],
)
def test_hostile_texts_take_time_in_proportion(text: str) -> None:
    began_s = time.process_time()
    assert len(list(readings(text, LABELS))) <= 4
    assert time.process_time() - began_s < 5


@pytest.mark.parametrize(
    "text", ["e" + "\u0316\u0301" * 15, "\U0001f642" * 100, "\u2014" * 100, "\u0e33\u0e48" * 40]
)
def test_what_people_write_is_in_plain_nfc(text: str) -> None:
    assert normal(text) == unicodedata.normalize("NFC", text)


def test_accents_that_pile_up_are_parted_in_one_way_only() -> None:
    piled = normal("e" + "\u0301" * 100)
    assert normal(piled) == piled
    assert "\u034f" in piled
