import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domicile.core.answer import (
    Answer,
    Label,
    Notice,
    PassedOver,
    Placement,
    Refusal,
    Treated,
)
from domicile.core.content import Content, Message, ToolCall
from domicile.core.decision import (
    Conflict,
    Decision,
    Duty,
    DutyStatus,
    Note,
    Outcome,
    PackRef,
    Reason,
    SiteVerdict,
    Upcoming,
)
from domicile.core.findings import Action, DataClass, Finding
from domicile.core.ids import FeatureId, MarketId, ReceiptId, RuleId, SiteId
from domicile.core.reply import Finish, Intervention, Reply, Usage
from domicile.core.request import Request, Whereabouts
from domicile.core.steps import STEPS, TraceEvent
from domicile.core.text import Bilingual
from domicile.surfaces.shape import (
    decision_json,
    outcome_json,
    pack_json,
    reason_json,
)

CN = MarketId("CN")
RULE = RuleId("CN-PART-001")
TEXT = Bilingual(en="Only filed models.", zh="仅限已备案的模型。")
REASON = Reason(
    rule=RULE,
    kind="partner",
    outcome=Outcome.REFUSE,
    basis="law",
    known="secondary",
    citation="Art. 1",
    words=TEXT,
    site=SiteId("one"),
    remedy=Bilingual(en="File it.", zh="先行备案。"),
)
DECISION = Decision(
    permitted=True,
    places=("device", "partner"),
    sites=(SiteVerdict(site=SiteId("one"), permitted=False, reasons=(REASON,)),),
    actions=dict.fromkeys(DataClass, Action.REPLACED),
    reasons=(replace(REASON, rule=RuleId("A"), outcome=Outcome.PERMIT), REASON),
    duties=(
        Duty(
            rule=RuleId("CN-LAB-001"),
            kind="label",
            status=DutyStatus.MET,
            basis="law",
            known="memory",
            citation="Art. 4",
            text=TEXT,
        ),
    ),
    upcoming=(Upcoming(rule=RuleId("B"), date=date(2027, 1, 1), text=TEXT),),
    packs=(PackRef(market=CN, as_of=date(2026, 11, 23), digest="ab", counsel=None),),
    at=date(2026, 11, 24),
    conflicts=(Conflict(rules=(RULE, RuleId("B")), wants=(TEXT, TEXT), left=TEXT),),
    notes=(
        Note(rule=RuleId("C"), kind="report", basis="law", known="memory", citation="9", text=TEXT),
    ),
)
FINDING = Finding(
    data_class=DataClass.PHONE,
    path="messages[0].content",
    start=2,
    end=13,
    score=0.9,
    recognizer="phone",
)
REQUEST = Request(
    feature=FeatureId("assistant"),
    content=Content(messages=(Message(role="user", content="x"),)),
    whereabouts=Whereabouts(operator=CN, user=CN, device=CN, source="flag"),
    audience="internal",
    role="both",
    language="zh",
)
TRACE = tuple(TraceEvent(step=step, ms=0.4, skipped=False) for step in STEPS)
ANSWER = Answer(
    reply=Reply(
        text="好",
        calls=(ToolCall(id="1", name="clock", arguments="{}"),),
        finish=Finish(reason="stop", usage=Usage(prompt_tokens=3, completion_tokens=1)),
    ),
    decision=DECISION,
    placement=Placement(
        site=SiteId("one"),
        level="P0",
        model="m",
        model_digest="",
        evidence="simulated",
        why="because",
        region="cn-mainland",
        passed_over=(PassedOver(site=SiteId("two"), rule=RULE),),
    ),
    findings=(Treated(finding=FINDING, action=Action.REPLACED),),
    interventions=(
        Intervention(
            source="partner:one", kind="filtered", text=Bilingual(en="Cut.", zh="已截断。")
        ),
    ),
    labels=(Label(rule=RULE, kind="visible", position="end", value="AI生成"),),
    notices=(Notice(rule=RULE, id="n", version="v", text="t"),),
    sent_bytes=99,
    trace=TRACE,
    receipt_id=ReceiptId("ab"),
)


