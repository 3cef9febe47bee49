import dataclasses
from typing import Any

import pytest

from domicile.core.findings import Action, DataClass
from domicile.core.site import Certificate, Site
from domicile.markets.facts import AGES, AppliesTo
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.schema import Rule
from domicile.policy.question import Question, is_own
from domicile.store.exports import Tally
from tests.unit.policy.samples import (
    CN,
    CN_SITE,
    DEVICE_SITE,
    EU,
    OPERATOR,
    TODAY,
    US,
    US_CA,
    US_SITE,
    agreed,
    inquiry,
    question,
    release,
    rule,
    where,
    world,
)

GATE = GateParams(artifact="x")


def asking(**facts: Any) -> Rule:
    return rule(GATE, "gate", applies_to=AppliesTo(**facts))


def binds(spoken: Rule, asked: Question) -> bool:
    return asked.binds(spoken, asked.facts)


def attested(**facts: tuple[str, ...]) -> Question:
    return question(inquiry(operator=dataclasses.replace(OPERATOR, facts=facts)))


def test_an_operator_who_attests_nothing_is_no_critical_operator_who_deals_with_vendors() -> None:
    facts = question().facts
    assert facts["handler"] == {"non_ciio"}
    assert facts["channel"] == {"none"}
    assert facts["transaction"] == {"vendor"}
    assert facts["role"] == {"provider", "deployer"}
    assert facts["event"] == {"operation"}


def test_what_the_operator_attests_is_added_and_nothing_is_replaced() -> None:
    asked = attested(handler=("ciio",), role=("large_online_platform",))
    assert asked.facts["handler"] == {"non_ciio", "ciio"}
    assert asked.facts["role"] == {"provider", "deployer", "large_online_platform"}
    assert asked.attested == {
        "handler": frozenset({"ciio"}),
        "role": frozenset({"large_online_platform"}),
    }


def test_what_the_caller_states_is_a_fact_and_attests_nothing() -> None:
    asked = question(inquiry(facts={"use": frozenset({"companion"})}))
    assert asked.facts["use"] == {"companion"}
    assert asked.attested == {}


@pytest.mark.parametrize(
    ("stated", "holds"),
    [
        ("under_13", AGES),
        ("under_14", ("under_14", "under_16", "minor")),
        ("under_16", ("under_16", "minor")),
        ("minor", ("minor",)),
        ("elderly", ("elderly",)),
    ],
)
def test_whoever_is_under_thirteen_is_under_sixteen_too(
    stated: str, holds: tuple[str, ...]
) -> None:
    user = question(inquiry(facts={"user": frozenset({stated})})).facts["user"]
    assert user == set(holds)


def test_of_several_ages_the_youngest_holds() -> None:
    user = question(inquiry(facts={"user": frozenset({"minor", "under_14"})})).facts["user"]
    assert user == {"under_14", "under_16", "minor"}


@pytest.mark.parametrize(
    ("bracket", "meant"),
    [
        ("under_13", set(AGES)),
        ("13-15", {"13-15", "under_16", "minor"}),
        ("16-17", {"16-17", "minor"}),
        ("18_plus", {"18_plus"}),
    ],
)
def test_a_bracket_of_an_operating_system_says_an_age(bracket: str, meant: set[str]) -> None:
    asked = question(inquiry(facts={"user": frozenset({bracket})}))
    assert asked.facts["user"] == meant


def test_what_happens_with_a_request_is_a_fact_beside_that_the_service_runs() -> None:
    asked = question(inquiry(events=frozenset({"user_requests_unlabelled"})))
    assert asked.facts["event"] == {"operation", "user_requests_unlabelled"}


def test_people_of_a_market_are_called_by_its_word_and_nobody_else_is() -> None:
    american = question(inquiry(whereabouts=where(CN, user=US_CA)))
    assert american.facts["user"] == {"us_person"}
    offering = question(inquiry(whereabouts=where(US_CA, user=CN)))
    assert offering.facts["user"] == set()


def test_a_person_in_a_part_of_a_market_brings_its_territory() -> None:
    texan = question(inquiry(whereabouts=where(US, user="US-TX")))
    assert texan.facts["territory"] == {"TX"}
    assert question(inquiry(US)).facts["territory"] == set()


@pytest.mark.parametrize(
    ("changes", "triggers"),
    [
        ({}, {"entrust"}),
        ({"sites": (DEVICE_SITE,)}, set()),
        ({"pin": DEVICE_SITE.id}, set()),
        ({"pin": US_SITE.id}, {"entrust"}),
        ({"data": frozenset({DataClass.HEALTH})}, {"entrust", "sensitive_pi"}),
        ({"data": frozenset({DataClass.PHONE})}, {"entrust"}),
        (
            {"facts": {"use": frozenset({"consequential_decision"})}},
            {"entrust", "automated_decision"},
        ),
        ({"facts": {"use": frozenset({"companion"})}}, {"entrust"}),
    ],
)
def test_what_a_request_brings_along_is_worked_out(
    changes: dict[str, Any], triggers: set[str]
) -> None:
    assert question(inquiry(**changes)).facts["trigger"] == triggers


