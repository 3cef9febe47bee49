import dataclasses
from datetime import date
from typing import Any

import pytest

from domicile.core.decision import DutyStatus, Outcome
from domicile.core.errors import UnknownMarketError, UnknownSiteError
from domicile.core.findings import Action, DataClass
from domicile.core.ids import DEVICE, FeatureId, MarketId, SiteId
from domicile.core.site import Site
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.label import LabelParams
from domicile.policy.decide import decide
from tests.unit.policy.samples import (
    ATLAS,
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
    inquiry,
    refusals,
    release,
    rule,
    where,
    with_rules,
)


def test_in_china_the_released_partner_in_the_mainland_and_the_device_may_answer() -> None:
    decision = decide(inquiry(CN, releases=release(CN, CN_SITE)), ATLAS)
    assert decision.permitted
    assert decision.places == ("device", "partner")
    assert [verdict.site for verdict in decision.sites if verdict.permitted] == [DEVICE, "demo-cn"]
    assert refusals(decision, US_SITE) == {
        "CN-PART-001",
        "CN-PART-002",
        "CN-LOC-001",
        "approval.missing",
    }


def test_the_device_comes_first_and_the_others_in_the_settings_order() -> None:
    decision = decide(inquiry(CN), ATLAS)
    assert [verdict.site for verdict in decision.sites] == [
        DEVICE,
        US_SITE.id,
        CN_SITE.id,
        EU_SITE.id,
    ]


def test_refusals_come_first_then_limits() -> None:
    decision = decide(
        inquiry(EU, data=frozenset({DataClass.HEALTH}), releases=release(EU, US_SITE)), ATLAS
    )
    strictness = [list(Outcome).index(reason.outcome) for reason in decision.reasons]
    assert strictness == sorted(strictness, reverse=True)
    assert set(strictness) == {0, 1, 2}


def test_in_europe_the_us_site_is_passed_over_with_its_rules() -> None:
    decision = decide(inquiry(EU, releases=release(EU, US_SITE)), ATLAS)
    assert decision.places == ("device",)
    assert refusals(decision, US_SITE) == {"EU-PART-003", "EU-LOC-001"}


def test_a_us_person_is_never_sent_to_a_covered_partner() -> None:
    decision = decide(
        inquiry(CN, whereabouts=where(CN, user=US_CA), releases=release(CN, CN_SITE)), ATLAS
    )
    assert decision.places == ("device",)
    assert "US-PART-001" in refusals(decision, CN_SITE)
    assert "US-LOC-001" in refusals(decision, CN_SITE)
    assert {pack.market for pack in decision.packs} == {"CN", "US", "US-CA"}


def test_a_person_from_elsewhere_is_no_us_person() -> None:
    decision = decide(
        inquiry(US_CA, whereabouts=where(US_CA, user=EU), releases=release(US_CA, US_SITE)), ATLAS
    )
    assert all(reason.rule != "US-PART-001" for reason in decision.reasons)
    assert refusals(decision, US_SITE) == {"EU-PART-003", "EU-LOC-001"}


def test_a_market_that_a_header_adds_can_only_tighten() -> None:
    decision = decide(
        inquiry(CN, whereabouts=where(CN, also=(US,)), releases=release(CN, CN_SITE)), ATLAS
    )
    assert "US-PART-001" in refusals(decision, CN_SITE)


def test_the_device_meets_every_rule_about_what_leaves() -> None:
    decision = decide(inquiry(EU, pin=DEVICE), ATLAS)
    assert decision.permitted
    assert {reason.outcome for reason in decision.reasons} == {Outcome.PERMIT}
    spoken = {str(reason.rule): reason.text.en for reason in decision.reasons}
    assert "Nothing leaves the device." in spoken["EU-LOC-001"]


def test_offering_to_the_public_closes_the_device_until_it_is_registered() -> None:
    closed = decide(inquiry(CN, audience="public", pin=DEVICE), ATLAS)
    assert not closed.permitted
    assert refusals(closed) == {"CN-GATE-003", "approval.missing"}
    opened = release(CN, DEVICE_SITE, number="Beijing-ExampleApp-20260101")
    decision = decide(inquiry(CN, audience="public", pin=DEVICE, releases=opened), ATLAS)
    assert decision.permitted
    assert decision.sites[0].approval == "Approvals register, entry CN/assistant/device#7"


def test_a_guest_from_china_brings_the_gate_and_its_register_along() -> None:
    asked = inquiry(US_CA, audience="public", pin=DEVICE, whereabouts=where(US_CA, user=CN))
    closed = decide(asked, ATLAS)
    assert refusals(closed) == {"CN-GATE-003", "approval.missing"}
    entries = {each.citation for each in closed.reasons if each.kind == "approval"}
    assert entries == {"Approvals register, entry CN/assistant/device (none)"}
    opened = release(CN, DEVICE_SITE, number="Beijing-ExampleApp-20260101")
    decision = decide(dataclasses.replace(asked, releases=opened), ATLAS)
    assert decision.permitted, refusals(decision)
    assert decision.sites[0].approval == "Approvals register, entry CN/assistant/device#7"


