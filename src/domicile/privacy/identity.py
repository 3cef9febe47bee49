"""When two spellings are one number."""

import phonenumbers

from domicile.core.findings import DataClass
from domicile.privacy.matcher import symbols_of

LONG_NUMBER = 11
"""A number of so many digits is that number also inside a longer one."""

NUMBER_GAP = 5
"""Most separators between two digits of a number."""

_SHORTEST = 7
_NUMBER_CLASSES = frozenset({DataClass.PHONE, DataClass.GOV_ID, DataClass.FINANCIAL})


def number_of(data_class: DataClass, value: str) -> str:
    """Return the digits that make a number somebody's, the same for all its spellings.

    Empty for classes that are not numbers, and for numbers too short or not written in digits.
    """
    if data_class not in _NUMBER_CLASSES:
        return ""
    symbols = symbols_of(value)
    if data_class is DataClass.PHONE:
        symbols = _national(symbols)
    body = symbols.removesuffix("x") if data_class is DataClass.GOV_ID else symbols
    is_number = body.isascii() and body.isdecimal() and len(symbols) >= _SHORTEST
    return symbols if is_number else ""


def _national(symbols: str) -> str:
    """Leave out the country's code, which tells little and is not always written."""
    for prefix in ("+86", "0086", "86"):
        if symbols.startswith(prefix) and len(symbols) == len(prefix) + LONG_NUMBER:
            return symbols.removeprefix(prefix)
    if not symbols.startswith("+"):
        return symbols
    try:
        national = str(phonenumbers.parse(symbols).national_number)
    except phonenumbers.NumberParseException:
        return symbols.removeprefix("+")
    return national if symbols.endswith(national) else symbols.removeprefix("+")
