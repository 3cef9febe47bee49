import dataclasses
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from domicile.core.findings import Action, DataClass
from domicile.core.site import Certificate, Site
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.export import ExportParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.schema import Rule
from domicile.policy.kinds.export import (
    ALL,
    is_abroad,
    is_counting,
    problems,
    tallies,
    window_start,
)
from domicile.policy.reasons import Problem
from domicile.store.exports import Tally
from tests.unit.policy.samples import (
    CN,
    EU_SITE,
    OPERATOR,
    TODAY,
    US_SITE,
    agreed,
    inquiry,
    question,
    rule,
    world,
)

NEW_YEAR = date(2026, 1, 1)
A_YEAR_AGO = date(2025, 11, 25)
MESSAGE, HEALTH, PHONE = DataClass.PRIVATE_MESSAGE, DataClass.HEALTH, DataClass.PHONE
FINANCIAL, GENOMIC = DataClass.FINANCIAL, DataClass.GENOMIC
SCC = dataclasses.replace(US_SITE, documents={"scc": "scc.pdf"})
MANY = ExportParams(home=("eu",), mechanisms=("scc",), people_min=100)


def exporting(params: ExportParams, *data: DataClass) -> Rule:
    return rule(params, "export", data=frozenset(data))


def found(
    params: ExportParams, site: Site = US_SITE, *, data: tuple[DataClass, ...] = (), **asked: Any
) -> list[Problem]:
    return list(problems(params, exporting(params, *data), question(inquiry(**asked)), site))


def failures(params: ExportParams, site: Site = US_SITE, **more: Any) -> list[str]:
    return [each.text.en for each in found(params, site, **more) if each.weight == "fails"]


def counted(people: int, *classes: DataClass, **changes: Any) -> Mapping[Tally, int]:
    facts: dict[str, Any] = {
        "market": CN,
        "since": NEW_YEAR,
        "counterparty": "",
        "classes": frozenset(classes) or ALL,
        "as_is": True,
        **changes,
    }
    return {Tally(**facts): people}


def test_staying_at_home_is_no_export_and_half_of_it_is_one() -> None:
    params = ExportParams(home=("eu",), deny=True)
    assert found(params, EU_SITE) == []
    half = dataclasses.replace(EU_SITE, inference_scope="us")
    assert failures(params, half) == ["The data may not leave this market."]


@pytest.mark.parametrize("unknown", ["region", "inference_scope"])
def test_an_unknown_place_lies_abroad(unknown: str) -> None:
    params = ExportParams(home=("eu",), mechanisms=("scc",))
    nothing: Any = {unknown: None}
    site = dataclasses.replace(EU_SITE, **nothing)
    assert is_abroad(params, site)
    assert len(failures(params, site)) == 1


def test_without_a_home_every_site_is_a_recipient() -> None:
    assert is_abroad(ExportParams(deny=True), EU_SITE)


def test_one_mechanism_is_enough_and_binds_one_recipient() -> None:
    params = ExportParams(home=("eu",), mechanisms=("adequacy", "scc"))
    missing = ["None of these is on file for the site: adequacy, scc."]
    assert failures(params, SCC) == []
    assert failures(params) == missing
    own = dataclasses.replace(OPERATOR, documents={"adequacy": "decision.pdf"})
    assert failures(params, operator=own) == missing


@pytest.mark.parametrize("place", ["region", "inference_scope"])
def test_to_some_regions_only_some_mechanisms_lead(place: str) -> None:
    params = ExportParams(home=("eu",), mechanisms=("adequacy", "scc"), only={"hk": ("scc",)})
    there: Any = {place: "hk"}
    held = {"adequacy": "a.pdf"}
    site = dataclasses.replace(US_SITE, documents=held, **there)
    assert failures(params, site) == ["None of these is on file for the site: scc."]
    assert failures(params, dataclasses.replace(US_SITE, documents=held)) == []
    both = dataclasses.replace(site, documents={"scc": "a.pdf"})
    assert failures(params, both) == []


