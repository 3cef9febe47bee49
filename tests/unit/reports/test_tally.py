from dataclasses import replace
from pathlib import Path
from typing import Any

from domicile.core.receipt import Receipt
from domicile.reports.tally import Hand, Outcome, tally
from tests.unit.receipts.samples import CN, answer, device_answer, open_office, refusal, request


def receipts(folder: Path) -> list[Receipt]:
    office = open_office(folder)
    for outcome in (answer(), answer(), device_answer(), refusal()):
        office.sealer.seal(request(), outcome)
    found = list(office.book.between(CN, "2026-04-01T00Z", "2026-04-01T23Z"))
    office.database.close()
    return found


def changed(receipt: Receipt, **fields: Any) -> Receipt:
    return replace(receipt, fields={**receipt.fields, **fields})


def test_everything_is_counted(tmp_path: Path) -> None:
    found = tally(receipts(tmp_path))
    assert (found.receipts, found.demo, found.self_reported) == (4, 2, 2)
    assert found.outcomes == {
        Outcome("answered", "D", "device", "assistant"): 1,
        Outcome("answered", "P0", "demo-cn", "assistant"): 2,
        Outcome("refused", "D", "", "assistant"): 1,
    }
    assert found.refusals == {"CN-PART-001": 1}
    assert found.duties == {"CN-LAB-001": {"met": 4}}
    assert found.labels == {("CN-LAB-001", "visible"): 3}
    assert found.notices == {("CN-DIS-001", "ai"): 3}
    assert found.interventions == {Hand("partner:demo-cn", "filtered"): 3}
    assert found.data_left == {
        "name": {"replaced": 2},
        "organization": {"kept": 2},
        "phone": {"removed": 2, "replaced": 2},
    }
    assert found.data_kept == {"name": 4, "organization": 1, "phone": 6}
    assert found.bytes_at_most == 2 * 1024


def test_a_rule_that_refused_one_site_only_refused_no_request(tmp_path: Path) -> None:
    first = receipts(tmp_path)[0]
    assert tally([changed(first, refusals=["CN-PART-001"])]).refusals == {}


def test_duties_are_told_apart_by_whether_they_were_met(tmp_path: Path) -> None:
    first = receipts(tmp_path)[0]
    duties = [{"rule": "X", "status": "met"}, {"rule": "X", "status": "unmet"}]
    assert tally([changed(first, duties=duties)] * 2).duties == {"X": {"met": 2, "unmet": 2}}


def test_of_nothing_there_is_nothing() -> None:
    found = tally([])
    assert (found.receipts, found.outcomes, found.data_left) == (0, {}, {})
