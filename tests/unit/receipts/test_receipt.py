from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domicile.core.answer import Answer, Refusal
from domicile.core.canonical import canonical_bytes
from domicile.core.decision import SiteVerdict
from domicile.core.findings import Action, DataClass
from domicile.core.ids import DEVICE, ReceiptId, RuleId, SiteId, SubjectId
from domicile.core.receipt import FIELDS, Receipt
from domicile.core.reply import Finish
from domicile.core.request import Request
from domicile.core.steps import STEPS
from domicile.receipts.receipt import (
    build_receipt,
    receipt_commitments,
    receipt_root,
    receipt_salts,
)
from tests.unit.receipts.samples import (
    PLANTED,
    answer,
    device_answer,
    finding,
    refusal,
    request,
    trace,
)


def receipt(outcome: Answer | Refusal, asked: Request | None = None) -> Receipt:
    return build_receipt(
        asked or request(),
        outcome,
        receipt_id=ReceiptId("ab" * 16),
        at=datetime(2026, 4, 1, 9, 59, 58, 123456, tzinfo=UTC),
        log="domicile/0/CN",
        operator="Example",
    )


def test_every_field_is_always_there() -> None:
    for outcome in (answer(), device_answer(), refusal()):
        assert tuple(sorted(receipt(outcome).fields)) == FIELDS


def test_nothing_that_was_said_is_in_a_receipt() -> None:
    for outcome in (answer(), device_answer(), refusal()):
        made = receipt(outcome)
        text = canonical_bytes(made.fields).decode()
        for planted in (*PLANTED, "777", "AI生成", "这是AI", "1.234", "a note", "messages[0]"):
            assert planted not in text


def test_the_answer_of_a_partner() -> None:
    made = receipt(answer())
    assert (made.header.level, made.header.evidence, made.header.demo) == ("P0", "simulated", True)
    assert made.header.hour == "2026-04-01T09Z"
    assert made.fields["approval"] == "register/7"
    assert made.fields["bytes_out"] == 1024
    assert made.fields["data_left"] == {
        "name": {"replaced": 1},
        "organization": {"kept": 1},
        "phone": {"removed": 1, "replaced": 1},
    }
    assert made.fields["data_kept"] == {"name": 1, "phone": 2}
    assert made.fields["rules"] == [{"rule": "CN-PART-001", "outcome": "permit", "site": "demo-cn"}]
    assert made.fields["duties"] == [{"rule": "CN-LAB-001", "status": "met"}]
    assert made.fields["labels"] == [{"rule": "CN-LAB-001", "kind": "visible"}]
    assert made.fields["interventions"] == [{"source": "partner:demo-cn", "kind": "filtered"}]
    assert made.fields["notices"] == [{"rule": "CN-DIS-001", "id": "ai", "version": "cd" * 32}]
    assert made.fields["refusals"] == []


def test_the_answer_of_the_device() -> None:
    made = receipt(device_answer())
    assert (made.header.level, made.header.demo) == ("D", False)
    assert made.fields["bytes_out"] == 0
    assert made.fields["data_left"] == {}
    assert made.fields["data_kept"] == {"name": 1, "phone": 2, "organization": 1}
    assert made.fields["site"] == DEVICE
    assert made.fields["approval"] is None


def test_a_refusal() -> None:
    made = receipt(refusal())
    assert made.header.level == "D"
    assert made.fields["status"] == "refused"
    assert made.fields["refusals"] == ["CN-PART-001"]
    for name in ("approval", "model", "model_digest", "region", "route_reason", "site"):
        assert made.fields[name] is None
    assert receipt(refusal(), request(role="gateway")).header.level == "O"


def test_a_refusal_names_the_registers_entry() -> None:
    refused = refusal()
    (reason,) = refused.decision.reasons
    suspended = replace(
        reason, rule=RuleId("approval.suspended"), kind="approval", citation="Register, entry 7"
    )
    decision = replace(refused.decision, reasons=(suspended,))
    assert receipt(replace(refused, decision=decision)).fields["rules"] == [
        {
            "rule": "approval.suspended",
            "outcome": "refuse",
            "site": "demo-cn",
            "entry": "Register, entry 7",
        }
    ]


