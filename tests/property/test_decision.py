"""Strictest wins: nothing that is added widens what is permitted, and nothing else matters."""

import copy
import dataclasses
import random
from collections.abc import Iterable
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from domicile.core.decision import Decision, PackRef
from domicile.core.errors import InvalidRequestError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId
from domicile.core.site import Terms
from domicile.markets.facts import OF_A_REQUEST, RELAXING
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.export import ExportParams
from domicile.markets.overlay import Overlay
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Rule
from domicile.policy.decide import decide
from domicile.policy.decider import Decider
from domicile.policy.inquiry import Inquiry
from tests.property.inquiries import (
    COUNTS,
    PRACTICES,
    WORDS,
    inquiries,
    rules,
    with_people,
    worlds,
)
from tests.unit.policy.samples import ASSISTANT, ATLAS, CN, EU, TODAY, US, US_CA, named, with_rules

Counts = dict[DataClass, int]
Atlases = tuple[Atlas, ...]
NOBODY: Counts = {}
UNKNOWN: tuple[dict[str, Any], ...] = (
    {"owner_country": ""},
    {"region": None},
    {"inference_scope": None},
    {"filing_no": ""},
    {"documents": {}},
    {"certificates": {}},
    {"terms": Terms()},
)
"""What nobody supplied of a partner."""

STRICTER: tuple[dict[str, Any], ...] = (
    {"strict_onboarding": True},
    {"partners_non_sensitive_only": True},
    {"sensitive_features": (ASSISTANT,)},
    {"markets": (MarketId("ZZ"),)},
    {"monthly_users": 2_000_000},
    {"placed_on_market": None},
    {"documents": {}},
)
"""What an operator may set, attest or have on file to be bound more."""


def decided(asked: Inquiry, atlas: Atlas, counts: Counts = NOBODY) -> Decision:
    """Decide, with people counted; a day that has no answer is not looked into."""
    try:
        return decide(with_people(asked, atlas, counts), atlas)
    except InvalidRequestError:
        assume(condition=False)
        raise


def changed(asked: Inquiry, **changes: Any) -> Inquiry:
    return dataclasses.replace(asked, **changes)


def rules_of(atlas: Atlas) -> list[Rule]:
    return [rule for market in atlas.markets for rule in atlas.get(market).rules]


def assert_no_wider(narrow: Decision, wide: Decision) -> None:
    assert narrow.permitted <= wide.permitted
    assert set(narrow.places) <= set(wide.places)
    before = {verdict.site: verdict.permitted for verdict in wide.sites}
    assert {verdict.site for verdict in narrow.sites} == set(before)
    assert all(verdict.permitted <= before[verdict.site] for verdict in narrow.sites)
    for data_class, action in narrow.actions.items():
        assert action.strictness >= wide.actions[data_class].strictness
    assert {duty.rule for duty in narrow.duties} >= {duty.rule for duty in wide.duties}
    assert {note.rule for note in narrow.notes} >= {note.rule for note in wide.notes}


def assert_never_wider(
    asked: Inquiry, others: Iterable[Inquiry], atlases: Iterable[Atlas], counts: Counts = NOBODY
) -> None:
    """Hold what is decided on each of ``others`` against what is decided on ``asked``."""
    narrower = tuple(others)
    for atlas in atlases:
        wide = decided(asked, atlas, counts)
        for other in narrower:
            assert_no_wider(decided(other, atlas, counts), wide)


# Whatever is added tightens.


@given(asked=inquiries(), atlases=worlds(), counts=COUNTS)
def test_adding_a_rule_never_widens(asked: Inquiry, atlases: Atlases, counts: Counts) -> None:
    bare, *with_one, with_all = (decided(asked, atlas, counts) for atlas in atlases)
    for narrow in with_one:
        assert_no_wider(narrow, bare)
        assert_no_wider(with_all, narrow)


