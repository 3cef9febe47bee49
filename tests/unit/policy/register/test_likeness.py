import unicodedata

import pytest

from domicile.policy.register.likeness import letters, likeness


@pytest.mark.parametrize(
    "name",
    [
        "\u0410nna Li",
        "Ann\u0430 Li",
        "Anna Li\ufe0f",
        "Anna\u034f Li",
        "Anna\u3164Li",
        "Anna\u2800Li",
        "Anna\u115fLi",
        "Anna\U000e0101 Li",
        "An\u00adna\u200b Li",
        "\uff21nna  Li",
        "Anna-Li.",
        "anna \u2013 LI",
        "\u0391nn\u03b1 L\u0456",
    ],
)
def test_what_looks_the_same_is_one_person(name: str) -> None:
    assert letters(name) == letters("Anna Li")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Li", "Wang"), ("\u674e\u96f7", "\u674e\u660e"), ("Jos\u00e9", "Josa"), ("Li 1", "Li 2")],
)
def test_other_names_are_other_people(one: str, other: str) -> None:
    assert letters(one) != letters(other)


@pytest.mark.parametrize(
    "name", ["", " ", "\u200b", "\ufe0f", "\u3164", "--", "\u2800", "\U0001f642"]
)
def test_what_holds_no_letter_is_nobody(name: str) -> None:
    assert letters(name) == ""


@pytest.mark.parametrize(
    "number",
    [
        "Beijing\u2010YunQue\u201320230821",
        "\u0412eijing-YunQue-20230821",
        "beijing-yunque-20230821\ufe0f",
    ],
)
def test_a_number_is_the_same_however_it_was_pasted(number: str) -> None:
    assert likeness(number) == likeness("Beijing-YunQue-20230821")
    assert likeness(number) == "beijing-yunque-20230821"


def test_numbers_differ_by_what_stands_between() -> None:
    assert likeness("N-1-23") != likeness("N-12-3")


@pytest.mark.parametrize(
    "text", ["\u00c5ngstr\u00f6m", "\ufdfa", "\u1e9e", "\u0130", "\u0390", "Stra\u00dfe"]
)
def test_the_form_is_its_own(text: str) -> None:
    assert likeness(likeness(text)) == likeness(text)
    assert unicodedata.is_normalized("NFC", likeness(text)) or not text.isascii()