@pytest.mark.parametrize(
    ("operator", "user", "site"), [(US_CA, CN, US_SITE), (CN, US_CA, CN_SITE), (CN, US, CN_SITE)]
)
def test_between_china_and_america_only_the_device_remains(
    operator: MarketId, user: MarketId, site: Site
) -> None:
    decision = decide(
        inquiry(operator, whereabouts=where(operator, user=user), releases=release(operator, site)),
        ATLAS,
    )
    assert decision.places == ("device",)
    assert {"CN", "US"} <= {pack.market for pack in decision.packs}
    assert "approval.released" in {each.rule for each in decision.reasons}


def test_a_verdict_tells_how_its_sites_facts_are_known() -> None:
    evidence = {each.site: each.evidence for each in decide(inquiry(CN), ATLAS).sites}
    assert evidence == {site.id: site.evidence for site in SITES}


def test_a_partner_before_the_public_needs_release_and_number() -> None:
    without = decide(
        inquiry(CN, audience="public", pin=CN_SITE.id, releases=release(CN, CN_SITE)), ATLAS
    )
    assert refusals(without) == {"CN-GATE-002"}
    numbered = release(CN, CN_SITE, number="DEMO-App-20260101")
    assert decide(
        inquiry(CN, audience="public", pin=CN_SITE.id, releases=numbered), ATLAS
    ).permitted


def test_beyond_the_public_every_rule_binds_by_choice_of_the_house() -> None:
    for audience, expected in (("public", "law"), ("internal", "house"), ("personal", "house")):
        decision = decide(inquiry(CN, audience=audience, data=frozenset({DataClass.PHONE})), ATLAS)
        bases = {reason.basis for reason in decision.reasons if reason.rule == "CN-PART-001"}
        assert bases == {expected}
        assert {duty.basis for duty in decision.duties} == {expected}


def test_a_known_market_where_nothing_is_offered_is_refused_everywhere() -> None:
    operator = dataclasses.replace(OPERATOR, markets=(US_CA,))
    decision = decide(inquiry(CN, operator=operator, releases=release(CN, CN_SITE)), ATLAS)
    assert not decision.permitted
    assert decision.reasons[0].rule == "operator.market"
    assert all(not verdict.permitted for verdict in decision.sites)
    assert refusals(decision, CN_SITE) == {"operator.market"}


def test_an_unknown_market_is_an_error() -> None:
    with pytest.raises(UnknownMarketError):
        decide(inquiry(MarketId("XX")), ATLAS)


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
    site = dataclasses.replace(CN_SITE, features=(FeatureId("writing"),))
    decision = decide(inquiry(CN, sites=(DEVICE_SITE, site)), ATLAS)
    assert decision.verdict(site.id) is None


def test_pinning_a_site_that_does_not_list_the_feature_is_refused() -> None:
    site = dataclasses.replace(CN_SITE, features=(FeatureId("writing"),))
    decision = decide(
        inquiry(CN, sites=(DEVICE_SITE, site), pin=site.id, releases=release(CN, site)), ATLAS
    )
    assert refusals(decision) == {"operator.feature"}


def test_a_feature_that_no_site_serves_is_refused() -> None:
    site = dataclasses.replace(CN_SITE, features=(FeatureId("writing"),))
    decision = decide(inquiry(CN, sites=(site,)), ATLAS)
    assert not decision.permitted
    assert refusals(decision) == {"operator.feature"}
    assert decision.sites == ()


@pytest.mark.parametrize(
    ("site", "market", "required"),
    [
        (CN_SITE, CN, {"region", "inference_scope", "filing_no"}),
        (EU_SITE, EU, {"region", "inference_scope"}),
        (US_SITE, US_CA, {"region", "inference_scope", "owner_country"}),
    ],
)
def test_what_nobody_supplied_fails_closed(
    site: Site, market: MarketId, required: set[str]
) -> None:
    unknown: dict[str, Any] = {
        "region": None,
        "inference_scope": None,
        "filing_no": "",
        "owner_country": "",
    }
    releases = release(market, site)
    for fact, value in unknown.items():
        blank = dataclasses.replace(site, **{fact: value})
        decision = decide(inquiry(market, sites=(blank,), releases=releases, pin=site.id), ATLAS)
        assert decision.permitted is (fact not in required), fact


def test_documents_warn_at_onboarding_unless_the_operator_is_strict() -> None:
    asked = inquiry(EU, releases=release(EU, EU_SITE), pin=EU_SITE.id)
    decision = decide(asked, ATLAS)
    assert decision.permitted
    warned = {
        str(reason.rule): reason.text.en
        for reason in decision.reasons
        if reason.outcome is Outcome.LIMIT
    }
    assert set(warned) == {"EU-PART-001", "EU-PART-002"}
    assert "`dpa` is not on file" in warned["EU-PART-002"]
    strict = dataclasses.replace(OPERATOR, strict_onboarding=True)
    assert refusals(decide(dataclasses.replace(asked, operator=strict), ATLAS)) == set(warned)


