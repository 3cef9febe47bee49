import pytest

from domicile.privacy.detect.bank_card import BankCardRecognizer
from domicile.privacy.normalize import View
from domicile.privacy.recognizer import Span


def spans(text: str) -> list[Span]:
    return list(BankCardRecognizer().spans(View(text).text))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("卡号4111111111111111有效", "4111111111111111"),
        ("4111 1111 1111 1111", "4111 1111 1111 1111"),
        ("4111-1111-1111-1111", "4111-1111-1111-1111"),
        ("amex 3782 822463 10005", "3782 822463 10005"),
        ("４１１１１１１１１１１１１１１１", "４１１１１１１１１１１１１１１１"),
        ("银行卡6222 0212 3456 7890 123", "6222 0212 3456 7890 123"),
        ("工商银行6222021234567890128", "6222021234567890128"),
        ("master 5555555555554444", "5555555555554444"),
        ("4111.1111.1111.1111", "4111.1111.1111.1111"),
        ("卡号**4111** **1111** **1111** **1111**", "4111** **1111** **1111** **1111"),
        ("卡号4111\n1111\n1111\n1111", "4111\n1111\n1111\n1111"),
        ("VISA4111111111111111", "4111111111111111"),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"),
    ],
)
def test_numbers(text: str, number: str) -> None:
    (span,) = spans(text)
    assert text[span.start : span.end] == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4111111111111112",
        "订单1234567890123",
        "discard 1234567890123",
        "A4111111111111111",
        "4111111111111111B",
        "41111111111111111111",
        "4111, 1111, 1111, 1111",
        "4111\n1111\n1111\n1111",
        "账号41 11 11 11 11 11 11 11",
        "1234",
    ],
)
def test_other_numbers(text: str) -> None:
    assert spans(text) == []


def test_words_before_it_and_the_check_digit_are_evidence() -> None:
    scores = [
        spans(text)[0].score
        for text in (
            "卡号4111111111111111",
            "4111111111111111",
            "卡号4111111111111112",
            "卡号1234567890123456",
            "6222021234567890123",
        )
    ]
    assert scores == [0.95, 0.85, 0.7, 0.5, 0.5]