@given(asked=inquiries(), atlases=worlds())
def test_taking_data_out_opens_nothing_that_its_export_closes(
    asked: Inquiry, atlases: Atlases
) -> None:
    home: dict[str, Any] = {"market": asked.whereabouts.operator, "data": frozenset(DataClass)}
    closes = named("CN-EXP-999", ExportParams(deny=True), **home)
    takes = named("CN-CHO-999", ChoiceParams(), on_fail="remove", **home)
    for atlas in atlases:
        wide = decided(asked, with_rules(atlas, closes))
        assert_no_wider(decided(asked, with_rules(atlas, closes, takes)), wide)


@given(asked=inquiries(), atlases=worlds(), added=rules(), counts=COUNTS)
def test_a_rule_of_the_operators_overlay_tightens_as_one_of_a_pack_does(
    asked: Inquiry, atlases: Atlases, added: Rule, counts: Counts
) -> None:
    ref = PackRef(market=MarketId("operator"), as_of=TODAY, digest="e" * 64, counsel=None)
    bare = atlases[0]
    overlaid = Atlas(map(bare.get, bare.markets), Overlay(ref=ref, rules=(added,)))
    narrow = decided(asked, overlaid, counts)
    assert_no_wider(narrow, decided(asked, bare, counts))
    inside = decided(asked, with_rules(bare, added), counts)
    assert dataclasses.replace(narrow, packs=inside.packs) == inside
    assert narrow.packs == (*inside.packs, ref)


@given(asked=inquiries(), atlases=worlds(), counts=COUNTS)
def test_adding_a_market_never_widens(asked: Inquiry, atlases: Atlases, counts: Counts) -> None:
    places = [
        dataclasses.replace(asked.whereabouts, also=(market,)) for market in (CN, EU, US, US_CA)
    ]
    others = [changed(asked, whereabouts=where) for where in places]
    assert_never_wider(asked, others, atlases, counts)


@given(asked=inquiries(), atlases=worlds(), counts=COUNTS)
def test_a_pack_that_extends_another_is_no_wider_than_alone(
    asked: Inquiry, atlases: Atlases, counts: Counts
) -> None:
    operator = asked.whereabouts.operator
    parent = EU if operator == CN else CN
    for atlas in atlases:
        packs = [atlas.get(market) for market in atlas.markets]
        extended = Atlas(
            dataclasses.replace(each, extends=(*each.extends, parent))
            if each.id == operator
            else each
            for each in packs
        )
        assert_no_wider(decided(asked, extended, counts), decided(asked, atlas, counts))


@given(asked=inquiries(), atlases=worlds(), counts=COUNTS)
def test_a_stricter_operator_never_widens(asked: Inquiry, atlases: Atlases, counts: Counts) -> None:
    others = [
        changed(asked, operator=dataclasses.replace(asked.operator, **stricter))
        for stricter in STRICTER
    ]
    assert_never_wider(asked, others, atlases, counts)


@given(asked=inquiries(), atlases=worlds(), counts=COUNTS)
def test_what_an_operator_attests_widens_only_where_a_rule_excepts_it(
    asked: Inquiry, atlases: Atlases, counts: Counts
) -> None:
    every_rule = rules_of(atlases[-1])
    excepted = {word for rule in every_rule for _, words in rule.exceptions for word in words}
    for rule in every_rule:
        if isinstance(rule.params, ExportParams):
            excepted.update(rule.params.exempt)
    held = asked.operator.facts
    others = [
        changed(
            asked,
            operator=dataclasses.replace(
                asked.operator, facts={**held, name: (*held.get(name, ()), word)}
            ),
        )
        for name in ("handler", "role", "operator", "channel", "transaction")
        for word in sorted({*WORDS[name]} - excepted)
    ]
    assert_never_wider(asked, others, atlases, counts)


# Whatever is missing tightens.


@given(asked=inquiries(), atlases=worlds(), counts=COUNTS)
def test_a_fact_that_nobody_supplies_never_widens(
    asked: Inquiry, atlases: Atlases, counts: Counts
) -> None:
    partners = [site for site in asked.sites if not site.is_device]
    device = tuple(site for site in asked.sites if site.is_device)
    others = [
        changed(
            asked, sites=(*device, *(dataclasses.replace(site, **unknown) for site in partners))
        )
        for unknown in UNKNOWN
    ]
    assert_never_wider(asked, others, atlases, counts)


