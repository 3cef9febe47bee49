import pytest

from domicile.privacy.normalize import HALF_ESCAPE, View, fold, lower, match_form, restyle


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("１３８", "138"),
        ("ＡＢｃ＠１６３．ｃｏｍ", "ABc@163.com"),
        ("１３８－１２３４—５６７８", "138-1234-5678"),
        ("138\u00a01234\u30005678", "138 1234 5678"),
        ("٠١٢ ۳۴ ०१", "012 34 01"),
        ("\U0001d7cf\U0001d7d0", "12"),
        ("১৩৮ ๑๓๘ ①③⑧ ¹³⁸ ₁₃₈ ❶❸❽ ⑴⑶⑻", "138 138 138 138 138 138 138"),
        ("ⓦａ𝐧g﹫x․y", "wang@x.y"),
        ("…㍿½", "…㍿½"),
        ("王小明，你好。", "王小明,你好。"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_widths_digits_spaces_and_dashes_are_folded_one_for_one(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert len(folded) == len(text)


def test_lower_case_keeps_the_length_also_where_python_does_not() -> None:
    assert lower("İSTANBUL") == "istanbul"
    assert match_form("ＷＡＮＧ") == "wang"


@pytest.mark.parametrize(
    ("char", "like", "styled"),
    [
        ("7", "1", "7"),
        ("7", "１", "７"),
        ("7", "٣", "٧"),
        ("x", "X", "X"),
        ("x", "x", "x"),
        ("x", "Ｘ", "Ｘ"),
        ("x", "ｘ", "ｘ"),
        ("陈", "王", "陈"),
    ],
)
def test_a_character_takes_on_the_style_of_another(char: str, like: str, styled: str) -> None:
    assert restyle(char, like) == styled


def test_an_ordinary_text_is_its_own_view() -> None:
    view = View("手机１３８")
    assert view.is_direct
    assert view.text == "手机138"
    assert view.origin(2, 5) == (2, 5)


def test_escapes_are_read_and_lead_back_to_where_they_stand() -> None:
    source = '{"n": "\\u738b\\u5c0f\\uff11"}'
    view = View(source)
    assert view.text == '{"n": "王小1"}'
    start = view.text.index("王")
    assert not view.is_direct
    assert source[slice(*view.origin(start, start + 3))] == "\\u738b\\u5c0f\\uff11"


def test_invisible_characters_are_skipped() -> None:
    view = View("1\u200b3\u00ad8\ufeff!")
    assert view.text == "138!"
    assert view.origin(0, 3) == (0, 5)
    assert view.origin(3, 4) == (6, 7)


@pytest.mark.parametrize(
    "source",
    [
        "1\ufe0f\u20e33\ufe0f\u20e38",
        "1\u0301\u202e3\u2066\u034f8",
        "1\u180e3\u2062\U000e00318",
        "\\u0031\\\\u0033\\\\\\\\u0038",
        "%31%33%38",
        "&#49;&#0051;&#x38;",
    ],
)
def test_what_a_reader_does_not_see_changes_nothing(source: str) -> None:
    view = View(source)
    assert view.text == "138"
    assert view.origin(0, 3)[0] == 0


def test_a_code_beyond_all_characters_is_no_character() -> None:
    assert View("&#999999;&#1;").text == "\U000f423f\x01"
    assert View("&#xfffff;").text == "\U000fffff"


@pytest.mark.parametrize("half", ["\\", "\\\\u00", "%", "%4", "&", "&#", "&#64", "&#x4"])
def test_half_an_escape_may_go_on(half: str) -> None:
    match = HALF_ESCAPE.search("a" + half)
    assert match is not None
    assert match[0] == half


def test_a_long_run_of_backslashes_takes_no_long_time() -> None:
    assert View("\\" * 200_000).text == "\\" * 200_000
