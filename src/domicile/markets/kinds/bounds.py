"""What numbers, days and patterns in a rule's parameters may be."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from domicile.markets.kinds.catalog import Params

MAX_NUMBER: Final = 10_000_000_000
"""Greatest number, such as one of people."""

MAX_TIME: Final[Mapping[str, int]] = MappingProxyType(
    {
        "years": 100,
        "months": 1_200,
        "days": 36_525,
        "workdays": 36_525,
        "hours": 876_600,
        "minutes": 52_596_000,
    }
)
"""A hundred years, by the unit that ends a parameter's name."""

FRACTIONS: Final = frozenset({"glyph_fraction", "ownership_min"})
"""Parameters from 0 to 1."""

FROM_ONE: Final = frozenset(
    {"break_minutes", "deadline_workdays", "every_months", "refresh_days", "sensitive_min"}
)
"""Parameters from 1."""

DAYS: Final = frozenset({"due", "report_from"})
"""Parameters that are a day, or empty."""

DAYS_OF_THE_YEAR: Final = frozenset({"yearly_on"})
"""Parameters that are a day of every year, or empty."""

MAX_PATTERN_CHARS: Final = 200
"""Longest regular expression, in characters."""

_LEAP_YEAR: Final = 2000
_FOUR_DIGITS = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_AMBIGUOUS = re.compile(r"\[\[|--|&&|\|\||~~")


def bounds_problem(params: Params) -> str | None:
    """Return which parameter lies out of its bounds, and what they are; None when none does."""
    for field in dataclasses.fields(params):
        value = getattr(params, field.name)
        for number in _numbers(value):
            least, most = _bounds(field.name)
            if not least <= number <= most:
                return f"`{field.name}` lies outside of {least} to {most}"
        if field.name in DAYS and not _is_day(value):
            return f"`{field.name}` is no day; write it as YYYY-MM-DD"
        if field.name in DAYS_OF_THE_YEAR and not _is_day(value and f"{_LEAP_YEAR}-{value}"):
            return f"`{field.name}` is no day of the year; write it as MM-DD"
    return None


def is_pattern(text: str) -> bool:
    """Return whether ``text`` is a regular expression that is short and means one thing."""
    if len(text) > MAX_PATTERN_CHARS or _AMBIGUOUS.search(text):
        return False
    try:
        re.compile(text, re.ASCII)
    except (re.error, ValueError, OverflowError, RecursionError):
        return False
    return True


def _numbers(value: object) -> Iterator[float]:
    values = value.values() if isinstance(value, Mapping) else (value,)
    return (each for each in values if isinstance(each, int | float) and not isinstance(each, bool))


def _bounds(name: str) -> tuple[int, int]:
    if name in FRACTIONS:
        return 0, 1
    return int(name in FROM_ONE), MAX_TIME.get(name.rpartition("_")[2], MAX_NUMBER)


def _is_day(text: str) -> bool:
    try:
        return not text or (bool(_FOUR_DIGITS.fullmatch(text)) and bool(date.fromisoformat(text)))
    except ValueError:
        return False
