"""Bank and credit card numbers (ISO/IEC 7812): 13 to 19 digits with a Luhn check digit."""

import re
from collections.abc import Iterator

from stdnum import luhn

from domicile.core.findings import DataClass
from domicile.privacy.recognizer import GAP, Span, has_context, has_digit_run

_NUMBER = re.compile(rf"(?<![0-9])[1-9](?:{GAP}{{0,5}}\d){{12,18}}(?![0-9])", re.ASCII)
_USUAL = re.compile(r"(?:\d(?:[ \-.]|\*{1,2})?)+", re.ASCII)
_GAP = re.compile(GAP)
_CONTEXT = re.compile(
    r"卡号|银行卡|信用卡|借记卡|储蓄卡|账号|帐号|账户|银联"
    r"|(?<![a-z])(?:(?:debit|credit)?card|account|visa|master(?:card)?|amex)s?(?![a-z])",
    re.IGNORECASE,
)
_GROUPS = re.compile(rf"\d{{1,6}}(?:{GAP}{{1,5}}\d{{3,7}}){{1,5}}|\d+|\d(?:{GAP}\d)+", re.ASCII)
_ISSUERS = re.compile(
    r"62\d{14,17}|4\d{12}(?:\d{3})?(?:\d{3})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}"
    r"|3[0689]\d{12,17}|35\d{14}|6(?:011|4|5)\d{12,15}|9\d{15,18}",
    re.ASCII,
)


_SURE = 0.85  # enough for a number that is glued to a word


class BankCardRecognizer:
    """Finds card numbers; the check digit, the issuer's range and words before it are evidence."""

    name = "bank_card"
    data_class = DataClass.FINANCIAL
    is_slow = False

    def spans(self, text: str) -> Iterator[Span]:
        """Find numbers of 13 to 19 digits, also in groups."""
        if not has_digit_run(text):
            return
        for match in _NUMBER.finditer(text):
            named = has_context(text, match.start(), _CONTEXT)
            score = _score(match[0], named=named)
            if score and (not _is_glued(text, *match.span()) or (named and score >= _SURE)):
                yield Span(start=match.start(), end=match.end(), score=score)


def _is_glued(text: str, start: int, end: int) -> bool:
    """Whether a letter stands directly beside a number, as in the middle of some identifier."""
    beside = text[max(0, start - 1) : start] + text[end : end + 1]
    return any(char.isascii() and char.isalpha() for char in beside)


def _score(spelling: str, *, named: bool) -> float:
    if not _GROUPS.fullmatch(spelling):
        return 0.0
    if not named and _USUAL.fullmatch(spelling) is None:
        return 0.0  # several numbers, one after the other
    number = _GAP.sub("", spelling)
    is_checked, is_issued = luhn.is_valid(number), _ISSUERS.fullmatch(number) is not None
    if is_checked and is_issued:
        return 0.95 if named else 0.85
    if named:
        return 0.7 if is_checked or is_issued else 0.5
    return 0.5 if is_issued and number.startswith("62") else 0.0
