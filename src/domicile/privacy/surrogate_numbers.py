"""Numbers that look like somebody's and belong to nobody."""

from stdnum import luhn
from stdnum.cn import ric

UNASSIGNED_MOBILES = ("154", "160", "163", "164", "168", "169", "179", "194")
"""Beginnings of Chinese mobile numbers that no operator has been given."""

UNASSIGNED_AREAS = ("0300", "0340")
"""Chinese area codes of four digits that belong to no place; 026 is the one of three digits."""

_CN_MOBILE_LENGTH = 11
_CARD_BEGINNING = "62"
_UNUSED_PROVINCES = ("16", "17", "18", "19", "26", "27", "28", "29", "38", "39")
_FULL_ID_LENGTH = 18
_FIRST_YEAR, _YEARS, _MONTHS, _DAYS = 1950, 55, 12, 28


def phone(symbols: str, draw: int) -> str:
    """Return a telephone number as long as ``symbols`` that nobody can be reached under."""
    rest = _digits(draw, len(symbols))
    if len(symbols) == _CN_MOBILE_LENGTH and symbols.startswith("1"):
        return UNASSIGNED_MOBILES[draw % len(UNASSIGNED_MOBILES)] + rest[3:]
    if symbols.startswith("0"):
        area = "026" if symbols[1] in "12" else UNASSIGNED_AREAS[draw % len(UNASSIGNED_AREAS)]
        return area + rest[len(area) :]
    return "0" + rest[1:]


def resident_id(symbols: str, draw: int) -> str:
    """Return a resident identity number of a province that does not exist, wrongly checked."""
    if len(symbols) != _FULL_ID_LENGTH:
        return _UNUSED_PROVINCES[draw % len(_UNUSED_PROVINCES)] + _digits(draw, len(symbols))[2:]
    years, months, days = draw >> 8, draw >> 16, draw >> 24
    born = f"{_FIRST_YEAR + years % _YEARS}{1 + months % _MONTHS:02}{1 + days % _DAYS:02}"
    place = _UNUSED_PROVINCES[draw % len(_UNUSED_PROVINCES)] + _digits(draw >> 32, 4)
    body = place + born + _digits(draw >> 48, 3)
    right = ric.calc_check_digit(body + "0").lower()
    if symbols.endswith("x"):
        # Another last digit moves the check digit, so that the x is wrong.
        return (body if right != "x" else body[:-1] + _next_digit(body[-1])) + "x"
    return body + (_next_digit(right) if right != "x" else "7")


def card(symbols: str, draw: int) -> str:
    """Return a card number of the same length that fails the Luhn check (ISO/IEC 7812)."""
    beginning = _CARD_BEGINNING if symbols.startswith(_CARD_BEGINNING) else symbols[0]
    number = beginning + _digits(draw, len(symbols))[len(beginning) :]
    return number[:-1] + _next_digit(number[-1]) if luhn.is_valid(number) else number


def _digits(draw: int, length: int) -> str:
    return f"{draw:0{length}}"[-length:]


def _next_digit(digit: str) -> str:
    return str((int(digit) + 1) % 10)
