import hashlib

import phonenumbers
import pytest
from stdnum import luhn
from stdnum.cn import ric

from domicile.privacy.surrogate_numbers import card, phone, resident_id

DRAWS = [
    int.from_bytes(hashlib.blake2b(b"%d" % seed, digest_size=16).digest()) for seed in range(200)
]


def is_valid(number: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False


@pytest.mark.parametrize("draw", DRAWS)
def test_nobody_has_the_mobile_number(draw: int) -> None:
    number = phone("13812345678", draw)
    assert len(number) == 11
    assert number.isdecimal()
    assert number.startswith("1")
    assert not is_valid(number, "CN")


@pytest.mark.parametrize("symbols", ["01062770334", "02134567890", "057112345678", "0571123456"])
def test_nobody_has_the_landline(symbols: str) -> None:
    for draw in DRAWS:
        number = phone(symbols, draw)
        assert len(number) == len(symbols)
        assert number.startswith("0")
        assert not is_valid(number, "CN")


@pytest.mark.parametrize(
    ("symbols", "code"),
    [("4155552671", "+1"), ("2079460958", "+44"), ("612345678", "+33"), ("9012345678", "+81")],
)
def test_nobody_has_the_number_abroad(symbols: str, code: str) -> None:
    for draw in DRAWS:
        number = phone(symbols, draw)
        assert len(number) == len(symbols)
        parsed = phonenumbers.parse(code + number)
        has_trunk_prefix = parsed.national_number == int(number[1:])
        assert has_trunk_prefix
        assert not is_valid(number, "US")
        assert len(str(parsed.national_number)) < len(symbols)


@pytest.mark.parametrize("symbols", ["110105194912310021", "11010519491231002x"])
def test_nobody_has_the_identity_number(symbols: str) -> None:
    for draw in DRAWS:
        number = resident_id(symbols, draw)
        assert len(number) == 18
        assert number.endswith("x") is symbols.endswith("x")
        assert ric.calc_check_digit(number) != number[-1].upper()
        assert number[:2] not in {"11", "31", "44"}


def test_an_old_identity_number_keeps_its_length() -> None:
    number = resident_id("110105491231002", DRAWS[0])
    assert len(number) == 15
    assert number[:1] in "123"
    assert number.isdecimal()


@pytest.mark.parametrize("symbols", ["6222021234567890123", "4111111111111111", "378282246310005"])
def test_nobody_has_the_card(symbols: str) -> None:
    for draw in DRAWS:
        number = card(symbols, draw)
        assert len(number) == len(symbols)
        assert number[0] == symbols[0]
        assert not luhn.is_valid(number)
