"""Stories of the decision. The rules are made up; those of the packs have their own cases."""

import dataclasses
from datetime import date
from typing import Any

import pytest

from domicile.core.decision import Decision, Outcome
from domicile.core.errors import UnknownSiteError
from domicile.core.findings import Action, DataClass
from domicile.core.ids import DEVICE, FeatureId, MarketId, SiteId
from domicile.core.site import Site
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.catalog import Params
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.export import ExportParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.kinds.protect import ProtectParams
from domicile.markets.kinds.retain import RetainParams
from domicile.markets.schema import Rule
from domicile.policy.decide import decide
from domicile.policy.inquiry import Inquiry
from tests.unit.policy.samples import (
    CN,
    CN_SITE,
    DEVICE_SITE,
    EU,
    EU_SITE,
    OPERATOR,
    SITES,
    US,
    US_CA,
    US_SITE,
    agreed,
    inquiry,
    named,
    refusals,
    release,
    spoken,
    where,
    world,
)

WRITING = FeatureId("writing")
GATE = GateParams(artifact="x", release=True, number=True)
MAINLAND = named("CN-LOC-001", LocateParams(regions=("cn-mainland",)))
FILED = named("CN-PART-001", PartnerParams(filing=True, display=("model_name", "filing_no")))
PUBLIC_DEVICE = named(
    "CN-GATE-003", GATE, applies_to=AppliesTo(audience="public", route=("on_device",))
)
NOT_COVERED = named(
    "US-PART-001",
    PartnerParams(allow_scopes=("us",), deny_owner_countries=("CN", "HK")),
    applies_to=AppliesTo(user=("us_person",)),
)
RULES = (MAINLAND, FILED, PUBLIC_DEVICE, NOT_COVERED)
ATLAS = world(*RULES)


def answered(asked: Inquiry, *rules: Rule) -> Decision:
    return decide(asked, world(*rules))


# Sites: one refusal closes a site, and every refusal is said.


def test_the_released_partner_at_home_and_the_device_may_answer() -> None:
    decision = decide(inquiry(CN, releases=release(CN, CN_SITE)), ATLAS)
    assert decision.permitted
    assert decision.places == ("device", "partner")
    assert [verdict.site for verdict in decision.sites if verdict.permitted] == [DEVICE, "demo-cn"]


def test_every_rule_that_forbids_a_site_is_named_and_not_only_the_first() -> None:
    decision = decide(inquiry(CN), ATLAS)
    assert refusals(decision, US_SITE) == {"CN-PART-001", "CN-LOC-001", "approval.missing"}


def test_the_device_comes_first_and_the_others_in_the_settings_order() -> None:
    decision = decide(inquiry(CN), ATLAS)
    assert [verdict.site for verdict in decision.sites] == [
        DEVICE,
        US_SITE.id,
        CN_SITE.id,
        EU_SITE.id,
    ]


def test_the_device_meets_every_rule_about_what_leaves() -> None:
    export = named("CN-EXP-001", ExportParams(deny=True))
    decision = answered(inquiry(CN, pin=DEVICE), *RULES, export)
    assert decision.permitted
    assert {reason.outcome for reason in decision.reasons} == {Outcome.PERMIT}
    said = {str(reason.rule): reason.text.en for reason in decision.reasons}
    assert set(said) == {"CN-LOC-001", "CN-PART-001", "CN-EXP-001"}
    assert all("Nothing leaves the device." in text for text in said.values())


def test_every_other_kind_binds_the_device_too() -> None:
    kept = named("CN-RET-001", RetainParams(at_most_days={"prompt": 0}))
    human = named("CN-CHO-001", ChoiceParams(human_only=("contract",)))
    gate = named("CN-GATE-001", GateParams(artifact="x", documents=("filing",)))
    asked = inquiry(CN, pin=DEVICE, facts={"action": frozenset({"contract"})})
    assert refusals(answered(asked, kept, human, gate)) == {"CN-CHO-001", "CN-GATE-001"}


# Markets: user, device and operator market are three inputs.


def test_a_us_person_is_never_sent_to_a_covered_partner() -> None:
    asked = inquiry(CN, whereabouts=where(CN, user=US_CA), releases=release(CN, CN_SITE))
    decision = decide(asked, ATLAS)
    assert decision.places == ("device",)
    assert refusals(decision, CN_SITE) == {"US-PART-001"}
    assert {pack.market for pack in decision.packs} == {"CN", "US", "US-CA"}


