from datetime import date, timedelta

from domicile.core.decision import RuleKind
from domicile.core.ids import MarketId, RuleId
from domicile.markets.agenda import agenda, due_days, turning_days, upcoming
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.catalog import Params
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.kinds.report import ReportParams
from domicile.markets.schema import Transitional
from tests.unit.policy.samples import ATLAS, TODAY, pack, rule

TOMORROW = TODAY + timedelta(days=1)
PARAMS = ReportParams(to=("public",))
BEGINNING = rule(PARAMS, "report", id=RuleId("CN-B"), in_force_from=TOMORROW)
ENDING = rule(PARAMS, "report", id=RuleId("CN-E"), in_force_until=TOMORROW)
LENIENT = rule(
    PARAMS,
    "report",
    id=RuleId("CN-G"),
    transitional=Transitional(placed_before=date(2026, 1, 1), until=TOMORROW),
)
OWING = rule(AssessParams(document="dpia", due=TOMORROW.isoformat()), "assess", id=RuleId("CN-D"))
PACK = pack(BEGINNING, ENDING, LENIENT, OWING)


def test_everything_that_happens_by_itself_is_told() -> None:
    found = agenda([PACK], TODAY, days=1)
    assert [(entry.rule, entry.what, entry.date) for entry in found] == [
        ("CN-B", "begins", TOMORROW),
        ("CN-D", "due", TOMORROW),
        ("CN-E", "ends", TOMORROW),
        ("CN-G", "grace_ends", TOMORROW),
    ]
    assert found[0].text == BEGINNING.requirement
    assert {entry.market for entry in found} == {"CN"}


def test_a_review_that_expires_is_the_packs_own() -> None:
    last = agenda([PACK], TODAY, days=90)[-1]
    assert (last.what, last.rule, last.date) == ("review_expires", "CN", PACK.review.expires)


def test_soonest_comes_first_and_nothing_beyond_the_last_day() -> None:
    later = rule(PARAMS, "report", id=RuleId("CN-A"), in_force_from=TODAY + timedelta(days=3))
    both = pack(later, BEGINNING)
    assert [entry.rule for entry in agenda([both], TODAY, days=3)] == ["CN-B", "CN-A"]
    assert [entry.rule for entry in agenda([both], TODAY, days=2)] == ["CN-B"]
    assert agenda([both], TODAY, days=0) == ()


def test_what_began_today_is_over_and_what_ends_today_is_not() -> None:
    found = agenda([PACK], TOMORROW, days=0)
    assert [entry.what for entry in found] == ["due", "ends", "grace_ends"]


def test_days_turn_when_a_rule_begins_and_the_day_after_it_ends() -> None:
    begun = date(2020, 1, 1)
    assert turning_days([PACK]) == {begun, TOMORROW, TOMORROW + timedelta(days=1)}
    assert turning_days([]) == frozenset()


def test_days_by_which_a_part_must_stand() -> None:
    owing: dict[RuleKind, Params] = {
        "label": LabelParams(layers=("detector",), due="2027-02-02"),
        "partner": PartnerParams(due="2027-02-02"),
        "assess": AssessParams(document="dpia", due="2027-02-02"),
        "disclose": DiscloseParams(when="always", report_from="2027-02-02"),
    }
    for kind, params in owing.items():
        assert due_days(rule(params, kind)) == (date(2027, 2, 2),)
    assert due_days(rule(LabelParams(layers=("detector",)), "label")) == ()
    assert due_days(BEGINNING) == ()


def test_an_assessment_may_be_due_on_one_day_and_told_on_another() -> None:
    params = AssessParams(document="dpia", due="2027-12-31", report_from="2028-04-01")
    assert due_days(rule(params, "assess")) == (date(2027, 12, 31), date(2028, 4, 1))


def test_what_comes_within_the_days_is_listed_soonest_first() -> None:
    packs = (*ATLAS.lineage(MarketId("US-CA")), *ATLAS.lineage(MarketId("EU")))
    found = [(each.rule, each.date) for each in upcoming(packs, date(2026, 11, 24))]
    assert found[0] == ("EU-GATE-002", date(2026, 12, 2))
    assert found == sorted(found, key=lambda each: (each[1], each[0]))
    assert {("US-CA-CHO-002", date(2027, 1, 1)), ("US-DIS-003", date(2027, 1, 1))} < set(found)
    assert max(day for _, day in found) <= date(2027, 2, 22)
    assert len(upcoming(packs, date(2026, 11, 24), days=8)) == 1
    assert upcoming(packs, date(2026, 11, 24), days=7) == ()
    assert all(each.date > date(2026, 12, 2) for each in upcoming(packs, date(2026, 12, 2)))
