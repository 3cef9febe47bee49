from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domicile.core.errors import InvalidRequestError, UnknownMarketError
from domicile.core.ids import MarketId
from domicile.policy.retention.holds import HoldTally
from domicile.reports import transparency as module
from domicile.reports.exposure import Span
from domicile.reports.transparency import Asked, transparency
from tests.unit.policy.samples import CN, EU
from tests.unit.reports.records import AT, YEAR, house


def test_a_report_counts_what_happened(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        found = transparency(CN, YEAR, records=made.records, at=AT)
    assert found.counts.receipts == 3
    assert found.is_demo
    assert found.releases == {
        "opened": 2,
        "restricted": 0,
        "suspended": 1,
        "withdrawn": 0,
        "recalled": 0,
    }
    assert found.authorities == {
        Asked(year=2026, event="foreign_request", area="criminal", outcome="refused"): 1
    }
    complaints = found.cases["complaint"]
    assert (complaints.opened, complaints.answered, complaints.overdue) == (2, 2, 0)
    assert complaints.median_days == 4
    assert complaints.outcomes == {"answered": 2}
    incidents = found.cases["incident"]
    assert (incidents.opened, incidents.answered, incidents.overdue) == (1, 0, 1)
    assert incidents.median_days is None
    assert found.holds == HoldTally(placed=1, lifted=0, standing=1)
    assert found.unlabelled == 1
    assert [pack.id for pack in found.packs] == ["CN"]


def test_other_markets_and_days_are_not_counted(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        elsewhere = transparency(EU, YEAR, records=made.records, at=AT)
        before = Span(first=date(2025, 1, 1), last=date(2025, 12, 31))
        earlier = transparency(CN, before, records=made.records, at=AT)
    assert elsewhere.counts.receipts == 0
    assert not elsewhere.is_demo
    assert sum(elsewhere.authorities.values()) == 1
    assert elsewhere.cases["complaint"].opened == 0
    assert elsewhere.unlabelled == 0
    assert earlier.counts.receipts == earlier.unlabelled == sum(earlier.releases.values()) == 0
    assert earlier.authorities == {}
    assert earlier.holds.placed == 0


def test_who_waits_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STEP", 2)
    told: list[int] = []
    with house(tmp_path) as made:
        transparency(CN, YEAR, records=made.records, at=AT, progress=told.append)
        transparency(CN, YEAR, records=made.records, at=AT)
    assert told == [2]


def test_what_cannot_be_counted_is_refused(tmp_path: Path) -> None:
    with house(tmp_path) as made:
        turned = replace(YEAR, last=date(2025, 1, 1))
        with pytest.raises(InvalidRequestError):
            transparency(CN, turned, records=made.records, at=AT)
        with pytest.raises(UnknownMarketError):
            transparency(MarketId("XX"), YEAR, records=made.records, at=AT)
