import pytest

from domicile.core.findings import DataClass
from domicile.core.text import Language
from domicile.privacy.generalize import generalized


@pytest.mark.parametrize(
    ("data_class", "value", "language", "expected"),
    [
        (DataClass.DATE_OF_BIRTH, "1990-05-02", "zh", "1990年"),
        (DataClass.DATE_OF_BIRTH, "2 May 1990", "en", "1990"),
        (DataClass.DATE_OF_BIRTH, "43岁", "zh", "40多岁"),
        (DataClass.DATE_OF_BIRTH, "43 years", "en", "40s"),
        (DataClass.DATE_OF_BIRTH, "five", "en", "[removed]"),
        (DataClass.ADDRESS, "黑龙江省哈尔滨市南岗区中山路123号", "zh", "黑龙江省哈尔滨市"),
        (DataClass.ADDRESS, "上海市浦东新区", "zh", "上海市"),
        (DataClass.ADDRESS, "5 Main St", "en", "[removed]"),
        (DataClass.HEALTH, "糖尿病", "zh", "［已移除］"),
    ],
)
def test_less_is_said(data_class: DataClass, value: str, language: Language, expected: str) -> None:
    assert generalized(data_class, value, language) == expected