@pytest.mark.parametrize(
    ("pin", "evidence"),
    [(None, "simulated"), (SiteId("demo"), "simulated"), (DEVICE, "checked"), ("x", "declared")],
)
def test_a_refusal_is_stamped_demo_where_a_site_that_was_asked_about_is(
    pin: SiteId | None, evidence: str
) -> None:
    sites = (
        SiteVerdict(site=DEVICE, permitted=False, reasons=(), evidence="checked"),
        SiteVerdict(site=SiteId("demo"), permitted=False, reasons=(), evidence="simulated"),
    )
    refused = replace(refusal(), decision=replace(refusal().decision, sites=sites))
    header = receipt(refused, replace(request(), site=pin)).header
    assert (header.evidence, header.demo) == (evidence, evidence == "simulated")


def test_an_answer_that_broke_off_says_so() -> None:
    broken = replace(answer(), reply=replace(answer().reply, finish=Finish(reason="broken")))
    made = receipt(broken)
    assert made.fields["status"] == "broken"
    assert made.fields["bytes_out"] == 1024
    assert made.fields["data_left"]["name"] == {"replaced": 1}
    assert receipt(answer()).fields["status"] == "answered"


def test_a_refusal_after_bytes_had_left_hides_nothing() -> None:
    late = replace(
        refusal(),
        findings=(finding(DataClass.NAME, Action.REPLACED),),
        sent_bytes=777,
        left_for=answer().placement,
    )
    made = receipt(late)
    assert (made.header.level, made.header.demo) == ("P0", True)
    assert made.fields["status"] == "refused"
    assert made.fields["bytes_out"] == 1024
    assert made.fields["data_left"] == {"name": {"replaced": 1}}
    assert (made.fields["site"], made.fields["region"]) == ("demo-cn", "cn-mainland")


def test_two_requests_of_one_hour_differ_in_nothing_but_their_names() -> None:
    """Whatever could link or time a request is left out; lengths within a power of two too."""
    early = receipt(answer())
    late = build_receipt(
        replace(request(), subject=SubjectId("somebody"), language="zh"),
        replace(answer(), sent_bytes=1000, trace=trace()[::-1]),
        receipt_id=early.header.receipt_id,
        at=datetime(2026, 4, 1, 9, 0, 0, 1, tzinfo=UTC),
        log="domicile/0/CN",
        operator="Example",
    )
    assert late == early


def test_the_steps_without_their_times() -> None:
    assert receipt(answer()).fields["steps"] == [{"step": step, "skipped": False} for step in STEPS]
    reached = [step["step"] for step in receipt(refusal()).fields["steps"] if not step["skipped"]]
    assert reached == ["decide", "seal"]


@pytest.mark.parametrize(("sent", "bucket"), [(1, 1), (2, 2), (3, 4), (1024, 1024), (1025, 2048)])
def test_sizes_are_told_by_powers_of_two(sent: int, bucket: int) -> None:
    assert receipt(replace(answer(), sent_bytes=sent)).fields["bytes_out"] == bucket


def test_a_site_that_was_not_considered_has_no_approval() -> None:
    placement = replace(answer().placement, site=SiteId("elsewhere"))
    assert receipt(replace(answer(), placement=placement)).fields["approval"] is None


def test_salts_are_all_different_and_come_from_the_seed() -> None:
    salts = receipt_salts(bytes(32))
    assert len(set(salts.values())) == len(FIELDS)
    assert salts == receipt_salts(bytes(32))
    assert not set(salts.values()) & set(receipt_salts(b"\x01" * 32).values())


def test_the_root_binds_header_fields_and_seed() -> None:
    made = receipt(answer())
    root = receipt_root(made, bytes(32))
    assert receipt_root(made, b"\x01" * 32) != root
    assert receipt_root(replace(made, header=replace(made.header, level="O")), bytes(32)) != root
    for name in FIELDS:
        changed = replace(made, fields={**made.fields, name: "changed"})
        assert receipt_root(changed, bytes(32)) != root
        assert receipt_commitments(changed, bytes(32)) != receipt_commitments(made, bytes(32))
