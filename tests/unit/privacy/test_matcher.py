from functools import partial

import pytest

from domicile.privacy.matcher import (
    Edge,
    Entry,
    Matcher,
    constant,
    edit_of,
    edited,
    in_shape_of,
    symbols_of,
)
from domicile.privacy.normalize import View


def entry(symbols: str, gap: int = 0, edge: Edge = "any") -> Entry:
    return Entry(symbols=symbols, render=partial(constant, "#"), gap=gap, edge=edge)


def found(text: str, *entries: Entry) -> list[str]:
    view = View(text)
    hits = Matcher(entries).find(view).hits
    return [text[slice(*view.origin(hit.start, hit.end))] for hit in hits]


@pytest.mark.parametrize(
    "spelling",
    ["13812345678", "138-1234-5678", "138 1234 5678", "138) 1234.5678", "１３８１２３４５６７８"],
)
def test_a_number_is_found_however_it_is_spelled(spelling: str) -> None:
    assert found(f"打{spelling}吧", entry("13812345678", gap=3)) == [spelling]


def test_separators_count_only_where_they_are_allowed() -> None:
    assert found("平安 心情", entry("安心")) == []
    assert found("王 小明", entry("王小明", gap=1)) == ["王 小明"]
    assert found("王  小明", entry("王小明", gap=1)) == []
    assert found("12----3", entry("123", gap=3)) == []


def test_case_and_escapes_make_no_difference() -> None:
    assert found("A.B@Example.COM", entry("a.b@example.com")) == ["A.B@Example.COM"]
    assert found("\\u738b\\u660e", entry("王明")) == ["\\u738b\\u660e"]


def test_the_longest_entry_at_the_leftmost_place_wins() -> None:
    assert found("王小明和小明", entry("小明"), entry("王小明"), entry("明和")) == [
        "王小明",
        "小明",
    ]


def test_the_first_of_two_equal_entries_wins() -> None:
    first = Entry(symbols="ab", render=partial(constant, "first"))
    second = Entry(symbols="ab", render=partial(constant, "second"))
    view = View("ab")
    hit = Matcher((first, second)).find(view).hits[0]
    assert edit_of(view, hit).text == "first"


@pytest.mark.parametrize(
    ("text", "edge", "times"),
    [
        ("71234567", "digit", 0),
        ("12345678", "digit", 0),
        ("a1234567b", "digit", 1),
        ("a1234567", "word", 0),
        ("1234567b", "word", 0),
        ("中1234567文", "word", 1),
        ("01234567", "any", 1),
    ],
)
def test_what_stands_beside_a_value(text: str, edge: Edge, times: int) -> None:
    assert len(found(text, entry("1234567", edge=edge))) == times


def test_a_gap_belongs_to_its_entry_even_where_two_share_a_beginning() -> None:
    assert found("小 明", entry("小明"), entry("小明明明", gap=2)) == []
    assert found("小 明明明", entry("小明"), entry("小明明明", gap=2)) == ["小 明明明"]


def test_nothing_is_settled_that_more_text_may_change() -> None:
    matcher = Matcher((entry("王小明"), entry("1234567", edge="digit")))
    assert matcher.find(View("你好王小"), final=False).settled == 2
    assert matcher.find(View("你好王小"), final=True).settled == 4
    assert matcher.find(View("你好王小明"), final=False).settled == 5
    assert matcher.find(View("1234567"), final=False).settled == 0
    assert matcher.find(View("234"), final=False).settled == 3


def test_the_character_before_the_view_is_an_edge_too() -> None:
    matcher = Matcher((entry("1234567", edge="digit"),))
    assert matcher.find(View("1234567"), before="8").hits == ()
    assert len(matcher.find(View("1234567"), before="x").hits) == 1


def test_what_begins_like_an_entry_and_goes_on_otherwise_is_a_near_miss() -> None:
    matcher = Matcher((entry("陈建国"),))
    assert matcher.find(View("陈建军来了")).near_misses == 1
    assert matcher.find(View("陈述、陈建国")).near_misses == 0


def test_a_quick_look_is_never_wrong_about_absence() -> None:
    matcher = Matcher((entry("王小明"),))
    assert not matcher.may_begin_in(View("你好"))
    assert matcher.may_begin_in(View("\\u738b"))
    assert bool(matcher)
    assert not Matcher(())


def test_shapes_are_carried_over() -> None:
    assert in_shape_of("138-1234 5678", "15499998888") == "154-9999 8888"
    assert in_shape_of("１３８１２３４５６７８", "15499998888") == "１５４９９９９８８８８"
    assert in_shape_of("约翰·史密斯", "卡罗林娜特") == "卡罗·林娜特"
    assert in_shape_of("138", "15499998888") == "15499998888"
    assert symbols_of("(010) 6277-0334") == "01062770334"


def test_edits_keep_what_lies_between() -> None:
    view = View("a王小明b王小明c")
    hits = Matcher((entry("王小明"),)).find(view).hits
    assert edited(view.source, (edit_of(view, hit) for hit in hits)) == "a#b#c"


def test_an_escaped_value_is_replaced_as_it_reads() -> None:
    entry_ = Entry(symbols="王明", render=partial(in_shape_of, symbols="陈伟"))
    view = View("\\u738b\\u660e!")
    hits = Matcher((entry_,)).find(view).hits
    assert edited(view.source, (edit_of(view, hit) for hit in hits)) == "陈伟!"
