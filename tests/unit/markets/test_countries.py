import pytest

from domicile.markets.countries import COUNTRIES


def test_every_code_has_two_capitals_and_stands_once() -> None:
    assert len(COUNTRIES) == 249
    assert all(len(code) == 2 and code.isascii() and code.isalpha() for code in COUNTRIES)
    assert all(code.isupper() for code in COUNTRIES)


@pytest.mark.parametrize("code", ["CN", "HK", "MO", "TW", "US", "CU", "IR", "KP", "RU", "VE", "GB"])
def test_a_country(code: str) -> None:
    assert code in COUNTRIES


@pytest.mark.parametrize(
    "code", ["XX", "ZZ", "AA", "QQ", "UK", "EU", "SU", "cn", "CHN", "", "ＣＮ"]
)
def test_what_only_looks_like_one(code: str) -> None:
    assert code not in COUNTRIES
