from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domicile.core.errors import InvalidRequestError
from domicile.core.findings import DataClass
from domicile.core.settings import OperatorSettings
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.kinds.report import ReportParams
from domicile.markets.schema import Rule, Transitional
from domicile.policy.duties.due import owed
from tests.unit.policy.samples import OPERATOR, named

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
BREACH = named(
    "CN-REP-002",
    ReportParams(to=("regulator", "people"), within_hours=72),
    applies_to=AppliesTo(event=("pi_breach",)),
    on_fail="add",
)
RIGHTS = named(
    "CN-CHO-005",
    ChoiceParams(rights=("access",), days=15),
    applies_to=AppliesTo(event=("access", "delete")),
    on_fail="add",
)
ASSESSED = named("CN-ASS-001", AssessParams(document="pipia"), on_fail="add")
FILED = named(
    "CN-GATE-004", GateParams(artifact="algorithm_filing", deadline_workdays=10), on_fail="add"
)
OF_A_REQUEST = named("CN-LOC-001", LocateParams(regions=("cn-mainland",)))


def rules(*found: Rule, operator: OperatorSettings = OPERATOR, **how: Any) -> list[str]:
    return [one.rule for one in owed(found, operator, AT, **how)]


def test_what_has_an_event_or_is_owed_always_is_listed_soonest_first() -> None:
    every = (ASSESSED, OF_A_REQUEST, FILED, RIGHTS, BREACH)
    assert rules(*every) == ["CN-REP-002", "CN-GATE-004", "CN-CHO-005", "CN-ASS-001"]


def test_an_event_asks_for_what_it_sets_off_alone() -> None:
    every = (ASSESSED, OF_A_REQUEST, FILED, RIGHTS, BREACH)
    assert rules(*every, event="pi_breach") == ["CN-REP-002"]
    assert rules(*every, event="delete") == ["CN-CHO-005"]
    assert rules(*every, event="earthquake") == []


def test_it_says_to_whom_by_when_and_where_that_is_written() -> None:
    (breach,) = owed([BREACH], OPERATOR, AT)
    assert breach.to == ("regulator", "people")
    assert [one.by for one in breach.deadlines] == [datetime(2026, 11, 27, 9, tzinfo=UTC)]
    assert (breach.market, breach.kind, breach.events) == ("CN", "report", ("pi_breach",))
    assert (breach.citation, breach.known) == ("Law, Art. 1", "primary")
    assert breach.text == BREACH.requirement
    (rights,) = owed([RIGHTS], OPERATOR, AT)
    assert rights.to == ("asker",)
    assert owed([ASSESSED], OPERATOR, AT)[0].to == ()


def test_the_law_is_the_house_s_own_choice_beyond_the_public() -> None:
    assert owed([BREACH], OPERATOR, AT)[0].basis == "house"
    assert owed([BREACH], replace(OPERATOR, audience="public"), AT)[0].basis == "law"


def test_a_document_on_file_meets_it() -> None:
    assert owed([ASSESSED], OPERATOR, AT)[0].status == "owed"
    filed = replace(OPERATOR, documents={"pipia": "pipia.pdf"})
    (met,) = owed([ASSESSED], filed, AT)
    assert (met.status, met.document) == ("met", "pipia")
    blank = replace(OPERATOR, documents={"pipia": ""})
    assert owed([ASSESSED], blank, AT)[0].status == "owed"
    assert owed([BREACH], filed, AT)[0].status == "owed"


def test_a_rule_that_only_informs_says_so() -> None:
    assert owed([replace(BREACH, on_fail="inform")], OPERATOR, AT)[0].status == "informs"


def test_a_filing_is_due_after_the_launch() -> None:
    (unknown,) = owed([FILED], OPERATOR, AT)
    assert unknown.deadlines[0].by == date(2026, 12, 8)
    launched = replace(OPERATOR, placed_on_market=date(2026, 1, 5))
    assert owed([FILED], launched, AT)[0].deadlines[0].by == date(2026, 1, 19)
    (breach,) = owed([BREACH], launched, AT)
    assert breach.deadlines[0].by == datetime(2026, 11, 27, 9, tzinfo=UTC)


def test_rules_of_another_day_are_not_owed() -> None:
    later = replace(BREACH, in_force_from=date(2026, 11, 25))
    past = replace(BREACH, in_force_until=date(2026, 11, 23))
    lenient = Transitional(placed_before=date(2026, 8, 2), until=date(2026, 12, 2))
    assert rules(later, past) == []
    old = replace(OPERATOR, placed_on_market=date(2026, 1, 1))
    assert rules(replace(BREACH, transitional=lenient), operator=old) == []
    assert rules(replace(BREACH, transitional=lenient)) == ["CN-REP-002"]


@pytest.mark.parametrize(
    ("facts", "changes"),
    [
        (AppliesTo(handler=("ciio",)), {"facts": {"handler": ("ciio",)}}),
        (AppliesTo(operator=("data_broker",)), {"facts": {"operator": ("data_broker",)}}),
        (AppliesTo(audience="public"), {"audience": "public"}),
        (AppliesTo(monthly_users_min=1000), {"monthly_users": 1000}),
    ],
)
def test_a_rule_for_other_operators_is_not_owed(facts: AppliesTo, changes: dict[str, Any]) -> None:
    rule = named("CN-REP-002", ReportParams(to=("public",)), applies_to=facts)
    assert rules(rule) == []
    assert rules(rule, operator=replace(OPERATOR, **changes)) == ["CN-REP-002"]


def test_developers_are_those_who_make_models() -> None:
    rule = named(
        "CN-REP-002", ReportParams(to=("public",)), applies_to=AppliesTo(role=("developer",))
    )
    assert rules(rule) == []
    assert rules(rule, made_here=True) == ["CN-REP-002"]
    provider = replace(rule, conditions=(("role", frozenset({"provider"})),))
    assert rules(provider) == ["CN-REP-002"]


def test_what_the_operator_attests_excepts_it() -> None:
    rule = named(
        "CN-REP-002",
        ReportParams(to=("public",)),
        unless=AppliesTo(operator=("small",)),
    )
    assert rules(rule) == ["CN-REP-002"]
    assert rules(rule, operator=replace(OPERATOR, facts={"operator": ("small",)})) == []


def test_facts_of_single_requests_are_told_beside_it() -> None:
    rule = named(
        "CN-REP-002",
        ReportParams(to=("public",)),
        applies_to=AppliesTo(user=("minor",), event=("complaint",), role=("provider",)),
        data=frozenset({DataClass.HEALTH}),
    )
    (one,) = owed([rule], OPERATOR, AT)
    assert one.only_for == {"user": {"minor"}, "data": {"health"}}
    assert owed([BREACH], OPERATOR, AT)[0].only_for == {}


@pytest.mark.parametrize("year", [1899, 2200, 9999])
def test_a_time_beyond_all_reckoning_is_refused(year: int) -> None:
    with pytest.raises(InvalidRequestError, match="1900 to 2199"):
        owed([BREACH], OPERATOR, AT.replace(year=year))


def test_the_longest_time_that_a_pack_may_name_can_be_counted() -> None:
    long = named(
        "CN-REP-002", ReportParams(to=("public",), within_hours=876_600, within_days=36_525)
    )
    last = datetime(2199, 12, 31, tzinfo=UTC)
    assert owed([long], OPERATOR, last)[0].deadlines[0].by.year == 2300
