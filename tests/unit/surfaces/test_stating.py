import pytest

from domicile.core.errors import InvalidRequestError, UnknownClassError
from domicile.markets.load import parse_pack
from domicile.markets.resolve import Atlas
from domicile.surfaces.stating import data_classes, pair, stated, vocabulary
from tests.unit.surfaces.standins import PACK

LOCATE = "- id: CN-LOC-001"
RULES = """\
- id: CN-GATE-001
  kind: gate
  in_force_from: 2020-01-01
  requirement: {en: Never., zh: 禁止。}
  params: {artifact: none, screened: [social_scoring]}
  on_fail: block
  cite: {at: "Law, Art. 2", checked: 2026-11-23}
  basis: law
  known: memory
  cases: [{expect: permit}, {given: {unscreened: [social_scoring]}, expect: refuse}]
- id: CN-CHO-001
  kind: choice
  in_force_from: 2020-01-01
  requirement: {en: By hand., zh: 人工。}
  params: {human_only: [payment]}
  on_fail: block
  cite: {at: "Law, Art. 3", checked: 2026-11-23}
  basis: law
  known: memory
  cases: [{expect: permit}, {given: {facts: {action: [payment]}}, expect: refuse}]
"""
ATLAS = Atlas([parse_pack(PACK.replace(LOCATE, RULES + LOCATE).encode(), "pack.yaml")])


def test_a_caller_may_state_what_packs_and_kinds_ask_for() -> None:
    words = vocabulary(ATLAS)
    assert words.keys() == {"user", "use", "action", "territory"}
    assert {"companion", "social_scoring", "payment", "significant_decision"} <= words["use"]
    assert {"payment", "human_only"} <= words["action"]
    assert {"minor", "under_13", "guardian_consent"} <= words["user"]
    assert words["territory"] == frozenset()


def test_what_is_stated_twice_counts_once() -> None:
    pairs = [("user", "minor"), ("use", "companion"), ("user", "under_13"), ("user", "minor")]
    assert stated(pairs, ATLAS, is_operator=False) == {
        "user": {"minor", "under_13"},
        "use": {"companion"},
    }
    assert stated([], ATLAS, is_operator=False) == {}


def test_only_the_operator_may_open_what_a_rule_closes() -> None:
    pairs = [("user", "guardian_consent"), ("action", "human_only")]
    assert stated(pairs, ATLAS, is_operator=True).keys() == {"user", "action"}
    for one in pairs:
        with pytest.raises(InvalidRequestError, match="only the operator"):
            stated([one], ATLAS, is_operator=False)


def test_an_unknown_word_names_the_nearest_and_is_not_repeated() -> None:
    with pytest.raises(InvalidRequestError, match="the nearest one is `companion`") as caught:
        stated([("use", "companionship" * 1000)], ATLAS, is_operator=True)
    assert "companionship" not in caught.value.message + caught.value.remedy
    with pytest.raises(InvalidRequestError, match=r"no pack knows this word of `territory`$"):
        stated([("territory", "TX")], ATLAS, is_operator=True)


def test_a_fact_is_a_name_and_a_word() -> None:
    assert pair(" user = minor ") == ("user", "minor")
    assert pair("use=a=b") == ("use", "a=b")
    with pytest.raises(InvalidRequestError, match="NAME=WORD"):
        pair("minor")


def test_classes_are_named_and_a_slip_tells_which_there_are() -> None:
    assert data_classes(["name", "health", "name"]) == {"name", "health"}
    assert data_classes([]) == frozenset()
    with pytest.raises(UnknownClassError, match="account_credential"):
        data_classes(["name", "soul"])
