from datetime import UTC, date, datetime

from domicile.core.ids import MarketId
from domicile.core.settings import Settings
from domicile.markets.resolve import load_atlas
from domicile.policy.retention.records import record_named
from domicile.policy.retention.report import Line, Report, conflicts
from domicile.policy.retention.schedule import Keeping, Schedule
from domicile.store.expiry.cut import NOWHERE
from domicile.store.holds import Act, Hold, Scope

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SCHEDULE = Schedule(load_atlas(), Settings(), NOON)
HOLD = Hold(
    id="aa11",
    scope=Scope(),
    placed=Act(by="Li", reason="court order 12/2026", at=NOON.isoformat()),
)


def keeping(record: str, market: MarketId) -> Keeping:
    return SCHEDULE.keeping(record_named(record), market)


def test_a_hold_against_a_rule_is_said_with_what_stands_behind_both() -> None:
    (said,) = conflicts(keeping("usage", MarketId("EU")), (HOLD,))
    for text in (said.en, said.zh):
        for part in ("aa11", "court order 12/2026", "EU-RET-001", "GDPR Art. 5(1)(e)", "30"):
            assert part in text


def test_a_rule_against_a_rule_is_said_with_both_citations() -> None:
    (said,) = conflicts(keeping("receipts", NOWHERE), ())
    for part in ("US-RET-001", "28 CFR 202.1101", "EU-RET-001", "GDPR Art. 5(1)(e)"):
        assert part in said.en
        assert part in said.zh


def test_where_nothing_has_it_gone_a_hold_conflicts_with_nothing() -> None:
    assert conflicts(keeping("network_log", MarketId("CN")), (HOLD,)) == ()
    assert conflicts(keeping("usage", MarketId("EU")), ()) == ()


def test_a_report_adds_up() -> None:
    line = Line(
        keeping=keeping("usage", MarketId("EU")),
        before=date(2026, 1, 1),
        deleted=3,
        held_back=2,
        holds=(HOLD,),
    )
    report = Report(at=NOON, outcome="done", last_at=NOON, lines=(line, line))
    assert (report.deleted, report.held_back) == (6, 4)
