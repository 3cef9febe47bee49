import dataclasses
from typing import Any

import pytest

from domicile.core.canonical import Json
from domicile.core.decision import Duty, DutyStatus
from domicile.core.findings import DataClass
from domicile.core.text import Bilingual
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.catalog import Params
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.kinds.report import ReportParams
from domicile.markets.kinds.retain import RetainParams
from domicile.markets.kinds.safety import SafetyParams
from domicile.markets.load import NOTICE
from domicile.markets.schema import Notice, Rule
from domicile.policy.decide import decide
from domicile.policy.duties.fulfil import OFFICER, Fulfilled, fulfil
from domicile.policy.duties.made import Beside
from domicile.policy.duties.statements import PROTOCOL
from tests.unit.policy.samples import (
    CN,
    CN_SITE,
    DEVICE_SITE,
    OPERATOR,
    inquiry,
    made,
    named,
    release,
    world,
)

LABEL = named(
    "CN-LAB-001",
    LabelParams(layers=("visible",), text=Bilingual(en="(AI)", zh="（AI）")),
    on_fail="add",
)
SHOWN = named(
    "CN-PART-001",
    PartnerParams(filing=True, display=("model_name", "filing_no")),
    notice=Notice(
        id="cn.model",
        version="f" * 64,
        text=Bilingual(en="By {model}, number {filing_no}.", zh="由{model}生成，{filing_no}。"),
    ),
)
UNFILED = dataclasses.replace(CN_SITE, filing_no="")
FILED_DEVICE = dataclasses.replace(DEVICE_SITE, filing_no="Beijing-Small-20260101")
TOLD = Notice(id="cn.told", version="e" * 64, text=Bilingual(en="Told.", zh="已告知。"))


def duties(*rules: Rule, **asked: Any) -> tuple[Duty, ...]:
    asking = {"releases": release(CN, CN_SITE), **asked}
    return decide(inquiry(CN, **asking), world(*rules)).duties


def done(*rules: Rule, asked: dict[str, Any] | None = None, **answer: Any) -> Fulfilled:
    return fulfil(duties(*rules, **(asked or {})), made(**answer))


def status(fulfilled: Fulfilled) -> dict[str, str]:
    return {str(duty.rule): duty.status.value for duty in fulfilled.duties}


def said(fulfilled: Fulfilled) -> str:
    (duty,) = fulfilled.duties
    return duty.text.en


def disclosing(**params: Any) -> Rule:
    notice = params.pop("notice", None)
    return named(
        "CN-DIS-001",
        DiscloseParams(**{"when": "always", **params}),
        on_fail="add",
        notice=notice,
    )


def plain_duty(rule: Rule) -> dict[str, Json]:
    return {name: value for name, value in rule.duty.items() if name != NOTICE}


def owed(params: Params, **changes: Any) -> Rule:
    return named("CN-X-001", params, **{"on_fail": "add", **changes})


def test_nothing_due_is_nothing_done() -> None:
    assert fulfil((), made()) == Fulfilled(duties=(), labels=(), notices=(), suffix="")


@pytest.mark.parametrize(
    ("language", "suffix", "text"),
    [
        ("en", "\n\n(AI)", "By qwen, number DEMO-Qwen-20260101."),
        ("zh", "\n\n（AI）", "由qwen生成，DEMO-Qwen-20260101。"),
    ],
)
def test_the_label_and_the_model_that_answered_are_shown_in_the_persons_language(
    language: str, suffix: str, text: str
) -> None:
    result = done(LABEL, SHOWN, language=language)
    assert status(result) == {"CN-LAB-001": "met", "CN-PART-001": "met"}
    assert result.suffix == suffix
    (notice,) = result.notices
    assert (notice.rule, notice.id, notice.version) == ("CN-PART-001", "cn.model", "f" * 64)
    assert notice.text == text


def test_the_devices_own_model_is_nobodys_partner_and_a_filed_one_is() -> None:
    assert status(done(SHOWN, site=DEVICE_SITE, model="small")) == {}
    assert status(done(SHOWN, site=FILED_DEVICE, model="small")) == {"CN-PART-001": "met"}


