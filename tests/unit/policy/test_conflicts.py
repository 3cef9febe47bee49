import pytest

from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.schema import Rule
from domicile.policy.conflicts import conflicts
from domicile.policy.decide import decide
from tests.unit.policy.samples import (
    CN,
    DEVICE_SITE,
    EU,
    US,
    US_SITE,
    inquiry,
    named,
    question,
    release,
    where,
    world,
)

VISITING = inquiry(whereabouts=where(CN, user=US))


MAINLAND = named("CN-LOC-001", LocateParams(regions=("cn-mainland",)))
NOT_THERE = named("US-PART-001", PartnerParams(deny_scopes=("cn-mainland", "global")))
AMERICA = named("US-PART-002", PartnerParams(allow_scopes=("us",)))


def pairs(*rules: Rule) -> list[tuple[str, ...]]:
    return [each.rules for each in conflicts(question(VISITING, world(*rules)), device=True)]


def test_rules_of_two_markets_that_leave_no_place_are_named_in_pairs() -> None:
    assert pairs(MAINLAND, NOT_THERE, AMERICA) == [
        ("CN-LOC-001", "US-PART-001"),
        ("CN-LOC-001", "US-PART-002"),
    ]


def test_what_each_wants_and_what_is_left_is_said_in_both_languages() -> None:
    asked = question(VISITING, world(MAINLAND, AMERICA))
    (here,) = conflicts(asked, device=True)
    assert here.text.en == (
        "CN-LOC-001 wants cn-mainland; US-PART-002 wants us."
        " No partner can meet them together; the device may answer."
    )
    assert "US-PART-002 要求 us" in here.text.zh
    (nowhere,) = conflicts(asked, device=False)
    assert nowhere.text.en.endswith("so the request is refused.")
    assert nowhere.text.zh.endswith("因此请求被拒绝。")


@pytest.mark.parametrize(
    "other",
    [
        named("US-LOC-001", LocateParams(regions=("cn-mainland", "us"))),
        named("US-LOC-001", LocateParams(regions=("us",), fallback=("cn-mainland",))),
        named("US-LOC-001", LocateParams(regions=())),
        named("US-LOC-001", LocateParams(regions=("us",)), on_fail="warn"),
        named("US-LOC-001", LocateParams(regions=("us",)), applies_to=AppliesTo(user=("minor",))),
        named("US-PART-001", PartnerParams(deny_scopes=("hk",))),
        named("US-PART-001", PartnerParams(deny_owner_countries=("CN",))),
        named("US-GATE-001", GateParams(artifact="x", deny=True)),
        named("CN-LOC-002", LocateParams(regions=("us",))),
        named("EU-LOC-001", LocateParams(regions=("eu",))),
    ],
)
def test_where_a_place_is_left_or_a_rule_does_not_bind_nobody_contradicts(other: Rule) -> None:
    assert pairs(MAINLAND, other) == []


def test_to_store_apart_or_to_compute_apart_is_enough() -> None:
    stores = named("US-LOC-001", LocateParams(regions=("us",), inferred=False))
    computes = named("US-LOC-002", LocateParams(regions=("us",), stored=False))
    assert len(pairs(MAINLAND, stores)) == 1
    assert len(pairs(MAINLAND, computes)) == 1
    only_stores = named("CN-LOC-002", LocateParams(regions=("cn-mainland",), inferred=False))
    assert pairs(only_stores, computes) == []


def test_one_market_alone_contradicts_nobody() -> None:
    alone = question(inquiry(CN), world(MAINLAND, named("CN-PART-001", AMERICA.params)))
    assert list(conflicts(alone, device=True)) == []
    assert list(conflicts(question(), device=True)) == []


def test_three_markets_are_told_apart_two_by_two() -> None:
    europe = named("EU-LOC-001", LocateParams(regions=("eu",)))
    asked = inquiry(whereabouts=where(CN, user=US, device=EU))
    found = conflicts(question(asked, world(MAINLAND, AMERICA, europe)), device=True)
    assert len(list(found)) == 3


def test_the_device_is_left_only_if_its_own_release_allows_it() -> None:
    gate = named("CN-GATE-001", GateParams(artifact="x", release=True))
    atlas = world(MAINLAND, AMERICA, gate)
    asked = inquiry(whereabouts=where(CN, user=US))
    (closed,) = decide(asked, atlas).conflicts
    assert "the device may not answer either" in closed.text.en
    released = inquiry(whereabouts=where(CN, user=US), releases=release(CN, DEVICE_SITE))
    decision = decide(released, atlas)
    assert decision.places == ("device",)
    (open_,) = decision.conflicts
    assert "the device may answer" in open_.text.en


def test_what_is_left_is_said_of_the_device_whichever_site_is_pinned() -> None:
    asked = inquiry(whereabouts=where(CN, user=US), pin=US_SITE.id)
    decision = decide(asked, world(MAINLAND, AMERICA))
    assert not decision.permitted
    (conflict,) = decision.conflicts
    assert "the device may answer" in conflict.text.en
