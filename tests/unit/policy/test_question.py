import dataclasses

import pytest

from domicile.core.errors import UnknownMarketError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId
from domicile.markets.kinds.gate import GateParams
from domicile.markets.schema import AppliesTo
from tests.unit.policy.samples import (
    CN,
    CN_SITE,
    DEVICE_SITE,
    EU,
    OPERATOR,
    US,
    US_CA,
    inquiry,
    question,
    release,
    rule,
    where,
)

GATE = GateParams(artifact="x")


def test_every_market_of_the_request_brings_its_packs_once() -> None:
    asked = question(inquiry(whereabouts=where(US_CA, user=US, device=EU, also=(CN, US))))
    assert [pack.id for pack in asked.packs] == ["US-CA", "US", "EU", "CN"]
    assert asked.home == {"US-CA", "US"}


def test_an_unknown_market_is_an_error_wherever_it_stands() -> None:
    for name in ("user", "device"):
        with pytest.raises(UnknownMarketError):
            question(inquiry(whereabouts=where(CN, **{name: MarketId("XX")})))


def test_only_rules_in_force_are_asked() -> None:
    ids = {each.id for each in question(inquiry(EU)).rules}
    assert "EU-LAB-001" in ids
    assert "EU-GATE-002" not in ids


def test_us_persons_are_known_by_their_market_or_a_market_beside_it() -> None:
    assert "us_person" in question(inquiry(US_CA)).facts["user"]
    assert "us_person" in question(inquiry(whereabouts=where(CN, user=US))).facts["user"]
    assert "us_person" in question(inquiry(whereabouts=where(CN, also=(US_CA,)))).facts["user"]
    assert not question(inquiry(whereabouts=where(US_CA, user=CN))).facts["user"]


def test_facts_have_defaults_and_the_operator_may_attest_more() -> None:
    asked = question(inquiry(attested={"user": frozenset({"minor"}), "event": frozenset({"x"})}))
    assert asked.facts["handler"] == {"non_ciio"}
    assert asked.facts["role"] == {"provider", "deployer"}
    assert asked.facts["user"] == {"minor"}
    assert asked.facts["event"] == {"x"}


def test_how_a_site_serves_follows_from_who_owns_it() -> None:
    asked = question()
    own = dataclasses.replace(CN_SITE, owner=OPERATOR.name)
    assert asked.of_site(DEVICE_SITE)["route"] == {"on_device"}
    assert asked.of_site(CN_SITE)["route"] == {"filed_model"}
    assert asked.of_site(own)["route"] == {"own_model"}
    assert "developer" in asked.of_site(own)["role"]
    assert "developer" not in asked.of_site(CN_SITE)["role"]


def test_a_rule_binds_when_every_named_fact_holds() -> None:
    asked = question(inquiry(data=frozenset({DataClass.PHONE}), monthly_users=10))
    facts = asked.facts
    assert asked.binds(rule(GATE, "gate"), facts)
    words = (("feature", frozenset({"assistant", "writing"})), ("modality", frozenset({"text"})))
    assert asked.binds(rule(GATE, "gate", conditions=words), facts)
    other = (*words, ("use", frozenset({"annex_iii"})))
    assert not asked.binds(rule(GATE, "gate", conditions=other), facts)
    unheard = (("event", frozenset({"pi_breach"})),)
    assert not asked.binds(rule(GATE, "gate", conditions=unheard), facts)


def test_a_rule_binds_only_data_that_was_found() -> None:
    asked = question(inquiry(data=frozenset({DataClass.PHONE})))
    health = rule(GATE, "gate", data=frozenset({DataClass.HEALTH}))
    assert not asked.binds(health, asked.facts)
    assert asked.holds(health, asked.facts)
    assert asked.binds(rule(GATE, "gate", data=frozenset(DataClass)), asked.facts)


def test_a_rule_may_begin_with_a_number_of_users() -> None:
    many = rule(GATE, "gate", applies_to=AppliesTo(monthly_users_min=11))
    few, enough = question(inquiry(monthly_users=10)), question(inquiry(monthly_users=11))
    assert not few.binds(many, few.facts)
    assert enough.binds(many, enough.facts)


def test_a_gate_looks_into_its_own_markets_register_only_when_it_is_a_guest() -> None:
    both = release(US_CA, CN_SITE, event=1) | release(CN, CN_SITE, event=2)
    asked = question(inquiry(whereabouts=where(US_CA, user=CN), releases=both))
    federal = asked.release(rule(GATE, "gate", market=US), CN_SITE)
    guest = asked.release(rule(GATE, "gate", market=CN), CN_SITE)
    assert federal is not None
    assert guest is not None
    assert (federal.event, guest.event) == (1, 2)


def test_sensitive_is_what_any_pack_says() -> None:
    assert DataClass.FINANCIAL not in question(inquiry(EU)).sensitive
    joined = question(inquiry(whereabouts=where(EU, user=CN))).sensitive
    assert {DataClass.FINANCIAL, DataClass.HEALTH} <= joined
