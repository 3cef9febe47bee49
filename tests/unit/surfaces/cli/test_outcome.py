from dataclasses import replace

from domicile.core.answer import Answer, Label, Notice, PassedOver, Placement, Refusal, Treated
from domicile.core.decision import Decision, Duty, DutyStatus, Outcome, Reason
from domicile.core.findings import Action, DataClass, Finding
from domicile.core.ids import ReceiptId, RuleId, SiteId
from domicile.core.reply import Finish, Intervention, Reply
from domicile.core.text import Bilingual
from domicile.surfaces.cli.outcome import after_answer, after_refusal, treated_words
from tests.unit.surfaces.test_shape import DECISION

RULE = RuleId("CN-LAB-001")
TEXT = Bilingual(en="Mark it.", zh="加标识。")
DUTY = Duty(
    rule=RULE,
    kind="label",
    status=DutyStatus.UNMET,
    basis="law",
    known="memory",
    citation="Art. 4",
    text=TEXT,
)
PLACEMENT = Placement(
    site=SiteId("one"),
    level="P0",
    model="m",
    model_digest="",
    evidence="simulated",
    why="the first one",
    region="us",
    passed_over=tuple(
        PassedOver(site=SiteId(site), rule=RuleId(rule))
        for site, rule in (("two", "EU-PART-001"), ("two", "EU-LOC-001"), ("three", "X-1"))
    ),
)
DECIDED: Decision = replace(DECISION, duties=(DUTY, replace(DUTY, status=DutyStatus.MET)))
PHONE = Finding(data_class=DataClass.PHONE, path="", start=0, end=1, score=1.0, recognizer="phone")
ANSWER = Answer(
    reply=Reply(text="x", calls=(), finish=Finish(reason="stop")),
    decision=DECIDED,
    placement=PLACEMENT,
    findings=(Treated(finding=PHONE, action=Action.REPLACED),) * 2,
    interventions=(
        Intervention(
            source="partner:one", kind="cut", text=Bilingual(en="cut short", zh="cut short")
        ),
    ),
    labels=(Label(rule=RULE, kind="visible", position="end", value="AI生成"),),
    notices=(Notice(rule=RULE, id="n", version="v", text="You talk to a machine."),),
    sent_bytes=99,
    receipt_id=ReceiptId("ab"),
)


def test_beneath_an_answer_stands_all_that_a_person_should_know() -> None:
    rule, *lines = after_answer(ANSWER, "en")
    assert set(rule) == {"─"}
    assert lines == [
        "ran at       one (P0, m, DEMO, simulated): the first one",
        "left         99 bytes; phone replaced (2)",
        "passed over  two (EU-PART-001, EU-LOC-001); three (X-1)",
        "changed by   partner:one: cut short",
        "label        CN-LAB-001: AI生成",
        "not done     CN-LAB-001: Mark it.",
        "notice       You talk to a machine.",
        "receipt      ab",
    ]


def test_all_of_it_is_said_in_chinese_too() -> None:
    said = "\n".join(after_answer(ANSWER, "zh"))
    for words in ("演示（模拟）", "99 字节", "替换", "未选用", "加标识。", "回执"):
        assert words in said
    assert "receipt" not in said
    assert "CN-LAB-001：加标识。" in said
    assert "99 字节；phone 替换" in said


def test_on_the_device_nothing_left() -> None:
    alone = replace(ANSWER, sent_bytes=0, labels=(), notices=(), interventions=())
    assert "left         nothing" in after_answer(alone, "en")


def test_without_findings_only_the_size_is_said() -> None:
    assert "left         99 bytes" in after_answer(replace(ANSWER, findings=()), "en")


def test_an_answer_that_ended_early_says_so() -> None:
    for reason, words in (("broken", "broke off"), ("length", "longest length")):
        finish = Finish(reason="broken" if reason == "broken" else "length")
        cut = replace(ANSWER, reply=replace(ANSWER.reply, finish=finish))
        assert any(words in line for line in after_answer(cut, "en"))


def test_a_refusal_says_every_reason_with_its_source_and_the_receipt() -> None:
    reason = Reason(
        rule=RuleId("approval.missing"),
        kind="approval",
        outcome=Outcome.REFUSE,
        basis="house",
        known="primary",
        citation="Approvals register",
        words=Bilingual(en="`domicile release submit` would release it.", zh="可提交发布。"),
        site=SiteId("one"),
    )
    refusal = Refusal(
        decision=replace(DECIDED, permitted=False, reasons=(*DECIDED.reasons, reason)),
        findings=(),
        notices=ANSWER.notices,
        receipt_id=ReceiptId("cd"),
    )
    said = "\n".join(after_refusal(refusal, "en"))
    for words in (
        "CN-PART-001", "Art. 1", "from secondary sources", "approval.missing", "Approvals register",
        "`domicile release submit` would", "You talk to a machine.", "receipt  cd",
    ):  # fmt: skip
        assert words in said, words


def test_treated_words_count_each_class() -> None:
    removed = Treated(finding=replace(PHONE, data_class=DataClass.HEALTH), action=Action.REMOVED)
    assert (
        treated_words((*ANSWER.findings, removed), "en") == "health removed (1), phone replaced (2)"
    )
    assert treated_words((), "en") == ""