def test_a_person_from_elsewhere_is_no_us_person() -> None:
    asked = inquiry(US_CA, whereabouts=where(US_CA, user=EU), releases=release(US_CA, CN_SITE))
    assert "partner" in decide(asked, ATLAS).places


@pytest.mark.parametrize("place", [{"device": CN}, {"user": CN}, {"also": (CN,)}])
def test_a_market_that_is_added_can_only_tighten(place: dict[str, Any]) -> None:
    alone = inquiry(US_CA, releases=release(US_CA, US_SITE))
    assert "partner" in decide(alone, ATLAS).places
    joined = dataclasses.replace(alone, whereabouts=where(US_CA, **place))
    decision = decide(joined, ATLAS)
    assert decision.places == ("device",)
    assert "CN-LOC-001" in refusals(decision, US_SITE)


@pytest.mark.parametrize(
    ("operator", "user", "site"), [(US_CA, CN, US_SITE), (CN, US_CA, CN_SITE), (CN, US, CN_SITE)]
)
def test_between_china_and_america_only_the_device_remains_and_the_conflict_is_named(
    operator: MarketId, user: MarketId, site: Site
) -> None:
    places = where(operator, user=user, also=(US, CN))
    asked = inquiry(operator, whereabouts=places, releases=release(operator, site))
    decision = decide(asked, ATLAS)
    assert decision.places == ("device",)
    (conflict,) = decision.conflicts
    assert set(conflict.rules) == {"CN-LOC-001", "US-PART-001"}
    assert "CN-LOC-001 wants cn-mainland" in conflict.text.en
    assert "US-PART-001 wants us" in conflict.text.en
    assert "the device may answer" in conflict.text.en


def test_a_known_market_where_nothing_is_offered_is_refused_everywhere() -> None:
    operator = dataclasses.replace(OPERATOR, markets=(US_CA,))
    decision = decide(inquiry(CN, operator=operator, releases=release(CN, CN_SITE)), ATLAS)
    assert not decision.permitted
    assert decision.reasons[0].rule == "operator.market"
    assert all(not verdict.permitted for verdict in decision.sites)
    assert refusals(decision, CN_SITE) == {"operator.market"}


# The register: gates look into it, and partners need it anyway.


def test_offering_to_the_public_closes_the_device_until_it_is_registered() -> None:
    closed = decide(inquiry(CN, audience="public", pin=DEVICE), ATLAS)
    assert not closed.permitted
    assert refusals(closed) == {"CN-GATE-003", "approval.missing"}
    opened = release(CN, DEVICE_SITE, number="Beijing-ExampleApp-20260101")
    decision = decide(inquiry(CN, audience="public", pin=DEVICE, releases=opened), ATLAS)
    assert decision.permitted
    assert decision.sites[0].approval == "Approvals register, entry CN/assistant/device#7"


def test_a_guest_brings_the_gate_of_its_market_and_its_register_along() -> None:
    asked = inquiry(US_CA, audience="public", pin=DEVICE, whereabouts=where(US_CA, user=CN))
    closed = decide(asked, ATLAS)
    assert refusals(closed) == {"CN-GATE-003", "approval.missing"}
    entries = {each.citation for each in closed.reasons if each.kind == "approval"}
    assert entries == {"Approvals register, entry CN/assistant/device (none)"}
    opened = release(CN, DEVICE_SITE, number="Beijing-ExampleApp-20260101")
    decision = decide(dataclasses.replace(asked, releases=opened), ATLAS)
    assert decision.permitted, refusals(decision)
    assert decision.sites[0].approval == "Approvals register, entry CN/assistant/device#7"


def test_the_approval_that_is_named_is_the_operator_markets_whatever_comes_along() -> None:
    gates = [
        named(f"{market}-GATE-009", GateParams(artifact="x", release=True))
        for market in (EU, CN, US)
    ]
    releases = {
        key: entry
        for number, market in enumerate((EU, CN, US))
        for key, entry in release(market, US_SITE, event=number).items()
    }
    for also in ((EU, CN), (CN, EU)):
        asked = inquiry(US, whereabouts=where(US, also=also), releases=releases, pin=US_SITE.id)
        verdict = answered(asked, *gates).verdict(US_SITE.id)
        assert verdict is not None
        assert verdict.approval == "Approvals register, entry US/assistant/demo-us#2"


def test_a_partner_needs_a_release_even_where_no_rule_asks_for_one() -> None:
    assert refusals(answered(inquiry(EU)), EU_SITE) == {"approval.missing"}
    assert refusals(answered(inquiry(EU)), DEVICE_SITE) == set()


