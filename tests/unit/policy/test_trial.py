import dataclasses
from datetime import date
from typing import Any

import pytest

from domicile.core.decision import Decision
from domicile.core.errors import PackError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId
from domicile.markets.case import Given
from domicile.markets.check import Mismatch, check_pack, said
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.catalog import Params
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.export import ExportParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.schema import Pack, Rule, Transitional
from domicile.policy.trial import trial
from tests.unit.policy.samples import ATLAS, CN, EU, TODAY, US, pack, rule, world

SAMPLE: dict[str, Any] = {
    "id": "sample",
    "model": "m",
    "owner": "Sample",
    "owner_country": "CN",
    "region": "cn-mainland",
    "inference_scope": "cn-mainland",
    "filing_no": "Beijing-Model-20260101",
}
MESSAGE = DataClass.PRIVATE_MESSAGE


def packed(*rules: Rule, **changes: Any) -> Pack:
    return pack(*rules, **{"sample_site": SAMPLE, **changes})


def run(spoken: Rule, **given: Any) -> Decision:
    return trial(world())(packed(spoken), spoken, Given(**given), at=TODAY)


def outcome(spoken: Rule, **given: Any) -> str:
    return said(run(spoken, **given), spoken.id)


def partner(params: Params, **changes: Any) -> Rule:
    return rule(params, "partner", **changes)


OPEN = partner(PartnerParams())


@pytest.mark.parametrize("market", ATLAS.markets)
def test_every_bundled_pack_says_what_its_cases_expect(market: MarketId) -> None:
    mismatches: tuple[Mismatch, ...] = check_pack(ATLAS.get(market), trial(ATLAS))
    assert mismatches == ()


def test_a_case_is_a_lawful_public_offer_by_a_partner_unless_it_says_otherwise() -> None:
    decision = run(OPEN)
    assert decision.permitted
    assert decision.places == ("partner",)
    assert {each.basis for each in decision.reasons if each.rule == OPEN.id} == {"law"}


def test_a_case_may_take_facts_away_and_change_others() -> None:
    filed = partner(PartnerParams(filing=True, allow_scopes=("cn-mainland",)))
    assert outcome(filed) == "permit"
    assert outcome(filed, unknown=("filing_no", "no such fact")) == "refuse"
    assert outcome(filed, site={"inference_scope": "sg"}) == "refuse"


def test_a_case_may_be_answered_on_the_device() -> None:
    gate = rule(GateParams(artifact="x"), "gate", applies_to=AppliesTo(route=("on_device",)))
    assert outcome(gate, on_device=True) == "permit"
    assert outcome(gate) == "silent"
    treats = rule(GateParams(artifact="x", treat_as={"filed_model": "CN-FILED"}), "gate")
    told = run(treats, on_device=True, site={"origin": "filed", "filing_no": "x-1"})
    assert any("CN-FILED" in each.text.en for each in told.reasons)


def test_the_register_holds_what_the_case_says() -> None:
    gate = rule(GateParams(artifact="x", release=True, number=True), "gate")
    assert outcome(gate, site={"evidence": "simulated"}) == "permit"
    assert outcome(gate, number="") == "refuse"
    for state in ("filed", "suspended", "withdrawn", ""):
        assert outcome(gate, release=state, number="N-1") == "refuse"
    assert outcome(gate, release="restricted", number="N-1") == "refuse"
    assert outcome(gate, release="restricted", number="N-1", audience="internal") == "permit"
    assert outcome(gate, operator=US, user=CN, number="N-1") == "permit"


def test_a_case_may_bring_a_person_from_elsewhere() -> None:
    for given in ({"user": US}, {"device": US}, {"operator": US, "user": CN}):
        assert {each.market for each in run(OPEN, **given).packs} == {"CN", "US"}


def test_the_pack_under_check_takes_the_place_of_its_namesake() -> None:
    assert [each.digest for each in run(OPEN).packs] == ["d" * 64]
    new = packed(OPEN, id=MarketId("XX"))
    decision = trial(world())(new, OPEN, Given(user=EU), at=TODAY)
    assert [each.market for each in decision.packs] == ["XX", "EU"]