def test_every_fact_that_a_rule_names_must_hold_by_any_of_its_words() -> None:
    asked = question(inquiry(facts={"use": frozenset({"companion"})}))
    assert binds(asking(use=("companion", "other")), asked)
    assert not binds(asking(use=("other",)), asked)
    assert not binds(asking(use=("companion",), action=("contract",)), asked)
    assert binds(asking(), asked)


def test_a_rule_of_the_public_is_silent_to_an_operator_who_serves_its_own_staff() -> None:
    spoken = asking(audience="public")
    assert binds(spoken, question(inquiry(audience="public")))
    assert not binds(spoken, question(inquiry(audience="internal")))


def test_a_rule_with_an_event_is_silent_unless_it_is_always_the_case() -> None:
    assert not binds(asking(event=("pi_breach",)), question())
    assert binds(asking(event=("operation",)), question())


def test_a_rule_speaks_of_the_data_that_it_names_and_of_all_when_it_names_none() -> None:
    phone = question(inquiry(data=frozenset({DataClass.PHONE})))
    assert binds(rule(GATE, "gate", data=frozenset({DataClass.PHONE, DataClass.HEALTH})), phone)
    assert not binds(rule(GATE, "gate", data=frozenset({DataClass.HEALTH})), phone)
    assert binds(rule(GATE, "gate"), question())
    assert not binds(rule(GATE, "gate", data=frozenset(DataClass)), question())


@pytest.mark.parametrize(("users", "expected"), [(10, False), (11, True)])
def test_a_rule_may_begin_with_a_number_of_users(users: int, expected: object) -> None:
    many = asking(monthly_users_min=11)
    operator = dataclasses.replace(OPERATOR, monthly_users=users)
    assert binds(many, question(inquiry(operator=operator))) is expected


def test_an_exception_is_satisfied_by_one_word_that_the_operator_attests() -> None:
    unless = AppliesTo(transaction=("emergency", "transit"), operator=("museum",))
    spoken = rule(GATE, "gate", unless=unless)
    assert binds(spoken, attested(transaction=("other",)))
    assert not binds(spoken, attested(transaction=("transit",)))
    assert not binds(spoken, attested(operator=("museum",)))


def test_an_exception_is_never_satisfied_by_what_a_caller_states_or_by_default() -> None:
    stated = question(inquiry(facts={"use": frozenset({"research"})}))
    assert binds(rule(GATE, "gate", unless=AppliesTo(use=("research",))), stated)
    assert not binds(
        rule(GATE, "gate", unless=AppliesTo(use=("research",))), attested(use=("research",))
    )
    assert binds(rule(GATE, "gate", unless=AppliesTo(transaction=("vendor",))), question())


@pytest.mark.parametrize(
    ("site", "route"),
    [
        (DEVICE_SITE, "on_device"),
        (CN_SITE, "filed_model"),
        (dataclasses.replace(CN_SITE, owner="Example"), "own_model"),
        (dataclasses.replace(CN_SITE, origin="tuned"), "own_model"),
        (dataclasses.replace(CN_SITE, owner="Example", origin="filed"), "filed_model"),
        (dataclasses.replace(DEVICE_SITE, origin="own"), "on_device"),
    ],
)
def test_a_site_is_judged_by_the_way_in_which_it_serves_the_model(site: Site, route: str) -> None:
    assert question().of_site(site)["route"] == {route}


def test_the_operator_is_the_developer_of_its_own_and_of_tuned_models_only() -> None:
    asked = question()
    for origin in ("own", "tuned"):
        made_here: Any = {"origin": origin}
        for site in (CN_SITE, DEVICE_SITE):
            role = asked.of_site(dataclasses.replace(site, **made_here))["role"]
            assert role == {"provider", "deployer", "developer"}
    assert "developer" not in asked.of_site(CN_SITE)["role"]
    assert "developer" not in asked.facts["role"]


@pytest.mark.parametrize(
    ("country", "groups"),
    [
        ("US", set()),
        ("CN", {"covered_person"}),
        (" cn ", {"covered_person"}),
        ("", {"covered_person"}),
        ("China", {"covered_person"}),
        ("ZZ", {"covered_person"}),
    ],
)
def test_an_owner_whose_country_nobody_knows_belongs_to_every_group(
    country: str, groups: set[str]
) -> None:
    facts = question(inquiry(US)).of_site(dataclasses.replace(US_SITE, owner_country=country))
    assert facts["counterparty"] == groups


def test_nobody_is_a_counterparty_at_the_device_or_where_no_pack_has_groups() -> None:
    assert "counterparty" not in question(inquiry(US)).of_site(DEVICE_SITE)
    assert "counterparty" not in question(inquiry(EU)).of_site(CN_SITE)


def test_what_holds_at_any_of_several_sites_is_all_that_holds_at_each() -> None:
    own = dataclasses.replace(CN_SITE, origin="own")
    facts = question(inquiry(US)).of_any((DEVICE_SITE, US_SITE, own))
    assert facts["route"] == {"on_device", "filed_model", "own_model"}
    assert facts["role"] == {"provider", "deployer", "developer"}
    assert facts["counterparty"] == {"covered_person"}
    assert question().of_any(()) == question().facts


