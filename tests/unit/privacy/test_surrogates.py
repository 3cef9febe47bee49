import pytest

from domicile.core.errors import PrivacyError
from domicile.core.findings import DataClass
from domicile.privacy.matcher import Matcher, edit_of, edited
from domicile.privacy.normalize import View
from domicile.privacy.surrogate_names import _ALL_SURNAMES
from domicile.privacy.surrogates import Session
from tests.unit.privacy.samples import CountedEntropy, session

NAME, PHONE, EMAIL = DataClass.NAME, DataClass.PHONE, DataClass.EMAIL


def sent(within: Session, text: str, *values: tuple[DataClass, str]) -> str:
    within.learn(values, text)
    view = View(text)
    hits = Matcher(within.outgoing()).find(view).hits
    return edited(text, [edit_of(view, hit) for hit in hits])


def received(within: Session, text: str) -> str:
    view = View(text)
    hits = Matcher(within.incoming()).find(view).hits
    return edited(text, [edit_of(view, hit) for hit in hits])


def test_parts_of_a_name_stay_consistent() -> None:
    within = session()
    text = "王小明，小明，王先生，王小红"
    out = sent(within, text, (NAME, "王小明"), (NAME, "王小红"))
    full, given, titled, other = out.split("，")
    assert full.endswith(given)
    assert titled == full[0] + "先生"
    assert other[0] == full[0]
    assert other != full
    assert not set(out) & set("王小明红")
    assert received(within, out) == text


def test_a_partial_mention_that_only_the_model_makes_is_put_back_too() -> None:
    within = session()
    full = sent(within, "王小明", (NAME, "王小明"))
    assert received(within, f"{full[0]}女士，{full[1:]}！") == "王女士，小明！"
    assert received(within, full[0]) == full[0]


def test_the_same_value_has_one_surrogate_in_all_its_spellings() -> None:
    within = session()
    text = "13812345678、138-1234-5678、１３８１２３４５６７８、+86 13812345678"
    out = sent(within, text, (PHONE, "13812345678"), (PHONE, "+86 13812345678"))
    numbers = View(out).text.replace("-", "").split("、")
    bare = {number.removeprefix("+86 ") for number in numbers}
    assert len(bare) == 1
    assert received(within, out) == text
    assert received(within, "打 " + " ".join(next(iter(bare)))) == "打 " + " ".join("13812345678")


def test_one_mailbox_in_two_spellings_comes_back_in_each() -> None:
    within = session()
    text = "Zhang@x.com zhang@x.com ｚｈａｎｇ@x.com"
    out = sent(within, text, (EMAIL, "Zhang@x.com"))
    assert "x.com" not in out
    assert len({word.partition("@")[0] for word in out.split()}) == 1
    assert received(within, out) == text
    assert received(within, out.split()[0].upper()) == "Zhang@x.com"


def test_what_has_no_shape_of_its_own_gets_a_label() -> None:
    within = session()
    text = "住在 5 Main St."
    out = sent(within, text, (DataClass.ADDRESS, "5 Main St"), (PHONE, "555-2671 x12"))
    assert "[address-" in out
    assert received(within, out) == text


def test_names_in_latin_letters_get_such_names() -> None:
    within = session()
    out = sent(within, "Ask Mary Jane Smith or Tom王.", (NAME, "Mary Jane Smith"), (NAME, "Tom王"))
    assert "Mary" not in out
    assert "Tom" not in out
    assert received(within, out) == "Ask Mary Jane Smith or Tom王."


def test_no_surrogate_occurs_in_the_text() -> None:
    first = sent(session(), "王小明", (NAME, "王小明"))
    within = session()
    out = sent(within, f"王小明 {first}", (NAME, "王小明"))
    assert not set(out.split()[0]) & set(first)


def test_a_surrogate_that_turns_up_in_a_later_text_is_given_up() -> None:
    within = session()
    phone = sent(within, "13812345678", (PHONE, "13812345678"))
    name = sent(within, "王小明", (NAME, "王小明"))
    text = f"13812345678 王小明 {phone} {name}"
    later = sent(within, text)
    assert later.split()[0] != phone
    assert later.split()[1] != name
    assert received(within, later) == text


def test_sessions_share_nothing() -> None:
    values = ((NAME, "王小明"), (PHONE, "13812345678"))
    text = "王小明 13812345678"
    one, two = sent(session(1), text, *values), sent(session(2), text, *values)
    assert not set(one.split()) & set(two.split())
    assert sent(session(1), text, *values) == one


def test_a_text_with_every_character_still_has_surrogates() -> None:
    everything = "".join(map(chr, range(0x4E00, 0x9FA6)))
    within = session()
    text = f"王小明，李娜，王先生 {everything}"
    out = sent(within, text, (NAME, "王小明"), (NAME, "李娜"), (NAME, "王先生"))
    assert not out.startswith(("王小明", "王先生"))
    assert received(within, out) == text


def test_a_title_that_would_be_mistaken_is_left_alone() -> None:
    within = session()
    others = "，".join(f"{surname}先生" for surname in _ALL_SURNAMES if surname != "王")
    everything = "".join(map(chr, range(0x4E00, 0x9FA6)))
    text = f"王小明，王先生，{others}，{everything}"
    out = sent(within, text, (NAME, "王小明"))
    assert received(within, out) == text


def test_hundreds_of_people_have_a_name_each() -> None:
    surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
    people = [a + b + c for a in surnames for b in "伟芳娜敏静" for c in "磊军洋勇"]
    within = session()
    text = "，".join(people)
    out = sent(within, text, *((NAME, person) for person in people))
    assert len(set(out.split("，"))) == len(people)
    assert received(within, out) == text


def test_when_no_surrogate_is_left_nothing_leaves() -> None:
    within = session()
    labels = " ".join(f"[address-{number}]" for number in range(100, 1000))
    with pytest.raises(PrivacyError):
        sent(within, labels + " 5 Main St", (DataClass.ADDRESS, "5 Main St"))
    compound = ["欧阳", "司马", "上官", "诸葛", "司徒", "东方", "独孤", "南宫", "夏侯"]
    with pytest.raises(PrivacyError):
        sent(session(), "x", *((NAME, surname + "明") for surname in compound))


def test_a_session_that_has_ended_gives_no_surrogates_and_shows_nothing() -> None:
    within = session()
    sent(within, "王小明", (NAME, "王小明"))
    within.wipe()
    assert within.incoming() == ()
    with pytest.raises(PrivacyError):
        sent(within, "王小明", (NAME, "王小明"))
    within.wipe()


def test_nothing_is_printed() -> None:
    within = Session(CountedEntropy())
    sent(within, "王小明", (NAME, "王小明"))
    assert "王" not in repr(within) + repr(within.outgoing()) + repr(list(within._pairs()))
