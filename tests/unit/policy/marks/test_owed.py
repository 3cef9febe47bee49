from dataclasses import replace
from datetime import date
from typing import Literal

import pytest

from domicile.core.decision import DutyStatus
from domicile.core.ids import MarketId
from domicile.core.settings import OperatorSettings
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.schema import Rule
from domicile.policy.marks.aigc import CHINAS
from domicile.policy.marks.containers.container import AIGC, FIELDS, MARK
from domicile.policy.marks.owed import Filed, Written, asks_for, label_rules, outcome, words
from tests.unit.policy.marks.samples import ATLAS, CN, EU, US_CA

TODAY = date(2026, 11, 24)
MET, UNMET = DutyStatus.MET, DutyStatus.UNMET
ALL = Written(properties={MARK: "m", AIGC: "a"}, visible="（内容由AI生成）")
NOTHING = Written(properties={}, visible="")
Modality = Literal["text", "image", "audio"]


def rules(
    market: MarketId, modality: Modality = "text", *, length: int = 1000, users: int = 0
) -> dict[str, Rule]:
    operator = OperatorSettings(name="Example", monthly_users=users)
    filed = Filed(market=market, modality=modality, length=length, is_carried=False)
    return {rule.id: rule for rule in label_rules(ATLAS, operator, filed, TODAY)}


def carrying(market: MarketId) -> dict[str, Rule]:
    filed = Filed(market=market, modality="text", length=1000, is_carried=True)
    return {rule.id: rule for rule in label_rules(ATLAS, OperatorSettings(), filed, TODAY)}


def with_params(rule: Rule, params: LabelParams) -> Rule:
    return replace(rule, params=params)


@pytest.mark.parametrize(
    ("market", "modality", "expected"),
    [
        (CN, "text", {"CN-LAB-001", "CN-LAB-005"}),
        (CN, "audio", {"CN-LAB-002", "CN-LAB-005"}),
        (CN, "image", {"CN-LAB-003", "CN-LAB-005"}),
        (EU, "text", {"EU-LAB-001", "EU-LAB-002", "EU-LAB-003"}),
        (EU, "image", {"EU-LAB-001", "EU-LAB-002"}),
        (US_CA, "image", set()),
        (US_CA, "text", set()),
    ],
)
def test_which_rules_bind_a_file(market: MarketId, modality: Modality, expected: set[str]) -> None:
    assert set(rules(market, modality)) == expected


def test_a_threshold_of_users() -> None:
    assert set(rules(US_CA, "image", users=1_000_001)) == {"US-CA-LAB-001", "US-CA-LAB-002"}
    assert set(rules(US_CA, "text", users=1_000_001)) == set()


def test_a_short_text_needs_no_watermark() -> None:
    assert "EU-LAB-003" not in rules(EU, length=200)
    assert "EU-LAB-003" in rules(EU, length=201)


def test_who_carries_a_file_on_owes_something_else() -> None:
    assert set(carrying(CN)) == {"CN-LAB-006"}
    assert set(carrying(EU)) == {"EU-LAB-004"}
    assert carrying(US_CA) == {}


def test_the_words_of_the_label() -> None:
    china = list(rules(CN).values())
    assert words(china, is_chinese=True) == "（内容由AI生成）"
    assert words(china, is_chinese=False) == "（内容由AI生成 · AI-generated）"
    assert words(list(rules(EU).values()), is_chinese=False) == ""


def test_what_is_asked_for() -> None:
    assert asks_for(list(rules(CN).values()), CHINAS)
    assert not asks_for(list(rules(EU).values()), CHINAS)
    assert asks_for(list(rules(US_CA, "audio", users=2_000_000).values()), frozenset(FIELDS))


@pytest.mark.parametrize(
    ("rule", "written", "status"),
    [
        ("CN-LAB-001", ALL, MET),
        ("CN-LAB-001", NOTHING, UNMET),
        ("CN-LAB-001", replace(ALL, visible="made by a machine"), UNMET),
        ("CN-LAB-005", ALL, MET),
        ("CN-LAB-005", NOTHING, UNMET),
        ("EU-LAB-001", ALL, MET),
        ("EU-LAB-001", NOTHING, UNMET),
        ("EU-LAB-002", ALL, UNMET),
        ("EU-LAB-003", ALL, UNMET),
    ],
)
def test_what_became_of_a_rule(rule: str, written: Written, status: DutyStatus) -> None:
    found = outcome((rules(CN) | rules(EU))[rule], written)
    assert (found.rule, found.status) == (rule, status)
    assert found.citation
    assert found.text.en != found.text.zh


def test_a_label_that_stands_elsewhere() -> None:
    rule = rules(CN)["CN-LAB-001"]
    assert isinstance(rule.params, LabelParams)
    start = with_params(rule, replace(rule.params, positions=("start",)))
    assert outcome(start, ALL).status is UNMET
    anywhere = with_params(rule, replace(rule.params, positions=()))
    assert outcome(anywhere, ALL).status is MET


def test_a_label_without_words() -> None:
    rule = with_params(rules(CN)["CN-LAB-001"], LabelParams(layers=("visible",)))
    assert outcome(rule, ALL).status is UNMET
    assert words([rule], is_chinese=True) == ""


def test_a_field_that_no_mark_tells() -> None:
    params = LabelParams(layers=("metadata",), fields=("manufacturer", "signature"))
    found = outcome(with_params(rules(EU)["EU-LAB-001"], params), ALL)
    assert found.status is UNMET
    assert "manufacturer" in found.text.en
    assert "signature" not in found.text.en.rpartition(":")[2]


def test_marks_of_others_are_kept() -> None:
    found = outcome(carrying(EU)["EU-LAB-004"], NOTHING)
    assert found.status is MET
    assert "kept" in found.text.en
    assert outcome(carrying(CN)["CN-LAB-006"], NOTHING).status is UNMET


def test_a_rule_of_another_kind_is_a_mistake() -> None:
    rule = replace(rules(EU)["EU-LAB-001"], params=AssessParams(document="dpia"))
    with pytest.raises(TypeError):
        outcome(rule, ALL)