@given(asked=inquiries(), atlases=worlds())
def test_a_practice_that_was_not_screened_never_widens(asked: Inquiry, atlases: Atlases) -> None:
    others = [changed(asked, screening=asked.screening - {each}) for each in PRACTICES]
    others.append(changed(asked, screening=frozenset()))
    assert_never_wider(asked, others, atlases)


@given(asked=inquiries(), atlases=worlds(), counts=COUNTS)
def test_people_who_cannot_be_counted_never_widen(
    asked: Inquiry, atlases: Atlases, counts: Counts
) -> None:
    assert_never_wider(asked, [changed(asked, is_counted=False)], atlases, counts)


@given(asked=inquiries(), atlases=worlds(), counts=COUNTS)
def test_more_people_never_widen(asked: Inquiry, atlases: Atlases, counts: Counts) -> None:
    grown = ({**counts, each: counts.get(each, 1) + 50} for each in sorted(asked.data))
    for more in grown:
        for atlas in atlases:
            assert_no_wider(decided(asked, atlas, more), decided(asked, atlas, counts))


@given(asked=inquiries(), atlases=worlds(), counts=COUNTS)
def test_a_consent_that_is_gone_never_widens(
    asked: Inquiry, atlases: Atlases, counts: Counts
) -> None:
    """An export rule that leaves out what is taken out is met by taking data out: that apart."""
    steady = [
        atlas
        for atlas in atlases
        if atlas is ATLAS
        or all(
            rule.params.deidentified_counts
            for rule in rules_of(atlas)
            if isinstance(rule.params, ExportParams)
        )
    ]
    before = asked.choices
    others = [
        changed(asked, choices=dataclasses.replace(before, consents=before.consents - {gone}))
        for gone in sorted(before.consents & asked.data)
    ]
    assert_never_wider(asked, others, steady, counts)


# What a caller says tightens.


@given(asked=inquiries(), atlases=worlds(), counts=COUNTS)
def test_what_a_caller_states_never_widens(
    asked: Inquiry, atlases: Atlases, counts: Counts
) -> None:
    """But for the two words that open what a rule closes; only the operator's hand states them."""
    others = [
        changed(asked, facts={**asked.facts, name: asked.facts.get(name, frozenset()) | {word}})
        for name in sorted(OF_A_REQUEST)
        for word in sorted({*WORDS[name]} - RELAXING)
    ]
    assert_never_wider(asked, others, atlases, counts)


def test_the_words_that_could_open_are_among_those_that_are_stated() -> None:
    assert {word for words in WORDS.values() for word in words} >= RELAXING


@given(asked=inquiries(), atlases=worlds(), counts=COUNTS)
def test_finding_more_never_widens(asked: Inquiry, atlases: Atlases, counts: Counts) -> None:
    others = [changed(asked, data=asked.data | {each}) for each in DataClass]
    assert_never_wider(asked, others, atlases, counts)


@given(asked=inquiries(), atlases=worlds())
def test_a_person_who_wants_nothing_to_leave_never_widens(asked: Inquiry, atlases: Atlases) -> None:
    wish = changed(asked, choices=dataclasses.replace(asked.choices, device_only=True))
    assert_never_wider(asked, [wish], atlases)
    assert all(set(decided(wish, atlas).places) <= {"device"} for atlas in atlases)


@given(asked=inquiries(), atlases=worlds())
def test_a_pin_never_widens_and_the_others_verdicts_stay(asked: Inquiry, atlases: Atlases) -> None:
    for atlas in atlases:
        free = decided(asked, atlas)
        for site in asked.sites:
            pinned = decided(changed(asked, pin=site.id), atlas)
            assert [each.permitted for each in pinned.sites] == [
                each.permitted for each in free.sites
            ]
            verdict = pinned.verdict(site.id)
            assert verdict is not None
            assert pinned.permitted is verdict.permitted
            assert {each.site for each in pinned.reasons} <= {None, site.id}


