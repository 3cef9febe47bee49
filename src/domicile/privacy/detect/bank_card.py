"""Bank and credit card numbers (ISO/IEC 7812): 13 to 19 digits with a Luhn check digit."""

import re
from collections.abc import Iterator

from stdnum import luhn

from domicile.core.findings import DataClass
from domicile.privacy.recognizer import Span, has_context, has_digit_run

_NUMBER = re.compile(r"(?<![0-9A-Za-z])[1-9](?:[ \-]?\d){12,18}(?![0-9A-Za-z])", re.ASCII)
_CONTEXT = re.compile(
    r"卡号|银行卡|信用卡|借记卡|储蓄卡|账号|帐号|账户|银联"
    r"|(?<![a-z])(?:(?:debit|credit)?card|account|visa|master(?:card)?|amex)s?(?![a-z])",
    re.IGNORECASE,
)
_GROUPS = re.compile(r"\d{1,6}(?:[ \-]\d{3,7}){1,5}|\d+|\d(?:[ \-]\d)+", re.ASCII)
_ISSUERS = re.compile(
    r"62\d{14,17}|4\d{12}(?:\d{3})?(?:\d{3})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}"
    r"|3[0689]\d{12,17}|35\d{14}|6(?:011|4|5)\d{12,15}|9\d{15,18}",
    re.ASCII,
)


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
            score = _score(match[0], named=has_context(text, match.start(), _CONTEXT))
            if score:
                yield Span(start=match.start(), end=match.end(), score=score)


def _score(spelling: str, *, named: bool) -> float:
    if not _GROUPS.fullmatch(spelling):
        return 0.0
    number = spelling.replace(" ", "").replace("-", "")
    is_checked, is_issued = luhn.is_valid(number), _ISSUERS.fullmatch(number) is not None
    if is_checked and is_issued:
        return 0.95 if named else 0.85
    if named:
        return 0.7 if is_checked or is_issued else 0.5
    return 0.5 if is_issued and number.startswith("62") else 0.0
