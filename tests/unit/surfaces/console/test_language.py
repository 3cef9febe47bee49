import pytest
from hypothesis import given
from hypothesis import strategies as st

from domicile.surfaces.console.language import chosen_language


@pytest.mark.parametrize(
    ("asked", "accepted", "expected"),
    [
        ("zh", "en", "zh"),
        ("en", "zh-CN", "en"),
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "en-GB, zh;q=0.9", "en"),
        (None, "en;q=0.5, zh-Hans;q=0.8", "zh"),
        (None, "ZH-TW", "zh"),
        (None, "fr, zh ; q=0.2", "zh"),
        (None, "zh;q=0, en;q=0.1", "en"),
        (None, "zh;q=x, en;q=0.1", "en"),
        (None, "zh;level=1, en;q=0.1", "en"),
        ("fr", "zh", "zh"),
        ("", "zh", "zh"),
    ],
)
def test_the_address_wins_then_the_readers_first_wish(
    asked: str | None, accepted: str, expected: str
) -> None:
    assert chosen_language(asked, accepted, "en") == expected


@pytest.mark.parametrize("accepted", ["", "fr", "*", "zh;q=0", ",;,=", "zhx"])
def test_without_a_wish_that_can_be_met_the_usual_language_is_taken(accepted: str) -> None:
    assert chosen_language(None, accepted, "zh") == "zh"
    assert chosen_language(None, accepted, "en") == "en"


@given(asked=st.none() | st.text(), accepted=st.text(alphabet="zhenq=;,.-01x* "))
def test_any_header_leads_to_one_of_the_two(asked: str | None, accepted: str) -> None:
    assert chosen_language(asked, accepted, "en") in {"en", "zh"}