def test_facts_go_to_the_hand_that_may_state_them() -> None:
    stated = partner(PartnerParams(), applies_to=AppliesTo(use=("companion",)))
    assert outcome(stated, facts={"use": ("companion",)}) == "permit"
    attested = partner(PartnerParams(), unless=AppliesTo(transaction=("transit",)))
    assert outcome(attested, facts={"transaction": ("transit",)}) == "silent"
    unless_used = partner(PartnerParams(), unless=AppliesTo(use=("research",)))
    assert outcome(unless_used, facts={"use": ("research",)}) == "permit"
    happened = rule(
        AssessParams(document="x"), "assess", on_fail="add", applies_to=AppliesTo(event=("breach",))
    )
    assert outcome(happened, facts={"event": ("breach",)}) == "duty"
    assert outcome(happened) == "silent"


def test_the_operators_documents_users_and_strictness_are_those_of_the_case() -> None:
    document = partner(
        PartnerParams(documents=("dpa",)),
        on_fail="warn_unless_strict",
        applies_to=AppliesTo(monthly_users_min=5),
    )
    assert outcome(document) == "silent"
    assert outcome(document, monthly_users=5) == "limit"
    assert outcome(document, monthly_users=5, strict_onboarding=True) == "refuse"
    assess = rule(AssessParams(document="dpia"), "assess", on_fail="add")
    (duty,) = run(assess, documents=("dpia",)).duties
    assert duty.status == "met"


def test_consents_and_what_was_found_are_those_of_the_case() -> None:
    asking = rule(ChoiceParams(consent="explicit"), "choice", data=frozenset({MESSAGE}))
    assert outcome(asking) == "silent"
    assert outcome(asking, data=(MESSAGE,)) == "refuse"
    assert outcome(asking, data=(MESSAGE,), consents=(MESSAGE,)) == "permit"


def test_people_are_those_of_the_largest_class_or_the_operators_users() -> None:
    export = rule(
        ExportParams(people_min=100, mechanisms=("contract",)), "export", data=frozenset(DataClass)
    )
    leaving: dict[str, Any] = {"data": (MESSAGE,)}
    assert outcome(export, **leaving) == "permit"
    assert outcome(export, people={MESSAGE: 100, DataClass.NAME: 1}, **leaving) == "refuse"
    assert outcome(export, people={MESSAGE: 99}, **leaving) == "permit"
    assert outcome(export, counted=False, monthly_users=100, **leaving) == "refuse"


def test_a_feature_was_screened_against_all_that_the_rule_wants_but_for_what_is_said() -> None:
    gate = rule(GateParams(artifact="x", screened=("scoring",)), "gate")
    assert outcome(gate) == "permit"
    assert outcome(gate, unscreened=("scoring",)) == "refuse"
    other = rule(GateParams(artifact="x", documents=("a",), unless_screened=("scoring",)), "gate")
    assert outcome(other) == "permit"
    assert outcome(other, unscreened=("scoring",)) == "refuse"


def test_a_product_of_old_has_its_grace() -> None:
    grace = Transitional(placed_before=date(2026, 8, 2), until=date(2026, 12, 2))
    young = partner(PartnerParams(), transitional=grace)
    assert outcome(young, placed=date(2026, 8, 1)) == "silent"
    assert outcome(young) == "permit"


def test_the_modality_and_the_feature_are_those_of_the_case() -> None:
    pictures = partner(
        PartnerParams(), applies_to=AppliesTo(modality=("image",), feature=("vision",))
    )
    assert outcome(pictures, modality="image", feature="vision") == "permit"
    assert outcome(pictures, modality="image") == "silent"


def test_a_site_that_makes_no_sense_is_named() -> None:
    for given in ({"site": {"colour": "red"}}, {"site": {"colour": "red"}, "on_device": True}):
        with pytest.raises(PackError, match="CN: the site of a case makes no sense"):
            run(OPEN, **given)


def test_a_pack_whose_case_expects_too_much_is_found_out() -> None:
    wrong = dataclasses.replace(OPEN, cases=())
    (mismatch, other) = check_pack(packed(wrong), trial(world()))
    assert {mismatch.problem, other.problem} == {
        "no case expects permit or silent",
        "no case expects limit or refuse",
    }