def test_an_assessment_goes_with_the_mechanisms_that_take_it() -> None:
    params = ExportParams(
        home=("eu",), mechanisms=("adequacy", "scc"), assessment="tia", assessment_with=("scc",)
    )
    missing = ["The document `tia` is not on file."]
    assert failures(params, SCC) == missing
    assert failures(params, dataclasses.replace(US_SITE, documents={"adequacy": "a.pdf"})) == []
    both = dataclasses.replace(US_SITE, documents={"adequacy": "a.pdf", "scc": "b.pdf"})
    assert failures(params, both) == []
    assert failures(params)[1:] == missing


@pytest.mark.parametrize(("expires", "count"), [(TODAY, 0), (TODAY - timedelta(days=1), 1)])
def test_a_certificate_is_a_mechanism_until_its_last_day(expires: date, count: int) -> None:
    certificate = Certificate(scope="export", expires=expires)
    site = dataclasses.replace(US_SITE, certificates={"scc": certificate})
    assert len(failures(ExportParams(home=("eu",), mechanisms=("scc",)), site)) == count


@pytest.mark.parametrize("place", [None, "global", "international"])
@pytest.mark.parametrize("fact", ["region", "inference_scope"])
def test_a_place_that_is_unknown_or_the_whole_world_may_be_any(fact: str, place: Any) -> None:
    params = ExportParams(home=("eu",), mechanisms=("adequacy", "scc"), only={"hk": ("scc",)})
    change: dict[str, Any] = {fact: place}
    adequate = dataclasses.replace(US_SITE, documents={"adequacy": "a.pdf"}, **change)
    assert failures(params, dataclasses.replace(adequate, region="us", inference_scope="us")) == []
    assert failures(params, adequate) == ["None of these is on file for the site: scc."]
    both = dataclasses.replace(params, only={"hk": ("scc",), "mo": ("adequacy",)})
    assert failures(both, adequate) == [
        "No mechanism leads to every place where the site may store and compute."
    ]


def test_what_must_be_there_beside_a_mechanism() -> None:
    params = ExportParams(home=("eu",), assessment="pipia", notice_fields=("recipient",))
    assert failures(params) == [
        "The document `pipia` is not on file.",
        "The document `export_notice` is not on file.",
    ]
    documents = {"pipia": "a.pdf", "export_notice": "b.html"}
    assert failures(params, operator=dataclasses.replace(OPERATOR, documents=documents)) == []
    assert failures(params, dataclasses.replace(US_SITE, documents=documents)) == []


def test_what_leaves_may_take_a_consent_of_its_own() -> None:
    params = ExportParams(home=("eu",), separate_consent=True)
    message = question(inquiry(data=frozenset({MESSAGE})))
    (problem,) = problems(params, exporting(params, MESSAGE), message, US_SITE)
    assert problem.text.en == "No consent is on record for: private_message."
    agreeing = question(inquiry(data=frozenset({MESSAGE}), choices=agreed(MESSAGE)))
    assert list(problems(params, exporting(params, MESSAGE), agreeing, US_SITE)) == []


def test_data_that_is_replaced_or_removed_before_it_leaves_does_not_count() -> None:
    params = ExportParams(home=("eu",), deny=True)
    spoken = exporting(params, PHONE, HEALTH)
    away = question(inquiry(data=frozenset({PHONE, HEALTH})))
    (problem,) = problems(params, spoken, away, US_SITE)
    assert problem.weight == "tells"
    kept = question(inquiry(data=frozenset({PHONE, HEALTH}), choices=agreed(HEALTH)))
    assert [each.weight for each in problems(params, spoken, kept, US_SITE)] == ["fails"]


