"""What stands in the place of a value that is not put back."""

import re

from domicile.core.findings import DataClass
from domicile.core.text import Bilingual, Language

REMOVED = Bilingual(en="[removed]", zh="［已移除］")
"""The mark that says: something stood here."""

_YEAR = re.compile(r"(?<!\d)(?:18|19|20)\d\d(?!\d)", re.ASCII)
_AGE = re.compile(r"(?<!\d)(\d)\d(?!\d)", re.ASCII)
_CITY = re.compile(r"(?:.{2,7}?(?:省|自治区))?.{2,7}?市")


def generalized(data_class: DataClass, value: str, language: Language) -> str:
    """Return less than ``value`` says: the year of a date, the decade of an age, the city.

    What has no such form is removed.
    """
    if data_class is DataClass.DATE_OF_BIRTH:
        if year := _YEAR.search(value):
            return f"{year[0]}年" if language == "zh" else year[0]
        if age := _AGE.search(value):
            return f"{age[1]}0多岁" if language == "zh" else f"{age[1]}0s"
    if data_class is DataClass.ADDRESS and (city := _CITY.match(value)):
        return city[0]
    return REMOVED.spoken(language)
