from typing import Any

import pytest

from domicile.core.decision import Duty
from domicile.core.ids import RuleId
from domicile.core.text import Bilingual
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.schema import Notice
from domicile.policy.decide import decide
from domicile.policy.duties.made import Beside
from domicile.policy.duties.notices import filled, missing_of, of_ours, principal, shown, stated
from domicile.policy.duties.notices import version as version_of
from tests.unit.policy.samples import CN, CN_SITE, inquiry, made, named, world

RULE = RuleId("CN-DIS-001")
TEXT = Bilingual(en="By {model}; reach us at {contact}.", zh="由{model}生成；联系：{contact}。")
PLAIN = Bilingual(en="Told.", zh="已告知。")


def duty(text: Bilingual | None = None, **params: Any) -> Duty:
    notice = None if text is None else Notice(id="cn.told", version="f" * 64, text=text)
    asks = DiscloseParams(**{"when": "collection", **params})
    (found,) = decide(inquiry(CN), world(named(RULE, asks, on_fail="add", notice=notice))).duties
    return found


def beside(**changes: Any) -> Beside:
    return Beside(**{"operator": "Example", "is_known": True, **changes})


def test_a_duty_without_a_notice_shows_nothing() -> None:
    done = shown(duty(), made())
    assert done.marks == ()
    assert done.notices == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "By qwen; reach us at a@b."), ("zh", "由qwen生成；联系：a@b。")],
)
def test_holds_are_filled_in_from_the_site_and_from_what_the_operator_states(
    language: str, text: str
) -> None:
    answer = made(beside=beside(statements={"contact": "a@b"}), language=language)
    done = shown(duty(TEXT), answer)
    assert [(each.id, each.text) for each in done.notices] == [("cn.told", text)]
    assert [mark.met for mark in done.marks] == [True]
    assert done.shown == ()


def test_a_hold_that_nobody_can_fill_keeps_the_notice_back_and_is_named() -> None:
    done = shown(duty(TEXT), made(beside=beside(statements={"contact": ""})))
    assert done.notices == ()
    (mark,) = done.marks
    assert not mark.met
    assert "`operator.statements`: contact." in mark.text.en


def test_a_statement_cannot_pass_for_the_model_or_its_filing_number() -> None:
    forged = beside(statements={"model": "other", "filing_no": "other", "operator": "other"})
    text = Bilingual(en="{model} {filing_no} {operator}", zh="{model} {filing_no} {operator}")
    (notice,) = shown(duty(text), made(beside=forged)).notices
    assert notice.text == f"qwen {CN_SITE.filing_no} Example"


def test_braces_of_a_statement_are_no_holds() -> None:
    answer = made(beside=beside(statements={"contact": "{model}"}))
    (notice,) = shown(duty(TEXT), answer).notices
    assert notice.text == "By qwen; reach us at {model}."


def test_whoever_saw_this_version_is_not_shown_it_again() -> None:
    first = shown(duty(PLAIN), made(beside=beside()), once=True)
    assert first.shown == first.notices != ()
    seen = {notice.id: notice.version for notice in first.shown}
    again = shown(duty(PLAIN), made(beside=beside(seen=seen)), once=True)
    assert again.notices == again.shown == ()
    (mark,) = again.marks
    assert mark.met
    assert "was shown this version before" in mark.text.en


@pytest.mark.parametrize(
    ("changes", "once"),
    [
        ({"seen": {"cn.told": "another"}}, True),
        ({"is_known": False, "seen": {"cn.told": "f" * 64}}, True),
        ({"seen": {"cn.told": "f" * 64}}, False),
    ],
)
def test_another_version_a_stranger_or_a_notice_of_every_time_is_shown(
    *, changes: dict[str, Any], once: bool
) -> None:
    done = shown(duty(PLAIN), made(beside=beside(**changes)), once=once)
    assert [notice.id for notice in done.notices] == ["cn.told"]
    assert bool(done.shown) is once


def test_the_version_changes_with_the_operators_words_and_not_with_the_model() -> None:
    def of(**statements: str) -> str:
        facts = {"model": "m", "filing_no": "n", **statements}
        return version_of("base", TEXT, facts)

    assert of(contact="a") == of(contact="a", model="other")
    assert of(contact="a") != of(contact="b")
    assert version_of("base", Bilingual(en="{model}", zh="{model}"), {"model": "m"}) == "base"


def test_missing_holds_are_named_once_from_either_language() -> None:
    text = Bilingual(en="{a} {b} {a}", zh="{a} {c}")
    assert missing_of(text, {"b": "x"}) == ["a", "c"]
    assert filled(text, {"b": "x"}).en == "{a} x {a}"


def test_details_that_the_operator_states_are_told_and_the_rest_is_named() -> None:
    asks = duty(fields=("contact", "retention"))
    none = stated(asks, made(beside=beside()))
    assert none.notices == ()
    assert [mark.met for mark in none.marks] == [False]
    some = stated(asks, made(beside=beside(statements={"contact": "a@b", "retention": ""})))
    assert [notice.text for notice in some.notices] == ["contact: a@b"]
    (mark,) = some.marks
    assert not mark.met
    assert mark.text.en.endswith("retention.")
    every = {"contact": "a@b", "retention": "30 days"}
    full = stated(asks, made(beside=beside(statements=every)))
    assert [(each.id, each.text) for each in full.notices] == [
        ("CN-DIS-001.details", "contact: a@b\nretention: 30 days")
    ]
    assert [mark.met for mark in full.marks] == [True]
    seen = {notice.id: notice.version for notice in full.shown}
    again = stated(asks, made(beside=beside(statements=every, seen=seen)))
    assert again.notices == ()
    changed = {**every, "retention": "60 days"}
    assert stated(asks, made(beside=beside(statements=changed, seen=seen))).notices


def test_details_that_are_told_always_come_every_time() -> None:
    asks = duty(fields=("contact",), when="always")
    done = stated(asks, made(beside=beside(statements={"contact": "a@b"})))
    assert done.notices
    assert done.shown == ()


def test_an_agent_says_whose_it_is_once() -> None:
    done = principal(RULE, made(beside=beside()))
    assert [notice.text for notice in done.notices] == [
        "The system is run by Example, and acts for you."
    ]
    assert done.shown == done.notices
    nameless = principal(RULE, made())
    assert nameless.notices == ()
    (mark,) = nameless.marks
    assert not mark.met
    assert "operator.name" in mark.text.en


def test_a_notice_of_ours_has_a_version_of_its_text() -> None:
    one, other = of_ours(RULE, "break", PLAIN, made()), of_ours(RULE, "break", TEXT, made())
    assert (one.rule, one.id, one.text) == (RULE, "break", "Told.")
    assert one.version != other.version
    assert of_ours(RULE, "break", PLAIN, made(language="zh")).text == "已告知。"
