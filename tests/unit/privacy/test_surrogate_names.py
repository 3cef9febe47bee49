import re

import pytest

from domicile.privacy.surrogate_names import (
    SURROGATE_COMPOUND,
    SURROGATE_SURNAMES,
    ChineseName,
    email,
    given,
    has_chinese,
    is_chinese,
    latin,
    parse_chinese,
    surname,
)


@pytest.mark.parametrize(
    ("symbols", "name"),
    [
        ("王小明", ChineseName(surname="王", given="小明")),
        ("李娜", ChineseName(surname="李", given="娜")),
        ("欧阳娜娜", ChineseName(surname="欧阳", given="娜娜")),
        ("诸葛亮", ChineseName(surname="诸葛", given="亮")),
        ("李老师", ChineseName(surname="李", title="老师")),
        ("王小明先生", ChineseName(surname="王", given="小明", title="先生")),
        ("欧阳先生", ChineseName(surname="欧阳", title="先生")),
        ("李总", ChineseName(surname="李", title="总")),
        ("张副经理", ChineseName(surname="张", title="副经理")),
        ("小王", ChineseName(before="小", surname="王")),
        ("阿强", ChineseName(before="阿", given="强")),
        ("小囡", ChineseName(before="小", given="囡")),
        ("小明", ChineseName(before="小", given="明")),
        ("约翰史密斯", ChineseName(given="约翰史密斯")),
        ("囡囡", ChineseName(given="囡囡")),
        ("王", ChineseName(given="王")),
        ("张文工", ChineseName(surname="张", given="文工")),
        ("囡囡阿姨", ChineseName(given="囡囡", title="阿姨")),
    ],
)
def test_names_are_taken_apart(symbols: str, name: ChineseName) -> None:
    parsed = parse_chinese(symbols)
    assert parsed == name
    assert parsed.before + parsed.surname + parsed.given + parsed.title == symbols


def test_what_is_chinese() -> None:
    assert is_chinese("王小明")
    assert is_chinese("约翰·史密斯")
    assert not is_chinese("Tom王")
    assert not is_chinese("··")
    assert has_chinese("Tom王")
    assert not has_chinese("Tom")


@pytest.mark.parametrize("draw", [0, 1, 12345678901234567890])
def test_surrogates_have_the_length_asked_for(draw: int) -> None:
    assert surname(1, draw, is_common=True) in SURROGATE_SURNAMES
    assert len(surname(1, draw, is_common=False)) == 1
    assert surname(2, draw, is_common=True) in SURROGATE_COMPOUND
    for length in (1, 2, 3, 7):
        for is_common in (True, False):
            assert len(given(length, draw, is_common=is_common)) == length
    assert len(latin(1, draw).split()) == 1
    assert len(latin(3, draw).split()) == 3


def test_every_surrogate_surname_is_one_that_can_be_taken_apart_again() -> None:
    for one in SURROGATE_SURNAMES:
        assert parse_chinese(one + "建国").surname == one
    for two in SURROGATE_COMPOUND:
        assert parse_chinese(two + "建国").surname == two


def test_addresses_reach_nobody_and_variants_differ_in_the_domain() -> None:
    addresses = [email(12345, variant) for variant in range(3)]
    assert len({address.partition("@")[0] for address in addresses}) == 1
    assert [address.rpartition("@")[2] for address in addresses] == [
        "example.com", "example.org", "example.net",
    ]  # fmt: skip
    assert all(re.fullmatch(r"[a-z]+\d{2,3}@example\.[a-z]+", address) for address in addresses)
