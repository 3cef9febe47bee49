from typing import Any

import pytest

from domicile.core.text import Bilingual
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.schema import Notice
from domicile.policy.decide import decide
from domicile.policy.duties.choices import choose
from domicile.policy.duties.done import Done
from domicile.policy.duties.made import Beside
from domicile.policy.duties.statements import OPT_OUT, REVIEW
from tests.unit.policy.samples import CN, inquiry, made, named, world

TOLD = Notice(id="cn.told", version="f" * 64, text=Bilingual(en="Told.", zh="已告知。"))


def done(notice: Notice | None = None, beside: Beside | None = None, **params: Any) -> Done:
    asks = named("CN-CHO-001", ChoiceParams(**params), on_fail="add", notice=notice)
    (duty,) = decide(inquiry(CN), world(asks)).duties
    return choose(duty, made(beside=beside or Beside()))


def met(result: Done) -> list[bool]:
    return [mark.met for mark in result.marks]


def said(result: Done) -> str:
    return " ".join(mark.text.en for mark in result.marks)


def test_a_switch_that_there_is_is_met_and_says_how_it_is_found() -> None:
    result = done(controls=("personalisation_off",))
    assert met(result) == [True]
    assert "personalization=off" in said(result)


def test_switches_that_there_are_not_are_named() -> None:
    result = done(notice=TOLD, controls=("personalisation_off", "tag_list", "tag_delete"))
    assert met(result) == [True, True, False]
    assert "tag_list, tag_delete" in said(result)
    assert [notice.id for notice in result.notices] == ["cn.told"]


def test_that_a_third_person_agreed_is_not_known_and_the_notice_tells_to_ask() -> None:
    result = done(notice=TOLD, consent="third_party")
    assert met(result) == [True, True]
    assert "whether they did is not known" in said(result)
    unsaid = done(consent="third_party")
    assert met(unsaid) == [False]
    assert "Domicile has not done it" in said(unsaid)


@pytest.mark.parametrize(
    ("word", "params"), [(OPT_OUT, {"consent": "opt_out"}), (REVIEW, {"human_review": True})]
)
def test_a_route_is_the_operators_to_state(word: str, params: dict[str, Any]) -> None:
    missing = done(**params)
    assert met(missing) == [False]
    assert word in said(missing)
    stated = done(beside=Beside(statements={word: "https://example.com/x"}), **params)
    assert met(stated) == [True]
    assert "https://example.com/x" in said(stated)


def test_a_choice_of_which_nothing_can_be_shown_is_the_operators() -> None:
    result = done(rights=("access",))
    assert met(result) == [False]
    assert "Domicile has not done it" in said(result)