# Nothing else matters.


def regardless_of_order(decision: Decision) -> dict[str, Any]:
    """Return everything that a decision says, but for the order in which it says it."""
    return {
        "places": decision.places,
        "sites": {
            each.site: (each.permitted, each.approval, each.evidence, frozenset(each.reasons))
            for each in decision.sites
        },
        "actions": dict(decision.actions),
        "reasons": frozenset(decision.reasons),
        "duties": {each.rule: each for each in decision.duties},
        "notes": frozenset(decision.notes),
        "upcoming": decision.upcoming,
        "packs": frozenset(decision.packs),
        "conflicts": {frozenset(each.rules) for each in decision.conflicts},
    }


@given(asked=inquiries(), atlases=worlds(), counts=COUNTS, order=st.randoms(use_true_random=True))
def test_order_never_matters(
    asked: Inquiry, atlases: Atlases, counts: Counts, order: random.Random
) -> None:
    def shuffled(things: Any) -> tuple[Any, ...]:
        return tuple(order.sample(things, len(things)))

    places = dataclasses.replace(asked.whereabouts, also=ATLAS.markets)
    mixed_places = dataclasses.replace(places, also=shuffled(ATLAS.markets))
    mixed_asked = changed(asked, sites=shuffled(asked.sites), whereabouts=mixed_places)
    for atlas in atlases:
        packs = map(atlas.get, shuffled(atlas.markets))
        mixed = Atlas(dataclasses.replace(each, rules=shuffled(each.rules)) for each in packs)
        one = decided(changed(asked, whereabouts=places), atlas, counts)
        other = decided(mixed_asked, mixed, counts)
        assert regardless_of_order(one) == regardless_of_order(other)


@given(asked=inquiries(), atlases=worlds(), counts=COUNTS)
def test_the_same_inputs_give_the_same_decision_whoever_holds_them(
    asked: Inquiry, atlases: Atlases, counts: Counts
) -> None:
    again = changed(asked, sites=tuple(map(copy.copy, asked.sites)), data=frozenset([*asked.data]))
    for atlas in atlases:
        first = decided(asked, atlas, counts)
        assert decided(asked, atlas, counts) == first
        packs = [copy.copy(atlas.get(market)) for market in atlas.markets]
        assert decided(again, Atlas(packs), counts) == first


@given(asked=inquiries(), other=inquiries(), atlases=worlds(), counts=COUNTS)
def test_what_is_remembered_is_what_would_be_decided(
    asked: Inquiry, other: Inquiry, atlases: Atlases, counts: Counts
) -> None:
    """Asked of a memory that is cold and then warm, and what differs in one thing alone."""
    atlas, decider = atlases[-1], Decider()
    decided(asked, atlas, counts)
    decided(other, atlas, counts)
    variants = [
        changed(asked, **{field.name: getattr(other, field.name)})
        for field in dataclasses.fields(Inquiry)
        if field.name != "people"
    ]
    for one in (asked, *variants, asked, *variants):
        counted = with_people(one, atlas, counts)
        assert decider.decide(counted, atlas) == decide(counted, atlas)


@given(asked=inquiries(), atlases=worlds(), counts=COUNTS)
def test_a_decision_is_consistent(asked: Inquiry, atlases: Atlases, counts: Counts) -> None:
    for atlas in atlases:
        decision = decided(asked, atlas, counts)
        assert set(decision.actions) == set(DataClass)
        assert decision.actions[DataClass.NAME].strictness <= 1
        assert decision.permitted == any(verdict.permitted for verdict in decision.sites)
        assert decision.permitted == bool(decision.places)
        for verdict in decision.sites:
            assert verdict.permitted == all(each.outcome != "refuse" for each in verdict.reasons)
            assert {each.site for each in verdict.reasons} <= {None, verdict.site}
        spoken = {each.rule for each in decision.reasons} | {each.rule for each in decision.duties}
        assert not spoken & {each.rule for each in decision.upcoming}
        assert not spoken & {each.rule for each in decision.notes}
