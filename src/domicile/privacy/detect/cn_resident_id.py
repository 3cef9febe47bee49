"""Chinese resident identity numbers (GB 11643-1999): 18 characters, or 15 before 1999."""

import re
from collections.abc import Iterator
from datetime import date

from stdnum.cn import ric

from domicile.core.findings import DataClass
from domicile.privacy.recognizer import GAP, Span, has_context, has_digit_run

_NUMBER = re.compile(
    rf"(?<![0-9])[1-9](?:{GAP}{{0,5}}\d){{14}}"
    rf"(?:(?:{GAP}{{0,5}}\d){{2}}{GAP}{{0,5}}[\dXx])?(?![0-9])",
    re.ASCII,
)
_CONTEXT = re.compile(
    r"身份证|证件|身分证|公民身份|(?<![a-z])(?:id|identity|resident)(?![a-z])", re.IGNORECASE
)
_SEPARATOR = re.compile(GAP)
_LETTER = re.compile(r"[A-Za-z]")
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]")
_FULL_LENGTH = 18
_SURE = 0.9  # enough for a number that is glued to a word
_FIRST_YEAR, _LAST_YEAR = 1870, 2100


class CnResidentIdRecognizer:
    """Finds resident identity numbers; a wrong check digit lowers the score and no more."""

    name = "cn_resident_id"
    data_class = DataClass.GOV_ID
    is_slow = False

    def spans(self, text: str) -> Iterator[Span]:
        """Find numbers of 18 or 15 characters, also in groups."""
        if not has_digit_run(text):
            return
        for match in _NUMBER.finditer(text):
            number = _SEPARATOR.sub("", match[0])
            named = has_context(text, match.start(), _CONTEXT)
            score = _score(number, named=named)
            is_glued = _LETTER.match(text[match.start() - 1 : match.start()]) is not None
            if score and (not is_glued or (named and score >= _SURE)):
                yield Span(start=match.start(), end=match.end(), score=score)


def _score(number: str, *, named: bool) -> float:
    is_full = len(number) == _FULL_LENGTH
    born = number[6:14] if is_full else "19" + number[6:12]
    is_plausible = _PROVINCE.match(number) is not None and _is_day(born)
    if is_full and is_plausible:
        # ric.is_valid fails on a province without counties, so only the digit is asked for.
        return 0.99 if ric.calc_check_digit(number) == number[-1].upper() else 0.9
    if is_plausible:
        return 0.8 if named else 0.6
    return 0.6 if named and is_full else 0.0


def _is_day(text: str) -> bool:
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return _FIRST_YEAR <= day.year <= _LAST_YEAR