def test_sensitive_data_without_consent_is_removed_and_the_request_goes_on() -> None:
    found = frozenset({DataClass.HEALTH, DataClass.NAME})
    decision = decide(inquiry(EU, data=found), ATLAS)
    assert decision.permitted
    assert decision.actions[DataClass.HEALTH] is Action.REMOVED
    assert decision.actions[DataClass.NAME] is Action.REPLACED
    reason = next(reason for reason in decision.reasons if reason.rule == "EU-CHO-003")
    assert (reason.outcome, reason.site) == (Outcome.LIMIT, None)
    assert "health" in reason.text.en


def test_with_consent_sensitive_data_is_kept_and_the_rule_permits() -> None:
    health = frozenset({DataClass.HEALTH})
    decision = decide(inquiry(EU, data=health, consents=health), ATLAS)
    assert decision.actions[DataClass.HEALTH] is Action.KEPT
    reason = next(reason for reason in decision.reasons if reason.rule == "EU-CHO-003")
    assert reason.outcome is Outcome.PERMIT


def test_actions_speak_of_classes_that_were_not_found_too() -> None:
    decision = decide(inquiry(CN), ATLAS)
    assert set(decision.actions) == set(DataClass)
    assert decision.actions[DataClass.FINANCIAL] is Action.REMOVED
    assert decide(inquiry(EU), ATLAS).actions[DataClass.FINANCIAL] is Action.REPLACED


def test_a_pack_may_refuse_for_want_of_consent() -> None:
    health = frozenset({DataClass.HEALTH})
    blocking = rule(ChoiceParams(consent="explicit"), "choice", data=health)
    atlas = with_rules(CN, blocking)
    assert refusals(decide(inquiry(CN, pin=DEVICE, data=health), atlas)) == {"CN-TEST-001"}
    assert decide(inquiry(CN, pin=DEVICE, data=health, consents=health), atlas).permitted
    assert decide(inquiry(CN, pin=DEVICE), atlas).permitted


def test_non_sensitive_only_keeps_sensitive_requests_from_partners() -> None:
    operator = dataclasses.replace(OPERATOR, partners_non_sensitive_only=True)
    asked = inquiry(CN, operator=operator, releases=release(CN, CN_SITE))
    assert decide(asked, ATLAS).places == ("device", "partner")
    sensitive = dataclasses.replace(asked, data=frozenset({DataClass.HEALTH}))
    decision = decide(sensitive, ATLAS)
    assert decision.places == ("device",)
    assert refusals(decision, CN_SITE) == {"operator.non_sensitive"}


def test_duties_are_listed_unmet_on_refusals_too() -> None:
    phone = frozenset({DataClass.PHONE})
    decision = decide(inquiry(CN, pin=US_SITE.id, data=phone), ATLAS)
    assert not decision.permitted
    assert [duty.rule for duty in decision.duties] == ["CN-PART-001", "CN-LAB-001", "CN-DIS-002"]
    assert {duty.status for duty in decision.duties} == {DutyStatus.UNMET}


def test_rules_bind_the_modality_that_they_name() -> None:
    image = decide(inquiry(US_CA, modality="image", monthly_users=2_000_000), ATLAS)
    assert "US-CA-LAB-001" in {duty.rule for duty in image.duties}
    text = decide(inquiry(US_CA, monthly_users=2_000_000), ATLAS)
    assert "US-CA-LAB-001" not in {duty.rule for duty in text.duties}


def test_rules_not_yet_in_force_are_only_upcoming() -> None:
    decision = decide(inquiry(US_CA), ATLAS)
    assert [(each.rule, each.date) for each in decision.upcoming] == [
        ("US-CA-CHO-002", date(2027, 1, 1)),
        ("US-DIS-003", date(2027, 1, 1)),
    ]
    spoken = {reason.rule for reason in decision.reasons} | {duty.rule for duty in decision.duties}
    assert not spoken & {each.rule for each in decision.upcoming}


def test_the_day_decides() -> None:
    before = decide(inquiry(EU, at=date(2026, 8, 1)), ATLAS)
    after = decide(inquiry(EU, at=date(2026, 8, 2)), ATLAS)
    assert "EU-LAB-001" in {each.rule for each in before.upcoming}
    assert "EU-LAB-001" in {duty.rule for duty in after.duties}
    assert before.at == date(2026, 8, 1)


def test_a_duty_carries_what_its_part_needs() -> None:
    duty = next(duty for duty in decide(inquiry(CN), ATLAS).duties if duty.rule == "CN-PART-001")
    assert duty.params["display"] == ("model_name", "filing_no")
    notice = duty.params["notice"]
    assert isinstance(notice, dict)
    assert notice["id"] == "cn.model"


def test_a_label_rule_that_asks_for_nothing_to_be_added_is_no_duty() -> None:
    quiet = rule(LabelParams(layers=("watermark",)), "label", on_fail="warn")
    decision = decide(inquiry(CN), with_rules(CN, quiet))
    assert "CN-TEST-001" not in {duty.rule for duty in decision.duties}
