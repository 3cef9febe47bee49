from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domicile.app import Domicile
from domicile.core.clock import SystemClock
from domicile.core.ids import MarketId, RuleId, SubjectId
from domicile.core.settings import Settings
from domicile.core.settings_file import Loaded
from domicile.policy.cases.case import Act, Asked, Opening
from domicile.policy.person.person import UnlabelledCopy
from domicile.policy.retention.report import Report
from domicile.policy.retention.timer import Orders
from domicile.store.holds import Scope

CN = MarketId("CN")
WANG, LI = SubjectId("wang"), SubjectId("li")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class HandClock(SystemClock):
    """A clock that tests set."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        """Return what it was set to."""
        return self.at


class Installation:
    """A whole house whose clock tests set."""

    def __init__(self, folder: Path) -> None:
        self.clock = HandClock()
        settings = Settings(data_dir=folder / "store", models_dir=folder / "models")
        self.domicile = Domicile(Loaded(settings=settings, origins={}, file=None), clock=self.clock)
        self.desks = self.domicile.desks

    def after(self, days: int) -> Report:
        """Run the timer so many days later."""
        self.clock.at = NOON + timedelta(days=days)
        return self.desks.retention.run(Orders(confirm_clock=True))

    def sizes(self) -> dict[str, int]:
        """Return how much there is of each record."""
        return {
            each.keeping.record.name: each.extent.size
            for each in self.desks.retention.overview()
            if each.extent is not None
        }

    def hold(self, scope: Scope) -> str:
        return self.desks.holds.place(scope, by="Li", reason="court order 12/2026").id

    def close_case(self, subject: SubjectId, *, hold: bool = False) -> None:
        """Open a case about ``subject``, and close it."""
        case = self.desks.cases.open(
            "pi_breach",
            CN,
            Opening(by="Li", asked=Asked(text="it went wrong", subject=subject), hold=hold),
        )
        self.desks.cases.act(case.id, "close", Act(by="Li", text="it was nothing"))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    house = Installation(tmp_path)
    yield house
    house.domicile.database.close()


def test_every_record_that_is_kept_has_its_shelf(house: Installation) -> None:
    for subject in (WANG, LI):
        house.desks.people.sitting(subject)
    house.desks.people.record(
        WANG,
        notices={"eu.first-use": "1"},
        unlabelled=UnlabelledCopy(market=CN, rule=RuleId("CN-LAB-007"), mark="m", log_months=6),
    )
    house.desks.marks.mark(
        "There are ten different words in this text, and some more of them.",
        market=CN,
        modality="text",
        remember=True,
    )
    house.close_case(WANG)
    assert house.sizes() == {"usage": 3, "labels": 1, "fingerprints": 1, "cases": 1}


def test_eu_ret_001_sessions_and_notices_go_after_30_days(house: Installation) -> None:
    house.desks.people.sitting(WANG)
    house.desks.people.record(WANG, notices={"eu.first-use": "1"})
    assert house.after(30).deleted == 0
    assert house.after(31).deleted == 2
    assert house.sizes() == {}


def test_a_hold_on_a_person_keeps_theirs_and_lets_the_others_go(house: Installation) -> None:
    house.desks.people.sitting(WANG)
    house.desks.people.sitting(LI)
    name = house.hold(Scope(subject=WANG))
    report = house.after(31)
    assert (report.deleted, report.held_back) == (1, 1)
    assert house.sizes() == {"usage": 1}
    house.desks.holds.lift(name, by="Li")
    assert house.after(31).deleted == 1


def test_a_hold_on_a_record_keeps_all_of_it(house: Installation) -> None:
    house.desks.people.sitting(WANG)
    house.hold(Scope(record="usage"))
    report = house.after(31)
    assert (report.deleted, report.held_back) == (0, 1)


def test_cn_lab_007_the_record_of_an_unlabelled_copy_goes_after_six_months(
    house: Installation,
) -> None:
    copy = UnlabelledCopy(market=CN, rule=RuleId("CN-LAB-007"), mark="m", log_months=6)
    house.desks.people.record(WANG, notices={}, unlabelled=copy)
    assert house.after(184).deleted == 0
    assert house.sizes() == {"labels": 1}
    assert house.after(185).deleted == 1


def test_fingerprints_go_with_the_setting_and_a_hold_on_anybody_keeps_them(
    house: Installation,
) -> None:
    text = "There are ten different words in this text, and some more of them."
    house.desks.marks.mark(text, market=CN, modality="text", remember=True)
    assert house.after(184).deleted == 0
    name = house.hold(Scope(subject=WANG))
    assert house.after(185).held_back == 1
    house.desks.holds.lift(name, by="Li")
    assert house.after(185).deleted == 1


def test_closed_cases_go_after_three_years_and_open_ones_stay(house: Installation) -> None:
    house.close_case(WANG)
    house.desks.cases.open(
        "pi_breach", CN, Opening(by="Li", asked=Asked(text="it goes on", subject=LI))
    )
    assert house.after(1096).deleted == 0
    assert house.after(1097).deleted == 1
    assert house.sizes() == {}


def test_a_case_stays_as_long_as_the_hold_that_it_laid_or_one_on_its_person(
    house: Installation,
) -> None:
    house.close_case(WANG, hold=True)
    house.close_case(LI)
    (hold,) = house.desks.holds.standing()
    assert hold.scope == Scope(market=CN, subject=WANG)
    report = house.after(1097)
    assert (report.deleted, report.held_back) == (1, 1)
    house.desks.holds.lift(hold.id, by="Li")
    assert house.after(1097).deleted == 1