def test_unless_the_rule_counts_what_was_deidentified_too() -> None:
    params = ExportParams(home=("eu",), deny=True, deidentified_counts=True)
    away = question(inquiry(data=frozenset({PHONE})))
    (problem,) = problems(params, exporting(params, PHONE), away, US_SITE)
    assert problem.weight == "fails"


@pytest.mark.parametrize(("people", "count"), [(99, 0), (100, 1), (101, 1)])
def test_a_number_of_people_binds_as_soon_as_it_is_reached(people: int, count: int) -> None:
    assert len(failures(MANY, people=counted(people))) == count


def test_the_person_in_hand_is_one_of_them() -> None:
    assert failures(dataclasses.replace(MANY, people_min=1)) != []
    assert failures(dataclasses.replace(MANY, people_min=2)) == []


def test_a_rule_that_names_no_data_counts_everybody() -> None:
    tally = Tally(CN, NEW_YEAR, "", frozenset(DataClass), as_is=True)
    spoken = exporting(MANY)
    assert list(tallies(MANY, spoken, question(), US_SITE)) == [(tally, 100)]


def test_how_many_people_were_counted_since_when_is_said() -> None:
    (told,) = found(MANY, people=counted(99))
    assert told.weight == "tells"
    assert told.text.en == "People counted since 2026-01-01, this one included: 99."


@pytest.mark.parametrize(("users", "count"), [(99, 0), (100, 1)])
def test_where_people_cannot_be_counted_the_operators_users_are_assumed_and_that_is_said(
    users: int, count: int
) -> None:
    operator = dataclasses.replace(OPERATOR, monthly_users=users)
    asked: dict[str, Any] = {"operator": operator, "is_counted": False}
    assert len(failures(MANY, **asked)) == count
    told = found(MANY, **asked)[0]
    assert told.text.en.startswith("People cannot be counted")
    assert str(users) in told.text.en


def test_a_count_is_never_lowered_by_assuming() -> None:
    assert failures(MANY, people=counted(100), is_counted=False) != []


def test_sensitive_people_are_counted_by_themselves() -> None:
    params = ExportParams(home=("eu",), mechanisms=("scc",), sensitive_min=10)
    spoken = exporting(params, MESSAGE, HEALTH)
    sensitive = Tally(CN, NEW_YEAR, "", spoken.sensitive, as_is=True)
    asked = inquiry(data=frozenset({HEALTH}), choices=agreed(HEALTH), people={sensitive: 10})
    assert list(tallies(params, spoken, question(asked), US_SITE)) == [(sensitive, 10)]
    found = [each.weight for each in problems(params, spoken, question(asked), US_SITE)]
    assert found == ["tells", "fails"]
    plain = dataclasses.replace(asked, data=frozenset({MESSAGE}))
    assert list(tallies(params, spoken, question(plain), US_SITE)) == []


BULK = ExportParams(
    mechanisms=("cisa",),
    thresholds={HEALTH: 10_000, FINANCIAL: 10_000, GENOMIC: 100},
    window="12_months",
    per_counterparty=True,
    deidentified_counts=True,
)


def bulk(people: int, *classes: DataClass) -> list[str]:
    spoken = exporting(BULK, HEALTH, FINANCIAL, GENOMIC)
    tally = Tally(CN, A_YEAR_AGO, US_SITE.owner, frozenset(classes), as_is=False)
    asked = question(inquiry(data=frozenset({*classes, PHONE}), people={tally: people}))
    return [each.weight for each in problems(BULK, spoken, asked, US_SITE)]


def test_a_threshold_is_not_reached_by_its_own_number_and_is_by_one_more() -> None:
    assert bulk(10_000, HEALTH) == ["tells"]
    assert bulk(10_001, HEALTH) == ["tells", "fails"]


def test_people_with_any_of_several_classes_count_together_up_to_the_lowest_threshold() -> None:
    """28 CFR 202.205: combined data are held to the lowest threshold of its kinds."""
    assert bulk(100, HEALTH, GENOMIC) == ["tells"]
    assert bulk(101, HEALTH, GENOMIC) == ["tells", "fails"]
    assert bulk(101, HEALTH, FINANCIAL) == ["tells"]


