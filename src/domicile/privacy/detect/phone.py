"""Telephone numbers: Chinese mobiles and landlines, and international ones (ITU-T E.164)."""

import re
from collections.abc import Iterator

import phonenumbers

from domicile.core.findings import DataClass
from domicile.privacy.recognizer import GAP, Span, has_context, has_digit_run

_REGION = re.compile(rf"[0-9+(](?:[0-9+]|{GAP}){{5,}}")
_CANDIDATE = re.compile(
    r"(?<![0-9])(?<![0-9]\.)[+(]{0,2}\d(?:[ \-.()]{0,3}\d){4,18}(?![0-9])", re.ASCII
)
_CONTEXT = re.compile(
    r"电话|手机|手提|座机|固话|热线|传真|致电|拨打|联系|号码|短信"
    r"|(?<![a-z])(?:(?:tele|cell)?phone|mobile|cell|tel|call|fax|contact|reach|text me|whatsapp"
    r"|dial|ring)(?:s|ed|ing)?(?![a-z])",
    re.IGNORECASE,
)
_CN_MOBILE = re.compile(
    r"(?<![0-9])(?:(?:\((?:\+|00)?86\)|(?:\+|00)?86)[ \-.]{0,2})?"
    rf"1[3-9]\d(?:{GAP}{{0,5}}\d{{4}}){{2}}(?![0-9])",
    re.ASCII,
)
_CN_MOBILE_DIGITS = re.compile(r"(?:(?:\+|00)?86)?1[3-9]\d{9}", re.ASCII)
_CN_LANDLINE = re.compile(r"(?:(?:\+|00)?860?|0)(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7}", re.ASCII)
_HOTLINE = re.compile(r"[48]00\d{7}", re.ASCII)
_US_GROUPS = re.compile(
    r"(?:\+?1[ .\-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .\-])\d{3}[ .\-]\d{4}", re.ASCII
)
_OTHER_NUMBER = re.compile(
    r"(?:19|20)\d\d[.\-](?:0?[1-9]|1[0-2])[.\-](?:[0-2]?\d|3[01])(?:\D.*)?"  # a date
    r"|\d+\.\d+"  # a decimal
    r"|\d{1,3}(?:\.\d{1,3}){3}",  # an internet address
    re.ASCII,
)
_NOT_DIGIT = re.compile(r"[^\d+]", re.ASCII)
_GROUP = re.compile(r"\d+", re.ASCII)
_POINT, _ZERO = re.compile(r"[0-9]\.\Z"), re.compile(r"(?<![0-9])0\.\Z")
_SHORTEST, _LONGEST = 7, 15
_CN_MOBILE_LENGTH = 11


class PhoneRecognizer:
    """Finds numbers in any usual spelling; shape, numbering plan and words before it decide."""

    name = "phone"
    data_class = DataClass.PHONE
    is_slow = False

    def spans(self, text: str) -> Iterator[Span]:
        """Find numbers of 7 to 15 digits."""
        if not has_digit_run(text):
            return
        for region in _REGION.finditer(text):
            position = region.start()
            for mobile in _CN_MOBILE.finditer(text, *region.span()):
                if _is_decimal(text, mobile):
                    continue
                yield from _others(text, position, mobile.start())
                yield Span(start=mobile.start(), end=mobile.end(), score=0.95)
                position = mobile.end()
            yield from _others(text, position, region.end())


def _is_decimal(text: str, mobile: re.Match[str]) -> bool:
    """Whether a number is what follows a decimal point, and not the point of a numbered list."""
    before = text[max(0, mobile.start() - 3) : mobile.start()]
    if _POINT.search(before) is None:
        return False
    return _ZERO.search(before) is not None or not _is_number(
        "+86" + _NOT_DIGIT.sub("", mobile[0])[-_CN_MOBILE_LENGTH:]
    )


def _others(text: str, begin: int, end: int) -> Iterator[Span]:
    """Find numbers that are no Chinese mobiles in their usual groups."""
    for match in _CANDIDATE.finditer(text, begin, end):
        start, spelling = match.start(), match[0]
        if spelling.startswith("(") and ")" not in spelling:
            start, spelling = start + 1, spelling[1:]
        score = _score(spelling, named=has_context(text, start, _CONTEXT))
        if score:
            yield Span(start=start, end=match.end(), score=score)


def _score(spelling: str, *, named: bool) -> float:
    digits = _NOT_DIGIT.sub("", spelling)
    if not _SHORTEST <= len(digits.lstrip("+")) <= _LONGEST or _OTHER_NUMBER.fullmatch(spelling):
        return 0.0
    if digits.startswith("+"):
        return 0.95 if _is_number(digits) else 0.7
    if _US_GROUPS.fullmatch(spelling) or _is_landline(spelling, digits, named=named):
        return 0.85
    if _HOTLINE.fullmatch(digits) and digits != spelling:
        return 0.6
    if _CN_MOBILE_DIGITS.fullmatch(digits) and _is_spaced_out(spelling):
        return 0.8
    return 0.5 if named else 0.0


def _is_landline(spelling: str, digits: str, *, named: bool) -> bool:
    return (named or digits != spelling) and _CN_LANDLINE.fullmatch(digits) is not None


def _is_spaced_out(spelling: str) -> bool:
    """Whether every digit stands alone, as in ``1 3 8 1 2 3 4 5 6 7 8``."""
    return all(len(group) == 1 for group in _GROUP.findall(spelling))


def _is_number(digits: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits))
    except phonenumbers.NumberParseException:
        return False