def test_a_gate_looks_into_its_own_markets_register_only_when_it_is_a_guest() -> None:
    both = release(US_CA, CN_SITE, event=1) | release(CN, CN_SITE, event=2)
    asked = question(inquiry(whereabouts=where(US_CA, user=CN), releases=both))
    federal = asked.release(rule(GATE, "gate", market=US), CN_SITE)
    guest = asked.release(rule(GATE, "gate", market=CN), CN_SITE)
    assert federal is not None
    assert guest is not None
    assert (federal.event, guest.event) == (1, 2)


def test_sensitive_is_what_any_of_the_markets_says() -> None:
    assert DataClass.FINANCIAL not in question(inquiry(EU)).binding.sensitive
    joined = question(inquiry(whereabouts=where(EU, user=CN))).binding.sensitive
    assert {DataClass.FINANCIAL, DataClass.HEALTH} <= joined


@pytest.mark.parametrize(
    ("deidentified", "leaving"),
    [(True, {DataClass.PHONE, DataClass.HEALTH}), (False, {DataClass.HEALTH})],
)
def test_what_is_replaced_leaves_only_for_a_rule_that_counts_it(
    deidentified: Any, leaving: set[DataClass]
) -> None:
    asked = question(
        inquiry(
            data=frozenset({DataClass.PHONE, DataClass.HEALTH}), choices=agreed(DataClass.HEALTH)
        )
    )
    for data in (frozenset(DataClass), frozenset[DataClass]()):
        spoken = rule(GATE, "export", data=data)
        assert asked.leaving(spoken, deidentified=deidentified) == leaving


def test_a_place_that_is_generalized_leaves() -> None:
    place = DataClass.PRECISE_GEO
    asked = question(inquiry(data=frozenset({place}), choices=agreed(place)))
    assert asked.actions[place] is Action.GENERALIZED
    assert asked.leaving(rule(GATE, "export"), deidentified=False) == {place}


def test_only_choice_rules_that_bind_take_data_out() -> None:
    companion = AppliesTo(use=("companion",))
    phone = frozenset({DataClass.PHONE})
    removing = rule(ChoiceParams(), "choice", on_fail="remove", data=phone, applies_to=companion)
    atlas = world(removing)
    assert question(atlas=atlas).actions[DataClass.PHONE] is Action.REPLACED
    stated = inquiry(facts={"use": frozenset({"companion"})})
    assert question(stated, atlas).actions[DataClass.PHONE] is Action.REMOVED


def test_people_who_were_not_counted_are_the_one_in_hand_or_the_operators_users() -> None:
    tally = Tally(CN, TODAY, "", frozenset({DataClass.HEALTH}), as_is=True)
    many = dataclasses.replace(OPERATOR, monthly_users=500)
    assert question(inquiry(operator=many)).people(tally) == 1
    assert question(inquiry(operator=many, people={tally: 7})).people(tally) == 7
    assert (
        question(inquiry(operator=many, people={tally: 7}, is_counted=False)).people(tally) == 500
    )
    assert question(inquiry(people={tally: 7}, is_counted=False)).people(tally) == 7


def test_a_blank_document_is_not_on_file() -> None:
    asked = question(
        inquiry(operator=dataclasses.replace(OPERATOR, documents={"dpia": "a.pdf", "ropa": ""}))
    )
    assert asked.has_document("dpia")
    assert not asked.has_document("ropa")
    site = dataclasses.replace(CN_SITE, documents={"ropa": "b.pdf"})
    assert asked.has_document("ropa", site)


def test_a_mechanism_is_a_document_or_a_certificate_that_has_not_expired() -> None:
    asked = question()
    held = dataclasses.replace(CN_SITE, certificates={"iso": Certificate(scope="x", expires=TODAY)})
    assert asked.has_mechanism("iso", held)
    assert not asked.has_mechanism("iso", CN_SITE)
    assert asked.has_mechanism("scc", dataclasses.replace(CN_SITE, documents={"scc": "a.pdf"}))


def test_a_model_is_the_operators_own_where_that_is_said_or_the_operator_runs_the_site() -> None:
    assert is_own(CN_SITE, "Demo CN")
    assert not is_own(CN_SITE, "Example")
    assert not is_own(DEVICE_SITE, "")


def test_what_is_sensitive_in_another_market_sets_no_rule_off() -> None:
    asked = question(inquiry(CN, data=frozenset({DataClass.HEALTH})))
    spoken = asking(trigger=("sensitive_pi",))
    theirs = dataclasses.replace(spoken, sensitive=frozenset({DataClass.HEALTH}))
    ours = dataclasses.replace(spoken, sensitive=frozenset({DataClass.GENOMIC}))
    assert asked.triggers(theirs, asked.facts) == {"sensitive_pi"}
    assert binds(theirs, asked)
    assert asked.triggers(ours, asked.facts) == frozenset()
    assert not binds(ours, asked)