@pytest.mark.parametrize(
    ("missing", "answer"), [("model_name", {"model": ""}), ("filing_no", {"site": UNFILED})]
)
def test_a_fact_that_is_missing_is_not_made_up(missing: str, answer: dict[str, Any]) -> None:
    result = done(SHOWN, **answer)
    assert status(result) == {"CN-PART-001": "unmet"}
    assert f"It is not known: {missing}." in said(result)
    assert result.notices == ()


def test_a_json_reply_carries_its_label_beside_and_says_so() -> None:
    result = done(LABEL, structured=True)
    assert status(result) == {"CN-LAB-001": "unmet"}
    assert result.suffix == ""
    assert [label.position for label in result.labels] == ["beside"]


def test_what_is_not_due_is_left_out_and_not_called_met() -> None:
    assert status(done(LABEL, has_text=False)) == {}


def test_the_same_label_of_two_rules_stands_once() -> None:
    result = done(LABEL, named("CN-LAB-002", LABEL.params, on_fail="add"))
    assert result.suffix == "\n\n(AI)"
    assert len(result.labels) == 2


def test_a_notice_is_told_and_that_is_met() -> None:
    result = done(disclosing(notice=TOLD))
    assert status(result) == {"CN-DIS-001": "met"}
    assert [(notice.id, notice.text) for notice in result.notices] == [("cn.told", "Told.")]


@pytest.mark.parametrize(
    ("params", "missing"),
    [
        ({"fields": ("handler", "contact")}, "`operator.statements`: handler, contact."),
        ({"break_minutes": 180}, "its time cannot be counted"),
        ({"protocol": True}, "`operator.statements`: crisis_protocol_url."),
        ({"principal": True}, "`operator.statements`: operator.name."),
    ],
)
def test_a_notice_that_is_only_a_part_of_the_duty_is_told_and_the_rest_is_named(
    params: dict[str, Any], missing: str
) -> None:
    result = done(disclosing(notice=TOLD, **params))
    assert status(result) == {"CN-DIS-001": "unmet"}
    assert missing in said(result)
    assert [notice.id for notice in result.notices] == ["cn.told"]


def test_a_disclosure_without_any_text_is_the_operators() -> None:
    result = done(disclosing(when="agreement"))
    assert status(result) == {"CN-DIS-001": "unmet"}
    assert "This takes the operator" in said(result)


def test_interventions_are_always_shown_and_counted() -> None:
    result = done(owed(SafetyParams(user_visible=True, counted=True)))
    assert status(result) == {"CN-X-001": "met"}
    assert "shown with the answer and counted" in said(result)
    assert "does not judge texts" in said(result)


def test_what_follows_an_intervention_is_the_operators_where_a_rule_asks_for_it() -> None:
    rule = owed(SafetyParams(user_visible=True, counted=True, on_hit=("stop", OFFICER)))
    assert status(done(rule)) == {"CN-X-001": "met"}
    result = done(rule, has_interventions=True)
    assert status(result) == {"CN-X-001": "unmet"}
    assert "to report it takes the operator" in said(result)
    plain = owed(SafetyParams(user_visible=True, counted=True))
    assert status(done(plain, has_interventions=True)) == {"CN-X-001": "met"}


def test_what_minors_may_not_get_is_unmet_for_them_alone() -> None:
    rule = disclosing(protocol=True, kept_from_minors=("sexual_content",), when="first_interaction")
    states = Beside(statements={PROTOCOL: "https://example.com/crisis"})
    assert status(done(rule, beside=states)) == {"CN-DIS-001": "met"}
    for age in ("minor", "under_13"):
        result = done(rule, beside=states, facts={"user": frozenset({age})})
        assert status(result) == {"CN-DIS-001": "unmet"}
        assert "To keep from minors" in said(result)


PIPIA = owed(
    AssessParams(document="pipia"), applies_to=AppliesTo(trigger=("sensitive_pi", "entrust"))
)


def test_an_assessment_that_the_operator_has_on_file_is_met() -> None:
    operator = dataclasses.replace(OPERATOR, documents={"pipia": "pipia.pdf"})
    result = done(PIPIA, asked={"operator": operator})
    assert status(result) == {"CN-X-001": "met"}
    assert "on file with the operator" in said(result)
    missing = done(PIPIA)
    assert status(missing) == {"CN-X-001": "unmet"}
    assert "no `pipia` on file" in said(missing)