# Words of the contract: bases, pins, features.


def test_beyond_the_public_every_rule_binds_by_choice_of_the_house() -> None:
    notes = named("CN-REP-001", AssessParams(document="x"), on_fail="inform")
    for audience, expected in (("public", "law"), ("internal", "house"), ("personal", "house")):
        decision = answered(inquiry(CN, audience=audience), *RULES, notes)
        assert {r.basis for r in decision.reasons if r.rule == "CN-PART-001"} == {expected}
        assert {duty.basis for duty in decision.duties} == {expected}
        assert {note.basis for note in decision.notes} == {expected}


def test_an_unknown_pin_is_an_error() -> None:
    with pytest.raises(UnknownSiteError):
        decide(inquiry(CN, pin=SiteId("nowhere")), ATLAS)


def test_with_a_pin_everything_but_the_verdicts_speaks_of_that_site() -> None:
    decision = decide(inquiry(CN, pin=US_SITE.id, releases=release(CN, CN_SITE)), ATLAS)
    assert not decision.permitted
    assert decision.places == ()
    assert {reason.site for reason in decision.reasons} == {US_SITE.id}
    assert len(decision.sites) == len(SITES)
    assert decide(inquiry(CN, pin=DEVICE), ATLAS).places == ("device",)


def test_a_site_that_does_not_list_the_feature_is_not_considered() -> None:
    site = dataclasses.replace(CN_SITE, features=(WRITING,))
    decision = decide(inquiry(CN, sites=(DEVICE_SITE, site)), ATLAS)
    assert decision.verdict(site.id) is None


def test_pinning_a_site_that_does_not_list_the_feature_is_refused() -> None:
    site = dataclasses.replace(CN_SITE, features=(WRITING,))
    asked = inquiry(CN, sites=(DEVICE_SITE, site), pin=site.id, releases=release(CN, site))
    assert refusals(decide(asked, ATLAS)) == {"operator.feature"}


def test_a_feature_that_no_site_serves_is_refused() -> None:
    site = dataclasses.replace(CN_SITE, features=(WRITING,))
    decision = decide(inquiry(CN, sites=(site,)), ATLAS)
    assert not decision.permitted
    assert refusals(decision) == {"operator.feature"}
    assert decision.sites == ()


# What nobody knows fails closed.


@pytest.mark.parametrize(
    ("params", "unknown"),
    [
        (GateParams(artifact="x", documents=("page",)), {"documents": {}}),
        (PartnerParams(filing=True), {"filing_no": ""}),
        (PartnerParams(deny_owner_countries=("US",)), {"owner_country": ""}),
        (PartnerParams(deny_scopes=("us",)), {"inference_scope": None}),
        (PartnerParams(allow_scopes=("cn-mainland",)), {"inference_scope": None}),
        (PartnerParams(documents=("page",)), {"documents": {}}),
        (LocateParams(regions=("cn-mainland",), inferred=False), {"region": None}),
        (LocateParams(regions=("cn-mainland",), stored=False), {"inference_scope": None}),
        (ExportParams(home=("cn-mainland",), deny=True), {"region": None}),
        (ExportParams(home=("cn-mainland",), deny=True), {"inference_scope": None}),
        (ExportParams(mechanisms=("page",)), {"documents": {}}),
    ],
)
def test_a_fact_that_nobody_supplied_closes_what_the_fact_would_open(
    params: Params, unknown: dict[str, Any]
) -> None:
    site = dataclasses.replace(CN_SITE, documents={"page": "page.pdf"})
    spoken_ = named("CN-X-001", params)
    assert answered(inquiry(CN, sites=(site,), releases=release(CN, site)), spoken_).permitted
    blank = dataclasses.replace(site, **unknown)
    asked = inquiry(CN, sites=(blank,), releases=release(CN, blank))
    assert refusals(answered(asked, spoken_)) == {"CN-X-001"}


# Documents, remedies, warnings.


def test_what_would_make_it_possible_is_said_where_something_would() -> None:
    denied = named("CN-GATE-009", GateParams(artifact="x", deny=True))
    decision = answered(inquiry(CN, pin=US_SITE.id), *RULES, denied)
    remedies = {str(each.rule): each.remedy for each in decision.reasons}
    for rule_, words in (
        ("CN-PART-001", "`filing_no`"),
        ("CN-LOC-001", "cn-mainland."),
        ("approval.missing", "domicile release submit"),
    ):
        remedy = remedies[rule_]
        assert remedy is not None
        assert words in remedy.en
        assert remedy.zh
    assert remedies["CN-GATE-009"] is None


