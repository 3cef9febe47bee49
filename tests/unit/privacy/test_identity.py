import pytest

from domicile.core.findings import DataClass
from domicile.privacy.identity import number_of


@pytest.mark.parametrize(
    "spelling",
    [
        "13812345678",
        "138-1234-5678",
        "+86 138 1234 5678",
        "0086 13812345678",
        "8613812345678",
        "１３８１２３４５６７８",
        "+86-13812345678",
    ],
)
def test_all_spellings_of_a_mobile_are_one_number(spelling: str) -> None:
    assert number_of(DataClass.PHONE, spelling) == "13812345678"


@pytest.mark.parametrize(
    ("data_class", "spelling", "number"),
    [
        (DataClass.PHONE, "+44 20 7946 0958", "2079460958"),
        (DataClass.PHONE, "+999 12345678", "99912345678"),
        (DataClass.PHONE, "+39 06 698 12345", "669812345"),
        (DataClass.PHONE, "(010) 62770334", "01062770334"),
        (DataClass.PHONE, "555-2671 x12", ""),
        (DataClass.PHONE, "12345", ""),
        (DataClass.GOV_ID, "11010519491231002X", "11010519491231002x"),
        (DataClass.GOV_ID, "A1234567(8)", ""),
        (DataClass.FINANCIAL, "6222 0212 3456 7890 123", "6222021234567890123"),
        (DataClass.FINANCIAL, "622202123456789012x", ""),
        (DataClass.NAME, "13812345678", ""),
    ],
)
def test_what_makes_a_number_somebodys(data_class: DataClass, spelling: str, number: str) -> None:
    assert number_of(data_class, spelling) == number
