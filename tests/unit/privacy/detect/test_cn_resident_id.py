import pytest

from domicile.privacy.detect.cn_resident_id import CnResidentIdRecognizer
from domicile.privacy.normalize import View
from domicile.privacy.recognizer import Span


def spans(text: str) -> list[Span]:
    return list(CnResidentIdRecognizer().spans(View(text).text))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("身份证11010519491231002X，谢谢", "11010519491231002X"),
        ("号码是11010519491231002x", "11010519491231002x"),
        ("１１０１０５１９４９１２３１００２Ｘ", "１１０１０５１９４９１２３１００２Ｘ"),
        ("110105 19491231 002X", "110105 19491231 002X"),
        ("110105-19491231-002X", "110105-19491231-002X"),
        ("ID card number 440308199901010012.", "440308199901010012"),
        ("身份证110105\n19491231\n002X", "110105\n19491231\n002X"),
        ("110105_19491231_002X", "110105_19491231_002X"),
        ("ID11010519491231002X", "11010519491231002X"),
        ("旧证130503670401001号", "130503670401001"),
    ],
)
def test_numbers(text: str, number: str) -> None:
    (span,) = spans(text)
    assert text[span.start : span.end] == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "订单号110105194912310021234",
        "9101051949123100",
        "990105194912310021",
        "110105194913310021",
        "110105300012310021",
        "130503671301001",
        "990503670401001",
        "A110105194912310021",
        "1234",
    ],
)
def test_other_numbers(text: str) -> None:
    assert spans(text) == []


def test_the_check_digit_is_evidence_and_no_veto() -> None:
    (right,), (wrong,) = spans("11010519491231002X"), spans("110105194912310021")
    assert right.score > wrong.score > 0.5


def test_words_before_it_speak_for_a_number_that_looks_wrong() -> None:
    assert spans("身份证号：990105194912310021")[0].score == 0.6
    assert spans("我的ID是990105194912310021")[0].score == 0.6
    assert spans("candid 990105194912310021") == []
    assert spans("身份证号：130503670401001")[0].score > spans("130503670401001")[0].score
    assert spans("身份证号：990503670401001") == []


def test_a_province_without_counties_is_no_failure() -> None:
    assert spans("身份证830105194912310021")
