from dataclasses import replace
from datetime import UTC, date, datetime

from domicile.core.ids import MarketId, SubjectId
from domicile.core.settings import Settings
from domicile.markets.resolve import load_atlas
from domicile.policy.retention.records import record_named
from domicile.policy.retention.report import Kept, Line, Report
from domicile.policy.retention.schedule import Schedule
from domicile.policy.retention.standing import standings
from domicile.store.expiry.cut import Extent
from domicile.store.expiry.ledger import Entry
from domicile.store.holds import Act, Hold, Scope
from domicile.surfaces.retained import entry_json, hold_json, kept_json, report_json, rule_json

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SETTINGS = Settings()
SCHEDULE = Schedule(load_atlas(), SETTINGS, NOON)
KEEPING = SCHEDULE.keeping(record_named("usage"), MarketId("EU"))
ACT = Act(by="Li", reason="court order", at="2026-11-24T12:00:00+00:00")
HOLD = Hold(id="aa11", scope=Scope(subject=SubjectId("wang")), placed=ACT)


def test_a_hold_for_programs() -> None:
    said = hold_json(HOLD)
    assert said == {
        "id": "aa11",
        "record": None,
        "market": None,
        "subject": "wang",
        "by": "Li",
        "reason": "court order",
        "at": ACT.at,
        "lifted": None,
    }
    lifted = hold_json(replace(HOLD, lifted=ACT))["lifted"]
    assert lifted == {"by": "Li", "reason": "court order", "at": ACT.at}


def test_what_is_kept_for_programs() -> None:
    said = kept_json(Kept(keeping=KEEPING, extent=Extent(3, date(2026, 1, 2)), holds=(HOLD,)), "zh")
    assert (said["count"], said["oldest"], said["keep_days"]) == (3, "2026-01-02", 30)
    assert said["title"] == KEEPING.record.title.zh
    assert len(said["conflicts"]) == 1
    empty = kept_json(Kept(keeping=KEEPING, extent=None, holds=()), "en")
    assert (empty["count"], empty["oldest"], empty["conflicts"]) == (0, None, [])


def test_a_run_for_programs() -> None:
    line = Line(keeping=KEEPING, before=date(2026, 1, 2), deleted=3, held_back=2, holds=(HOLD,))
    said = report_json(Report(at=NOON, outcome="done", last_at=NOON, lines=(line,)), "en")
    assert (said["deleted"], said["held_back"], said["wiped"]) == (3, 2, True)
    assert said["lines"][0]["before"] == "2026-01-02"
    assert said["lines"][0]["holds"][0]["id"] == "aa11"


def test_rules_and_history_for_programs() -> None:
    first = standings(SCHEDULE, SETTINGS.operator)[0]
    assert rule_json(first, "en")["rule"] == first.rule
    assert entry_json(Entry("now", "usage", MarketId(""), 1, 2))["market"] is None