def test_an_answer_has_the_members_of_the_contract() -> None:
    shape = outcome_json(REQUEST, ANSWER)
    assert shape["status"] == "answered"
    assert shape["text"] == "好"
    assert shape["parts"] == [{"type": "tool_call", "id": "1", "name": "clock", "arguments": "{}"}]
    assert shape["receipt_id"] == "ab"
    assert shape["trace"] == [{"step": step, "ms": 0.4, "skipped": False} for step in STEPS]
    assert shape["labels"] == [
        {"rule": RULE, "kind": "visible", "position": "end", "value": "AI生成"}
    ]
    assert shape["placement"] == {
        "site": "one",
        "level": "P0",
        "model": "m",
        "model_digest": "",
        "evidence": "simulated",
        "demo": True,
        "why": "because",
        "region": "cn-mainland",
        "passed_over": [{"site": "two", "rule": RULE}],
    }
    assert shape["interventions"] == [
        {"source": "partner:one", "kind": "filtered", "text": "已截断。"}
    ]
    assert json.loads(json.dumps(shape)) == shape


def test_a_decision_has_the_members_of_the_contract_in_the_asked_language() -> None:
    shape = decision_json(DECISION, language="zh", source="flag", findings=ANSWER.findings)
    assert shape["permitted"] is True
    assert shape["places"] == ["device", "partner"]
    assert shape["market_source"] == "flag"
    assert shape["reasons"][1] == {
        "rule": RULE,
        "kind": "partner",
        "outcome": "refuse",
        "basis": "law",
        "known": "secondary",
        "citation": "Art. 1",
        "text": TEXT.zh,
        "site": "one",
        "remedy": "先行备案。",
    }
    (conflict,) = DECISION.conflicts
    assert shape["conflicts"] == [{"rules": [RULE, "B"], "text": conflict.text.zh}]
    assert shape["audience"] == DECISION.audience == "public"
    assert shape["notes"] == [
        {
            "rule": "C",
            "kind": "report",
            "basis": "law",
            "known": "memory",
            "citation": "9",
            "text": TEXT.zh,
        }
    ]
    assert shape["upcoming"] == [{"rule": "B", "date": "2027-01-01", "text": TEXT.zh}]
    assert shape["duties"][0]["status"] == "met"
    assert shape["packs"][0]["counsel"] is None
    found = shape["findings"][0]
    assert (found["class"], found["start"], found["end"]) == ("phone", 2, 13)
    assert found["action"] == "replaced"


@pytest.mark.parametrize(
    ("changes", "review"),
    [
        ({}, "unreviewed"),
        ({"counsel": "Li"}, "reviewed"),
        ({"counsel": "Li", "expires": date(2026, 11, 24)}, "reviewed"),
        ({"counsel": "Li", "expires": date(2026, 11, 23)}, "expired"),
    ],
)
def test_a_pack_says_whether_its_review_holds(changes: dict[str, Any], review: str) -> None:
    shape = pack_json(replace(DECISION.packs[0], **changes), DECISION.at)
    assert shape["review"] == review
    assert shape["counsel"] == changes.get("counsel")


def test_what_nothing_would_make_possible_has_no_remedy() -> None:
    assert reason_json(replace(REASON, remedy=None), "en")["remedy"] is None


def test_a_refusal_has_no_place_and_no_text() -> None:
    refusal = Refusal(
        decision=replace(DECISION, permitted=False),
        findings=(),
        passed_over=(PassedOver(site=SiteId("one"), rule=RULE),),
        trace=(TraceEvent(step="decide", ms=1, skipped=False, note="n"),),
        receipt_id=ReceiptId("cd"),
    )
    shape = outcome_json(REQUEST, refusal)
    assert shape["status"] == "refused"
    assert (shape["text"], shape["placement"]) == ("", None)
    assert shape["passed_over"] == [{"site": "one", "rule": RULE}]
    assert shape["trace"] == [{"step": "decide", "ms": 1, "skipped": False, "note": "n"}]
