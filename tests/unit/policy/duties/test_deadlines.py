from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domicile.core.text import Bilingual
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.catalog import Params
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.kinds.report import ReportParams
from domicile.markets.kinds.retain import RetainParams
from domicile.policy.duties.deadlines import Deadline, deadlines, months_later, workdays_later
from tests.unit.policy.samples import named

TUESDAY = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ID = {
    ReportParams: "CN-REP-001",
    ChoiceParams: "CN-CHO-001",
    AssessParams: "CN-ASS-001",
    RetainParams: "CN-RET-001",
    LabelParams: "CN-LAB-001",
    GateParams: "CN-GATE-001",
    DiscloseParams: "CN-DIS-001",
    LocateParams: "CN-LOC-001",
}


def told(params: Params, began: datetime = TUESDAY) -> list[tuple[str, str]]:
    found = deadlines(named(ID[type(params)], params), began)
    return [(one.by.isoformat(), one.text.en) for one in found]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        (
            ReportParams(to=("regulator",), within_hours=72),
            [("2026-11-27T09:30:00+00:00", "within 72 hours")],
        ),
        (
            ReportParams(to=("people",), within_hours=0),
            [("2026-11-24T09:30:00+00:00", "at once")],
        ),
        (
            ReportParams(to=("regulator",), within_days=14, yearly_on="03-01"),
            [("2026-12-08", "within 14 calendar days"), ("2027-03-01", "every year on 03-01")],
        ),
        (
            ReportParams(to=("public",), yearly_on="11-24"),
            [("2026-11-24", "every year on 11-24")],
        ),
        (ReportParams(to=("public",)), []),
        (
            ChoiceParams(days=45, more_days=45),
            [
                ("2027-01-08", "within 45 calendar days"),
                ("2027-02-22", "within 90 calendar days, once extended by 45"),
            ],
        ),
        (ChoiceParams(days=30), [("2026-12-24", "within 30 calendar days")]),
        (ChoiceParams(more_days=30), []),
        (
            AssessParams(document="dpia", every_months=24, keep_years=3, due="2027-12-02"),
            [
                ("2028-11-24", "made anew every 24 months, if it was made on this day"),
                ("2029-11-24", "kept for 3 years at least"),
                ("2027-12-02", "from this day on"),
            ],
        ),
        (
            RetainParams(at_least_days={"log": 183}, at_most_days={"prompt": 0}),
            [
                ("2027-05-26", "`log` is kept for 183 days at least"),
                ("2026-11-24", "`prompt` is gone after 0 days"),
            ],
        ),
        (
            LabelParams(layers=("metadata",), log_months=6, revoke_hours=96),
            [
                ("2027-05-24", "the record is kept for 6 months at least"),
                ("2026-11-28T09:30:00+00:00", "within 96 hours"),
            ],
        ),
        (GateParams(artifact="filing"), []),
        (LocateParams(), []),
        (LabelParams(layers=("metadata",)), []),
        (
            DiscloseParams(when="always", report_from="2027-07-01"),
            [("2027-07-01", "from this day on")],
        ),
    ],
)
def test_times_are_counted_from_the_event(params: Params, expected: list[tuple[str, str]]) -> None:
    assert told(params) == expected


def test_only_an_extended_time_says_so() -> None:
    first, extended = deadlines(named("CN-CHO-001", ChoiceParams(days=1, more_days=1)), TUESDAY)
    assert (first.extended, extended.extended) == (False, True)


def test_working_days_say_that_holidays_and_worked_weekends_are_not_known() -> None:
    ((by, text),) = told(GateParams(artifact="filing", deadline_workdays=10))
    assert by == "2026-12-08"
    assert text.startswith("within 10 working days, Monday to Friday; public holidays, which")
    assert "weekends that are worked, which shorten it" in text
    ((by, text),) = told(ChoiceParams(opt_out_workdays=15))
    assert (by, text[:25]) == ("2026-12-15", "an opt-out within 15 work")


def test_hours_run_on_in_their_own_zone() -> None:
    east = TUESDAY.astimezone(timezone(timedelta(hours=8)))
    ((by, _),) = told(ReportParams(to=("regulator",), within_hours=72), east)
    assert by == "2026-11-27T17:30:00+08:00"


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday to Monday
        (date(2026, 11, 28), 1, date(2026, 11, 30)),  # Saturday to Monday
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 24), 5, date(2026, 12, 1)),
    ],
)
def test_a_weekend_is_no_working_day(day: date, count: int, expected: date) -> None:
    assert workdays_later(day, count) == expected


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.integers(1, 300))
def test_so_many_working_days_lie_between(day: date, count: int) -> None:
    end = workdays_later(day, count)
    between = [day + timedelta(days=step) for step in range(1, (end - day).days + 1)]
    assert sum(each.weekday() < 5 for each in between) == count
    assert end.weekday() < 5


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 11, 30), 0, date(2026, 11, 30)),
    ],
)
def test_a_month_may_be_shorter(day: date, count: int, expected: date) -> None:
    assert months_later(day, count) == expected


def test_the_29th_of_february_is_the_28th_in_other_years() -> None:
    yearly = ReportParams(to=("public",), yearly_on="02-29")
    assert told(yearly, datetime(2027, 1, 1, tzinfo=UTC))[0][0] == "2027-02-28"
    assert told(yearly, datetime(2027, 3, 1, tzinfo=UTC))[0][0] == "2028-02-29"


def test_a_day_ends_after_every_hour_of_it() -> None:
    text = Bilingual(en="a", zh="b")
    hour = Deadline(by=datetime(2026, 11, 24, 23, 59, tzinfo=UTC), text=text)
    day = Deadline(by=date(2026, 11, 24), text=text)
    assert hour.moment < day.moment < Deadline(by=date(2026, 11, 25), text=text).moment
