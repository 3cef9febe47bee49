import dataclasses
from typing import Any

import pytest

from domicile.core.decision import Duty
from domicile.core.ids import MarketId, RuleId
from domicile.core.text import Bilingual
from domicile.markets.facts import UNLABELLED, AppliesTo
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.report import ReportParams
from domicile.markets.schema import Notice
from domicile.policy.decide import decide
from domicile.policy.duties.fulfil import Fulfilled, fulfil
from domicile.policy.duties.labels import Relief
from domicile.policy.duties.made import Beside, Made
from domicile.policy.duties.unlabelled import LABEL_TERMS, hand_out, is_asked, relief, relieves
from domicile.policy.marks.mark import Claim, Mark
from tests.unit.policy.samples import CN, EU, inquiry, made, named, world

ASKS = frozenset({UNLABELLED})
MARK = Mark(
    claim=Claim(
        producer="Example",
        version="1",
        created_at="2026-11-24T00:00:00Z",
        id="0" * 32,
        market=CN,
        modality="text",
        sha256="0" * 64,
        size=1,
    ),
    encoded="signed",
)
VISIBLE = named(
    "CN-LAB-001",
    LabelParams(layers=("visible",), text=Bilingual(en="(AI)", zh="（AI）")),
    on_fail="add",
)
COPY = named(
    "CN-LAB-007",
    LabelParams(layers=("metadata",), user_option=True, log_months=6),
    on_fail="add",
    applies_to=AppliesTo(event=(UNLABELLED,)),
    notice=Notice(id="cn.copy", version="f" * 64, text=Bilingual(en="Yours now.", zh="由您负责。")),
)
AGREED = Beside(is_known=True, agreed=frozenset({LABEL_TERMS}), mark=MARK)


def duties(*rules: Any, market: MarketId = CN) -> tuple[Duty, ...]:
    return decide(inquiry(market, events=ASKS), world(*rules)).duties


def asked(**changes: Any) -> Made:
    return made(**{"is_unlabelled": True, "beside": AGREED, **changes})


def done(**changes: Any) -> Fulfilled:
    return fulfil(duties(VISIBLE, COPY), asked(**changes))


def said(result: Fulfilled, rule: str) -> str:
    return next(duty.text.en for duty in result.duties if duty.rule == rule)


def test_a_copy_without_the_label_keeps_the_mark_for_machines_and_tells_what_it_means() -> None:
    result = done()
    assert result.suffix == ""
    assert [(label.rule, label.kind) for label in result.labels] == [("CN-LAB-007", "metadata")]
    assert [notice.id for notice in result.notices] == ["cn.copy"]
    assert result.relief == Relief(rule=RuleId("CN-LAB-007"), log_months=6)
    assert "as CN-LAB-007 permits" in said(result, "CN-LAB-001")
    assert "at least 6 months" in said(result, "CN-LAB-007")
    assert {duty.status for duty in result.duties} == {"met"}


def test_the_label_stays_where_the_one_for_machines_could_not_name_the_operator() -> None:
    copy = named(
        "CN-LAB-007",
        LabelParams(layers=("metadata",), fields=("ContentProducer",), user_option=True),
        on_fail="add",
        applies_to=AppliesTo(event=(UNLABELLED,)),
    )
    rules = duties(VISIBLE, copy)
    nameless = dataclasses.replace(AGREED, operator="示例公司")
    result = fulfil(rules, asked(beside=nameless))
    assert result.suffix == "\n\n(AI)"
    assert result.relief is None
    assert "producer_code" in said(result, "CN-LAB-007")
    named_ = dataclasses.replace(AGREED, operator="Example")
    assert fulfil(rules, asked(beside=named_)).suffix == ""


@pytest.mark.parametrize(
    ("beside", "why"),
    [
        (Beside(mark=MARK, agreed=frozenset({LABEL_TERMS})), "for a person who is named"),
        (Beside(mark=MARK, is_known=True), "has not agreed to the terms on labels"),
    ],
)
def test_the_label_stays_for_strangers_and_for_whoever_did_not_agree(
    beside: Beside, why: str
) -> None:
    result = done(beside=beside)
    assert result.suffix == "\n\n(AI)"
    assert result.relief is None
    assert result.notices == ()
    assert why in said(result, "CN-LAB-007")


def test_without_a_signed_mark_the_visible_label_stays() -> None:
    result = done(beside=dataclasses.replace(AGREED, mark=None))
    assert result.suffix == "\n\n(AI)"
    assert result.relief is None


def test_where_there_is_no_text_there_is_no_copy() -> None:
    unmarked = dataclasses.replace(AGREED, mark=None)
    assert done(has_text=False, beside=unmarked).duties == ()


def test_nobody_is_handed_what_they_did_not_ask_for() -> None:
    result = done(is_unlabelled=False)
    assert result.suffix == "\n\n(AI)"
    assert result.relief is None


def test_only_a_label_rule_of_that_event_permits_it() -> None:
    report = named(
        "CN-REP-001",
        ReportParams(to=("public",)),
        on_fail="add",
        applies_to=AppliesTo(event=(UNLABELLED,)),
    )
    (visible, copy, other) = duties(VISIBLE, COPY, report)
    assert [is_asked(each) for each in (visible, copy, other)] == [False, True, False]
    assert relief((visible, other), asked()) is None
    strict = dataclasses.replace(COPY, params=LabelParams(layers=("metadata",)), duty={})
    strict = named("CN-LAB-007", strict.params, on_fail="add", applies_to=COPY.applies_to)
    assert relief(duties(strict), asked()) is None


def test_a_rule_without_a_number_of_months_records_it_all_the_same() -> None:
    plain = named(
        "CN-LAB-007",
        LabelParams(layers=("metadata",), user_option=True),
        on_fail="add",
        applies_to=COPY.applies_to,
    )
    assert relief(duties(plain), asked()) == Relief(rule=RuleId("CN-LAB-007"), log_months=0)


def test_one_markets_permission_leaves_anothers_label_where_it_is() -> None:
    permitted = Relief(rule=RuleId("CN-LAB-007"), log_months=6)
    (own,) = duties(VISIBLE)
    european = named("EU-LAB-005", VISIBLE.params, on_fail="add")
    (foreign,) = duties(european, market=EU)
    assert relieves(permitted, own) == permitted
    assert relieves(permitted, foreign) is None
    assert relieves(None, own) is None


def test_another_rules_permission_hands_out_nothing() -> None:
    (copy,) = duties(COPY)
    other = Relief(rule=RuleId("CN-LAB-008"), log_months=6)
    assert hand_out(copy, asked(), other).marks == ()
