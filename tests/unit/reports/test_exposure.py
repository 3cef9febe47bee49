from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domicile.core.errors import InvalidRequestError
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.site import Site
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.report import ReportParams
from domicile.reports.exposure import Exposure, Span, exposure, opened
from domicile.store.releases import Act, Release, ReleaseEvent, ReleaseKey, ReleaseState
from tests.unit.policy.samples import ATLAS, DEVICE_SITE, named, world
from tests.unit.receipts.samples import CN, Office, answer, open_office, refusal, request

AT = datetime(2026, 4, 2, 12, tzinfo=UTC)
SITE = Site(id=SiteId("demo-cn"), model="qwen", evidence="simulated")
WHOLE = Span(first=date(2026, 4, 1), last=date(2026, 4, 1))
ASSISTANT, WRITING = FeatureId("assistant"), FeatureId("writing")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    found = open_office(tmp_path)
    yield found
    found.database.close()


def happened(
    state: str, day: int, feature: FeatureId = ASSISTANT, site: SiteId = SITE.id
) -> ReleaseEvent:
    return ReleaseEvent(
        release=Release(
            key=ReleaseKey(CN, feature, site),
            state=ReleaseState(state),
            number="",
            model="qwen",
            model_digest="",
        ),
        act=Act(verb="approve", actor="Li", at=datetime(2026, 3, day, tzinfo=UTC)),
        previous="",
        salt="",
    )


def report(office: Office, span: Span = WHOLE, *events: ReleaseEvent) -> Exposure:
    return exposure(SITE, span, book=office.book, history=events, atlas=ATLAS, at=AT)


def test_what_left_is_counted_from_the_receipts_of_these_days(office: Office) -> None:
    for outcome in (answer(), answer(), refusal()):
        office.sealer.seal(request(), outcome)
    found = report(office).sent
    assert found.times == {CN: 2}
    assert found.data
    earlier = report(office, Span(first=date(2026, 3, 1), last=date(2026, 3, 31)))
    assert earlier.sent.total == 0


def test_the_device_is_nobodys_partner(office: Office) -> None:
    with pytest.raises(InvalidRequestError):
        exposure(DEVICE_SITE, WHOLE, book=office.book, history=(), atlas=ATLAS, at=AT)


def test_days_have_an_order(office: Office) -> None:
    with pytest.raises(InvalidRequestError):
        report(office, Span(first=date(2026, 4, 2), last=date(2026, 4, 1)))


def test_a_span_holds_both_of_its_days() -> None:
    assert WHOLE.hours == ("2026-04-01T00Z", "2026-04-01T23Z")


def test_the_history_tells_when_it_was_open_for_what(office: Office) -> None:
    found = report(
        office,
        WHOLE,
        happened("filed", 1),
        happened("released", 2),
        happened("released", 3, WRITING),
        happened("released", 3, site=SiteId("demo-us")),
        happened("restricted", 4),
        happened("suspended", 5),
        happened("withdrawn", 6),
        happened("released", 7),
    ).opened
    assert [
        (each.feature, each.since.day, each.until.day if each.until else None) for each in found
    ] == [(ASSISTANT, 2, 5), (WRITING, 3, None), (ASSISTANT, 7, None)]
    assert {each.market for each in found} == {CN}


def test_what_never_opened_is_left_out() -> None:
    assert list(opened([happened("filed", 1), happened("withdrawn", 2)])) == []


def test_the_rules_of_the_packs_speak_of_authorities(office: Office) -> None:
    rules = [rule.id for rule in report(office).rules]
    assert "CN-LOC-002" in rules
    assert "EU-REP-002" in rules
    assert "CN-LOC-001" not in rules


def test_a_rule_that_is_not_yet_in_force_is_left_out(office: Office) -> None:
    asked = AppliesTo(event=("regulator_request",))
    rule = named("EU-REP-009", ReportParams(to=("regulator",)), applies_to=asked)
    later = replace(rule, in_force_from=date(2026, 5, 1))
    for one, seen in ((rule, 1), (later, 0)):
        found = exposure(SITE, WHOLE, book=office.book, history=(), atlas=world(one), at=AT)
        assert len(found.rules) == seen
    assert MarketId("EU") in world(rule).markets