def test_an_assessment_of_handing_data_to_partners_is_not_due_on_the_device() -> None:
    assert status(done(PIPIA, site=DEVICE_SITE)) == {}
    sensitive = {"data": frozenset({DataClass.HEALTH})}
    assert status(done(PIPIA, asked=sensitive, site=DEVICE_SITE)) == {"CN-X-001": "unmet"}
    always = owed(AssessParams(document="dpia"))
    assert status(done(always, site=DEVICE_SITE)) == {"CN-X-001": "unmet"}


@pytest.mark.parametrize(
    "params",
    [
        ChoiceParams(rights=("access",)),
        GateParams(artifact="algorithm_filing"),
        RetainParams(at_least_days={"log": 180}),
        ReportParams(to=("regulator",)),
    ],
)
def test_what_nobody_carries_out_is_unmet(params: Params) -> None:
    result = done(owed(params))
    assert status(result) == {"CN-X-001": "unmet"}
    assert "Domicile has not done it" in said(result)


def test_what_the_operator_owes_as_long_as_the_service_runs_is_no_part_of_an_answer() -> None:
    standing = owed(ReportParams(to=("public",)), applies_to=AppliesTo(event=("operation",)))
    (listed,) = duties(standing)
    assert listed.status is DutyStatus.UNMET
    assert status(done(standing)) == {}


def test_what_the_operator_states_is_told_with_what_else_the_duty_asks() -> None:
    statements = {"contact": "a@b", "crisis_protocol_url": "https://example.com/p"}
    beside = Beside(operator="Example", statements=statements)
    asks = disclosing(
        notice=TOLD, fields=("contact",), principal=True, break_minutes=180, protocol=True
    )
    result = done(asks, beside=beside, has_session=True, minutes=(170, 190))
    assert status(result) == {"CN-DIS-001": "met"}
    assert [notice.id for notice in result.notices] == [
        "cn.told",
        "CN-DIS-001.details",
        "principal",
        "break",
    ]
    assert "https://example.com/p" in said(result)


def test_what_was_told_at_first_is_remembered_and_what_comes_always_is_not() -> None:
    first = done(disclosing(notice=TOLD, when="first_interaction"))
    assert [notice.id for notice in first.shown] == ["cn.told"]
    assert done(disclosing(notice=TOLD)).shown == ()
    seen = Beside(is_known=True, seen={"cn.told": TOLD.version})
    again = done(disclosing(notice=TOLD, when="first_interaction"), beside=seen)
    assert status(again) == {"CN-DIS-001": "met"}
    assert again.notices == again.shown == ()


def test_documents_that_are_due_after_the_launch_are_named_one_by_one() -> None:
    filing = owed(GateParams(artifact="filing", documents=("filing", "notice_page")), notice=TOLD)
    missing = done(filing)
    assert status(missing) == {"CN-X-001": "unmet"}
    assert "no `filing` on file. The operator has no `notice_page` on file." in said(missing)
    assert missing.notices == ()
    operator = dataclasses.replace(OPERATOR, documents={"filing": "filing.pdf"})
    filed = done(filing, asked={"operator": operator})
    assert status(filed) == {"CN-X-001": "met"}
    assert [notice.id for notice in filed.notices] == ["cn.told"]


def test_the_model_without_words_to_show_it_in_is_the_operators() -> None:
    result = done(dataclasses.replace(SHOWN, notice=None, duty=plain_duty(SHOWN)))
    assert status(result) == {"CN-PART-001": "unmet"}
    assert "Domicile has not done it" in said(result)


def test_a_copy_without_label_is_asked_for_by_its_event_alone() -> None:
    copy = owed(
        LabelParams(layers=("metadata",), user_option=True, log_months=6),
        applies_to=AppliesTo(event=("user_requests_unlabelled",)),
    )
    asks = {"events": frozenset({"user_requests_unlabelled"})}
    result = done(copy, asked=asks, is_unlabelled=True)
    assert status(result) == {"CN-X-001": "met"}
    assert "The label stays" in said(result)


def test_the_text_says_the_requirement_and_what_became_of_it_in_both_languages() -> None:
    (duty,) = done(LABEL).duties
    assert duty.text.en == "Required. The label stands at the end of the text."
    assert duty.text.zh == "要求。标识位于文本末尾。"
