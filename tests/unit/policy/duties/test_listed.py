import dataclasses
from typing import Any

import pytest

from domicile.core.decision import Decision, DutyStatus
from domicile.core.findings import DataClass
from domicile.core.ids import RuleId
from domicile.core.text import Bilingual
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.catalog import Params
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.kinds.protect import ProtectParams
from domicile.markets.kinds.safety import SafetyParams
from domicile.markets.schema import Notice, Rule
from domicile.policy.decide import decide
from domicile.policy.inquiry import Inquiry
from tests.unit.policy.samples import (
    CN,
    CN_SITE,
    DEVICE_SITE,
    EU,
    EU_SITE,
    OPERATOR,
    US_CA,
    US_SITE,
    inquiry,
    named,
    release,
    world,
)


def answered(asked: Inquiry, *rules: Rule) -> Decision:
    return decide(asked, world(*rules))


LABEL = named(
    "CN-LAB-001", LabelParams(layers=("visible",), text=Bilingual(en="AI", zh="AI")), on_fail="add"
)
INFORMED = Notice(id="cn.model", version="f" * 64, text=Bilingual(en="By {model}.", zh="{model}。"))


def test_duties_are_listed_unmet_on_refusals_too() -> None:
    shown = named("CN-PART-001", PartnerParams(filing=True, display=("filing_no",)))
    protects = named("CN-PRO-001", ProtectParams(break_minutes=120), on_fail="warn")
    decision = answered(inquiry(CN, pin=US_SITE.id), shown, LABEL, protects)
    assert not decision.permitted
    assert [duty.rule for duty in decision.duties] == ["CN-PART-001", "CN-LAB-001", "CN-PRO-001"]
    assert {duty.status for duty in decision.duties} == {DutyStatus.UNMET}


def test_a_duty_carries_what_its_part_needs() -> None:
    display = PartnerParams(display=("model_name", "filing_no"))
    (duty,) = answered(inquiry(CN), named("CN-PART-001", display, notice=INFORMED)).duties
    assert duty.params["display"] == ("model_name", "filing_no")
    notice = duty.params["notice"]
    assert isinstance(notice, dict)
    assert notice["id"] == "cn.model"


@pytest.mark.parametrize(
    ("params", "document"),
    [
        (AssessParams(document="dpia"), "dpia"),
        (GateParams(artifact="algorithm_filing"), "algorithm_filing"),
        (SafetyParams(evidence="red_team", user_visible=True, counted=True), "red_team"),
    ],
)
def test_a_duty_that_consists_in_a_document_is_met_once_the_operator_has_it(
    params: Params, document: str
) -> None:
    owed = named("CN-X-001", params, on_fail="add")
    (unmet,) = answered(inquiry(CN), owed).duties
    operator = dataclasses.replace(OPERATOR, documents={document: "file.pdf"})
    (met,) = answered(inquiry(CN, operator=operator), owed).duties
    sites_own = dataclasses.replace(CN_SITE, documents={document: "file.pdf"})
    (still,) = answered(inquiry(CN, sites=(sites_own,)), owed).duties
    assert (unmet.status, met.status, still.status) == ("unmet", "met", "unmet")


def test_a_duty_says_what_of_the_request_set_it_off() -> None:
    pipia = named(
        "CN-ASS-001",
        AssessParams(document="pipia"),
        on_fail="add",
        applies_to=AppliesTo(trigger=("sensitive_pi", "entrust")),
    )
    (entrusted,) = answered(inquiry(CN), pipia).duties
    assert entrusted.params["trigger"] == ["entrust"]
    (both,) = answered(inquiry(CN, data=frozenset({DataClass.HEALTH})), pipia).duties
    assert both.params["trigger"] == ["entrust", "sensitive_pi"]
    assert answered(inquiry(CN, sites=(DEVICE_SITE,)), pipia).duties == ()
    always = named("CN-ASS-002", AssessParams(document="pipia"), on_fail="add")
    assert "trigger" not in answered(inquiry(CN), always).duties[0].params


@pytest.mark.parametrize("facts", [{"role": ("developer",)}, {"route": ("own_model",)}])
def test_what_is_owed_for_one_of_the_sites_is_owed(facts: dict[str, Any]) -> None:
    publish = named(
        "US-CA-DIS-001",
        DiscloseParams(when="always"),
        on_fail="add",
        applies_to=AppliesTo(**facts),
    )
    told = dataclasses.replace(publish, id=RuleId("US-CA-DIS-002"), on_fail="inform")
    tuned = dataclasses.replace(US_SITE, origin="tuned")
    decision = answered(inquiry(US_CA, sites=(DEVICE_SITE, tuned)), publish, told)
    assert [duty.rule for duty in decision.duties] == ["US-CA-DIS-001"]
    assert [note.rule for note in decision.notes] == ["US-CA-DIS-002"]
    plain = answered(inquiry(US_CA, sites=(DEVICE_SITE, US_SITE)), publish, told)
    assert plain.duties == ()
    assert plain.notes == ()


def test_a_rule_that_only_informs_is_a_note_and_changes_nothing() -> None:
    penalties = named("EU-REP-002", AssessParams(document="x"), on_fail="inform")
    asked = inquiry(EU, releases=release(EU, EU_SITE))
    told, plain = answered(asked, penalties), answered(asked)
    (note,) = told.notes
    assert (note.rule, note.kind, note.known, note.citation) == (
        "EU-REP-002",
        "assess",
        "primary",
        "Law, Art. 1",
    )
    assert note.text == penalties.requirement
    assert dataclasses.replace(told, notes=()) == plain


def test_a_note_speaks_where_its_facts_hold() -> None:
    companion = named(
        "EU-REP-002",
        AssessParams(document="x"),
        on_fail="inform",
        applies_to=AppliesTo(use=("companion",)),
    )
    assert answered(inquiry(EU), companion).notes == ()
    assert answered(inquiry(EU, facts={"use": frozenset({"companion"})}), companion).notes


def test_a_label_rule_that_asks_for_nothing_to_be_added_is_no_duty() -> None:
    quiet = named("CN-LAB-009", LabelParams(layers=("watermark",)), on_fail="warn")
    assert answered(inquiry(CN), quiet).duties == ()


def test_rules_bind_the_modality_that_they_name() -> None:
    pictures = dataclasses.replace(LABEL, conditions=(("modality", frozenset({"image"})),))
    assert answered(inquiry(CN, modality="image"), pictures).duties
    assert answered(inquiry(CN), pictures).duties == ()