# What becomes of data.


REMOVES = named(
    "EU-CHO-003",
    ChoiceParams(consent="explicit"),
    on_fail="remove",
    data=frozenset({DataClass.HEALTH}),
)


def test_sensitive_data_without_consent_is_removed_and_the_request_goes_on() -> None:
    found = frozenset({DataClass.HEALTH, DataClass.NAME})
    decision = answered(inquiry(EU, data=found), REMOVES)
    assert decision.permitted
    assert decision.actions[DataClass.HEALTH] is Action.REMOVED
    assert decision.actions[DataClass.NAME] is Action.REPLACED
    (reason,) = [each for each in decision.reasons if each.rule == "EU-CHO-003"]
    assert (reason.outcome, reason.site) == (Outcome.LIMIT, None)
    assert "health" in reason.text.en


def test_with_consent_sensitive_data_is_kept_and_the_rule_permits() -> None:
    health = frozenset({DataClass.HEALTH})
    decision = answered(inquiry(EU, data=health, choices=agreed(*health)), REMOVES)
    (reason,) = [each for each in decision.reasons if each.rule == "EU-CHO-003"]
    assert reason.outcome is Outcome.PERMIT


def test_a_pack_may_keep_data_from_partners_for_want_of_consent() -> None:
    health = frozenset({DataClass.HEALTH})
    blocking = named("CN-CHO-001", ChoiceParams(consent="explicit"), data=health)
    asked = inquiry(CN, data=health, releases=release(CN, CN_SITE))
    decision = answered(asked, blocking)
    assert decision.places == ("device",)
    assert refusals(decision, CN_SITE) == {"CN-CHO-001"}
    agreeing = dataclasses.replace(asked, choices=agreed(*health))
    assert answered(agreeing, blocking).places == ("device", "partner")


def test_taking_data_out_does_not_open_what_an_export_rule_closes() -> None:
    message = frozenset({DataClass.PRIVATE_MESSAGE})
    export = named("CN-EXP-001", ExportParams(deny=True), data=message)
    removes = named("CN-CHO-001", ChoiceParams(), on_fail="remove", data=message)
    asked = inquiry(CN, data=message, releases=release(CN, CN_SITE))
    assert answered(asked, export).places == ("device",)
    assert answered(asked, export, removes).places == ("device",)


# People: the young, and what a machine must leave to a person.


YOUNG = AppliesTo(user=("minor",))


@pytest.mark.parametrize(
    ("user", "permitted", "outcome"),
    [
        (("under_13",), False, Outcome.REFUSE),
        (("under_16",), True, Outcome.LIMIT),
        (("minor",), True, Outcome.LIMIT),
        (("under_13", "guardian_consent"), True, Outcome.PERMIT),
    ],
)
def test_a_child_needs_a_guardian_and_the_device_is_no_way_around(
    user: tuple[str, ...], permitted: object, outcome: Outcome
) -> None:
    consent = named("CN-PRO-001", ProtectParams(guardian_consent_below=14), applies_to=YOUNG)
    decision = answered(inquiry(CN, facts={"user": frozenset(user)}), consent)
    assert decision.permitted is permitted
    (reason,) = [each for each in decision.reasons if each.rule == "CN-PRO-001"]
    assert (reason.outcome, reason.site) == (outcome, None)
    assert all(
        "CN-PRO-001" in {each.rule for each in verdict.reasons} for verdict in decision.sites
    )


def test_rules_not_yet_in_force_are_only_upcoming_and_the_day_decides() -> None:
    label = LabelParams(layers=("visible",))
    coming = named("CN-LAB-001", label, on_fail="add", in_force_from=date(2027, 1, 1))
    before = answered(inquiry(CN), coming)
    assert [(each.rule, each.date) for each in before.upcoming] == [
        ("CN-LAB-001", date(2027, 1, 1))
    ]
    assert before.duties == ()
    after = answered(inquiry(CN, at=date(2027, 1, 1)), coming)
    assert after.upcoming == ()
    assert [duty.rule for duty in after.duties] == ["CN-LAB-001"]
    assert after.at == date(2027, 1, 1)


def test_reasons_speak_of_the_sites_they_name_and_of_no_other() -> None:
    decision = decide(inquiry(CN, releases=release(CN, CN_SITE)), ATLAS)
    for site in SITES:
        assert {each.site for each in spoken(decision, site)} == {site.id}
