import re
from typing import Any

import pytest

from domicile.core.decision import Duty, DutyStatus, RuleKind
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, RuleId
from domicile.core.text import Bilingual
from domicile.policy.decide import decide
from domicile.policy.duties.fulfil import Fulfilled, fulfil
from tests.unit.policy.samples import (
    ATLAS,
    CN,
    CN_SITE,
    DEVICE_SITE,
    EU,
    US_CA,
    inquiry,
    made,
)

PERSONAL = frozenset({DataClass.NAME})


def duties(market: MarketId, **asked: Any) -> tuple[Duty, ...]:
    return decide(inquiry(market, **asked), ATLAS).duties


def status(done: Fulfilled) -> dict[str, str]:
    return {str(duty.rule): duty.status.value for duty in done.duties}


def duty(kind: RuleKind, params: dict[str, Any]) -> Duty:
    return Duty(
        rule=RuleId("XX-TEST-001"),
        kind=kind,
        status=DutyStatus.UNMET,
        basis="law",
        known="primary",
        citation="Law, Art. 1",
        text=Bilingual(en="Required.", zh="要求。"),
        params=params,
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_in_china_the_label_and_the_models_number_are_shown(language: str) -> None:
    done = fulfil(duties(CN), made(language=language))
    assert status(done) == {"CN-PART-001": "met", "CN-LAB-001": "met"}
    assert re.search("人工智能|AI", done.suffix)
    assert re.search("生成|合成", done.suffix)
    assert done.suffix.startswith("\n\n")
    (notice,) = done.notices
    assert (notice.rule, notice.id) == ("CN-PART-001", "cn.model")
    assert CN_SITE.model in notice.text
    assert CN_SITE.filing_no in notice.text
    assert "{" not in notice.text
    assert len(notice.version) == 64


def test_the_devices_own_model_has_no_number_to_show() -> None:
    done = fulfil(duties(CN), made(site=DEVICE_SITE, model="small"))
    assert status(done) == {"CN-LAB-001": "met"}
    assert done.notices == ()


def test_a_fact_that_is_missing_is_not_made_up() -> None:
    done = fulfil(duties(CN), made(model=""))
    assert status(done)["CN-PART-001"] == "unmet"
    assert "model_name" in done.duties[0].text.en
    assert done.notices == ()


def test_a_json_reply_carries_its_label_beside_and_says_so() -> None:
    done = fulfil(duties(CN), made(structured=True))
    assert status(done)["CN-LAB-001"] == "unmet"
    assert done.suffix == ""
    assert [label.position for label in done.labels] == ["beside"]


def test_a_bare_tool_call_needs_no_label() -> None:
    done = fulfil(duties(CN), made(has_text=False))
    assert "CN-LAB-001" not in status(done)


def test_privacy_notices_name_what_the_operator_must_supply() -> None:
    for market, rule, detail in (
        (CN, "CN-DIS-002", "handler, contact"),
        (EU, "EU-DIS-003", "controller, dpo"),
        (US_CA, "US-CA-DIS-001", "categories, purposes"),
    ):
        done = fulfil(duties(market, data=PERSONAL), made())
        assert status(done)[rule] == "unmet"
        (text,) = [duty.text for duty in done.duties if duty.rule == rule]
        assert f"The operator has to supply: {detail}" in text.en
        assert rule not in status(fulfil(duties(market), made()))


def test_in_europe_the_notice_is_met_and_what_is_missing_is_said() -> None:
    done = fulfil(duties(EU), made())
    assert status(done) == {
        "EU-LAB-001": "unmet",
        "EU-LAB-003": "unmet",
        "EU-DIS-001": "met",
    }
    assert [label.kind for label in done.labels] == ["metadata"]
    assert [notice.id for notice in done.notices] == ["eu.ai"]
    assert done.suffix == ""


def test_short_free_text_needs_no_watermark_in_europe() -> None:
    assert "EU-LAB-003" not in status(fulfil(duties(EU), made(tokens=200)))


def test_a_companion_is_told_apart_and_what_a_single_answer_cannot_do_is_unmet() -> None:
    done = fulfil(duties(US_CA, feature="companion"), made())
    assert status(done)["US-CA-DIS-002"] == "unmet"
    assert [notice.id for notice in done.notices] == ["us_ca.companion"]
    (text,) = [duty.text.en for duty in done.duties if duty.rule == "US-CA-DIS-002"]
    assert "every 180 minutes" in text


def test_a_disclosure_without_notice_or_fields_is_the_operators() -> None:
    done = fulfil([duty("disclose", {"when": "agreement"})], made())
    assert status(done) == {"XX-TEST-001": "unmet"}
    assert "This takes the operator" in done.duties[0].text.en


def test_interventions_are_always_shown_and_counted() -> None:
    done = fulfil([duty("safety", {})], made())
    assert status(done) == {"XX-TEST-001": "met"}


@pytest.mark.parametrize("kind", ["choice", "protect"])
def test_what_nobody_carries_out_is_unmet(kind: RuleKind) -> None:
    assert status(fulfil([duty(kind, {})], made())) == {"XX-TEST-001": "unmet"}


def test_the_same_label_of_two_rules_stands_once() -> None:
    params = {"layers": ["visible"], "text": {"en": "(AI)", "zh": "（AI）"}}
    done = fulfil([duty("label", params), duty("label", params)], made())
    assert done.suffix == "\n\n(AI)"
    assert len(done.labels) == 2


def test_the_text_says_the_requirement_and_what_became_of_it() -> None:
    done = fulfil([duty("safety", {})], made())
    assert done.duties[0].text.en.startswith("Required. Every intervention")
    assert done.duties[0].text.zh.startswith("要求。每次干预")


def test_nothing_due_is_nothing_done() -> None:
    assert fulfil((), made()) == Fulfilled(duties=(), labels=(), notices=(), suffix="")