def test_each_recipient_is_counted_by_itself_and_by_its_id_where_nobody_knows_its_owner() -> None:
    spoken, asked = exporting(BULK, HEALTH), question(inquiry(data=frozenset({HEALTH})))
    ((tally, least),) = tallies(BULK, spoken, asked, US_SITE)
    assert (tally.counterparty, least) == ("Demo US", 10_001)
    nameless = dataclasses.replace(US_SITE, owner="")
    ((tally, _),) = tallies(BULK, spoken, asked, nameless)
    assert tally.counterparty == "demo-us"


def test_for_some_handlers_a_rule_binds_whatever_the_numbers() -> None:
    params = dataclasses.replace(MANY, always_for=("ciio",))
    assert failures(params) == []
    attested = dataclasses.replace(OPERATOR, facts={"handler": ("ciio",)})
    assert len(failures(params, operator=attested)) == 1


def test_what_frees_from_the_numbers_is_attested_and_never_frees_such_a_handler() -> None:
    params = dataclasses.replace(MANY, exempt=("contract",), always_for=("ciio",))
    reached: dict[str, Any] = {"people": counted(100)}
    assert len(failures(params, **reached)) == 1
    attested = dataclasses.replace(OPERATOR, facts={"transaction": ("contract",)})
    assert failures(params, operator=attested, **reached) == []
    stated = {"transaction": frozenset({"contract"})}
    assert len(failures(params, facts=stated, **reached)) == 1
    critical = {"transaction": ("contract",), "handler": ("ciio",)}
    operator = dataclasses.replace(OPERATOR, facts=critical)
    assert len(failures(params, operator=operator, **reached)) == 1


def test_below_its_numbers_a_rule_may_say_that_nothing_is_needed_and_warn_above() -> None:
    params = ExportParams(home=("eu",), people_min=100, free_below=True)
    assert [each.weight for each in found(params, people=counted(99))] == ["tells", "tells"]
    assert failures(params, people=counted(100)) == [
        "The numbers up to which no mechanism is needed are reached."
    ]


@pytest.mark.parametrize(
    ("window", "at", "since"),
    [
        ("calendar_year", date(2026, 1, 1), date(2026, 1, 1)),
        ("calendar_year", date(2026, 12, 31), date(2026, 1, 1)),
        ("12_months", date(2026, 11, 24), date(2025, 11, 25)),
        ("12_months", date(2028, 2, 29), date(2027, 3, 1)),
        ("12_months", date(2029, 2, 28), date(2028, 2, 29)),
        ("12_months", date(2026, 12, 31), date(2026, 1, 1)),
    ],
)
def test_people_are_counted_since_new_year_or_over_twelve_months(
    window: Any, at: date, since: date
) -> None:
    assert window_start(window, at) == since


def test_what_another_rule_takes_out_counts_all_the_same() -> None:
    """Else a rule that takes data out would open a site that an export rule closes."""
    removing = rule(ChoiceParams(), "choice", on_fail="remove", data=frozenset({MESSAGE}))
    asked = question(inquiry(data=frozenset({MESSAGE})), world(removing))
    assert asked.actions[MESSAGE] is Action.REMOVED
    params = ExportParams(home=("eu",), deny=True)
    (problem,) = problems(params, exporting(params, MESSAGE), asked, US_SITE)
    assert problem.weight == "fails"


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        (ExportParams(people_min=1), True),
        (ExportParams(sensitive_min=1), True),
        (ExportParams(thresholds={HEALTH: 0}), True),
        (ExportParams(deny=True), False),
        (GateParams(artifact="x"), False),
    ],
)
def test_only_rules_with_numbers_count_people(params: object, expected: object) -> None:
    assert is_counting(params) is expected
