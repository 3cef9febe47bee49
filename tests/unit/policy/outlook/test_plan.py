from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domicile.core.findings import DataClass
from domicile.core.ids import DEVICE
from domicile.core.site import Certificate, Site
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.resolve import Atlas
from domicile.policy.inquiry import Inquiry
from domicile.policy.outlook.missing import Missing
from domicile.policy.outlook.plan import ANEW, MarketPlan, SitePlan, plan
from domicile.policy.register.numbers import number_key
from domicile.store.releases import ReleaseState, Snapshot
from tests.unit.policy.samples import (
    ATLAS,
    CN,
    CN_SITE,
    DEVICE_SITE,
    OPERATOR,
    TODAY,
    inquiry,
    named,
    release,
    world,
)

SITES = (CN_SITE, DEVICE_SITE)


def ask(
    asked: Inquiry | None = None, atlas: Atlas | None = None, **circumstances: Any
) -> MarketPlan:
    return plan(asked or inquiry(sites=SITES), atlas or world(), **circumstances)


def of_site(site: Site, asked: Inquiry, atlas: Atlas | None = None, **more: Any) -> SitePlan:
    found = ask(replace(asked, sites=(site,)), atlas, **more)
    (only,) = found.sites
    return only


def whats(found: tuple[Missing, ...]) -> list[str]:
    return [each.what.en for each in found]


def test_the_device_is_open_and_a_partner_is_two_steps_away() -> None:
    found = ask()
    device, partner = found.sites
    assert (found.market, found.name.en, found.is_open, found.distance) == (CN, "Testland", True, 0)
    assert (device.site, device.is_open, device.steps, device.distance) == (DEVICE, True, (), 0)
    assert (partner.site, partner.is_open, partner.state) == ("demo-cn", False, None)
    assert (partner.steps, partner.missing, partner.distance) == (("submit", "approve"), (), 2)
    assert (partner.route, partner.other) == (None, None)


def test_a_device_without_a_model_is_not_open() -> None:
    found = ask(unable=frozenset({DEVICE}))
    assert (found.is_open, found.distance) == (False, 1)
    (lack,) = found.sites[0].missing
    assert (lack.rule, lack.kind) == ("device.model", "operator")


def test_a_feature_that_nobody_serves_has_no_distance() -> None:
    found = ask(inquiry(sites=(replace(CN_SITE, features=()),)))
    assert (found.sites, found.is_open, found.distance) == ((), False, None)


def test_a_pin_asks_about_one_site_even_if_it_does_not_serve_the_feature() -> None:
    idle = replace(CN_SITE, features=())
    (found,) = ask(inquiry(sites=(idle, DEVICE_SITE), pin=idle.id)).sites
    assert [each.rule for each in found.missing] == ["operator.feature"]


@pytest.mark.parametrize(
    ("state", "audience", "steps"),
    [
        ("filed", "public", ("approve",)),
        ("approved", "public", ("approve",)),
        ("released", "public", ()),
        ("restricted", "internal", ()),
        ("restricted", "public", ("approve",)),
        ("suspended", "public", ("approve",)),
        ("withdrawn", "public", ("submit", "approve")),
    ],
)
def test_what_is_left_to_do_in_the_register(
    state: str, audience: str, steps: tuple[str, ...]
) -> None:
    asked = inquiry(releases=release(CN, CN_SITE, state), audience=audience)
    found = of_site(CN_SITE, asked)
    assert (found.state, found.steps) == (ReleaseState(state), steps)
    assert found.is_open is (steps == ())


@pytest.mark.parametrize("state", ["filed", "released", "suspended", "restricted"])
def test_a_model_that_was_changed_is_released_anew(state: str) -> None:
    found = of_site(replace(CN_SITE, model="newer"), inquiry(releases=release(CN, CN_SITE, state)))
    assert found.steps == ANEW
    assert found.missing == ()


def test_what_nobody_signed_is_released_anew() -> None:
    found = of_site(CN_SITE, inquiry(releases=release(CN, CN_SITE, barred="unsigned")))
    assert found.steps == ANEW


def test_two_people_take_two_approvals() -> None:
    def steps(**changes: Any) -> tuple[str, ...]:
        asked = inquiry(releases=release(CN, CN_SITE, **changes) if changes else {})
        return of_site(CN_SITE, asked, two_person=True).steps

    assert steps() == ("submit", "approve", "approve")
    assert steps(state="filed") == ("approve", "approve")
    assert steps(state="approved", is_pending=True) == ("approve",)
    assert steps(state="released") == ()


def test_what_waits_for_the_log_takes_no_step() -> None:
    found = of_site(CN_SITE, inquiry(releases=release(CN, CN_SITE, barred="unlogged")))
    assert (found.is_open, found.steps) == (False, ())
    assert [each.rule for each in found.missing] == ["approval.unlogged"]
    assert found.missing[0].remedy is not None


def test_a_lapsed_pack_is_missing_beside_the_steps() -> None:
    lapsed = inquiry(today=date(2027, 1, 2))
    found = of_site(CN_SITE, lapsed)
    assert found.steps == ("submit", "approve")
    assert [each.rule for each in found.missing] == ["approval.lapsed"]


def test_a_recalled_number_is_missing_beside_the_steps() -> None:
    site = replace(CN_SITE, filing_no="Beijing-App-20260101")
    known = Snapshot({}, frozenset({number_key(site.filing_no)}))
    found = of_site(site, inquiry(releases=known))
    assert found.steps == ("submit", "approve")
    assert [each.rule for each in found.missing] == ["approval.recalled"]


def test_a_certificate_that_is_over_keeps_it_from_being_submitted() -> None:
    held = {"cac": Certificate(scope="x", expires=TODAY - timedelta(days=1))}
    site = replace(CN_SITE, certificates=held)
    found = of_site(site, inquiry())
    assert whats(found.missing) == ["The certificate `cac` has expired."]
    assert of_site(site, inquiry(releases=release(CN, site))).missing == ()


def test_what_packs_still_ask_is_missing() -> None:
    gate = named("CN-GATE-005", GateParams(artifact="pack", documents=("label_evidence_pack",)))
    found = of_site(CN_SITE, inquiry(), world(gate))
    assert whats(found.missing) == ["The document `label_evidence_pack` is not on file."]
    assert found.distance == 3


def test_what_closes_only_with_data_says_with_which_and_adds_nothing_to_the_distance() -> None:
    health = frozenset({DataClass.HEALTH, DataClass.GENOMIC})
    rule = named(
        "CN-LOC-001",
        LocateParams(regions=("eu",)),
        applies_to=AppliesTo(data=("health", "genomic")),
        data=health,
    )
    found = of_site(CN_SITE, inquiry(releases=release(CN, CN_SITE)), world(rule))
    assert found.is_open
    assert found.distance == 0
    assert {each.data for each in found.missing} == {(DataClass.HEALTH, DataClass.GENOMIC)}
    assert len(found.missing) == 2


def test_duties_that_only_the_operator_can_meet_close_nothing() -> None:
    always = named("CN-ASS-003", AssessParams(document="dossier"), on_fail="add")
    sensitive = named(
        "CN-ASS-001",
        AssessParams(document="pipia"),
        on_fail="add",
        applies_to=AppliesTo(trigger=("sensitive_pi",)),
    )
    found = of_site(CN_SITE, inquiry(releases=release(CN, CN_SITE)), world(always, sensitive))
    assert found.distance == 0
    assert [each.rule for each in found.duties] == ["CN-ASS-003", "CN-ASS-001"]
    assert found.duties[0].data == ()
    assert DataClass.HEALTH in found.duties[1].data
    assert DataClass.NAME not in found.duties[1].data


def test_a_rule_that_is_to_come_is_told() -> None:
    later = TODAY + timedelta(days=10)
    rule = named("CN-LOC-001", LocateParams(regions=("eu",)), in_force_from=later)
    found = of_site(CN_SITE, inquiry(), world(rule))
    assert [(each.rule, each.date) for each in found.ahead][:1] == [("CN-LOC-001", later)]


PUBLIC = replace(OPERATOR, audience="public")


def in_china(site: Site, **changes: Any) -> SitePlan:
    asked = inquiry(CN, audience="public", operator=PUBLIC, today=TODAY, **changes)
    return of_site(site, asked, ATLAS)


def test_in_china_the_number_is_missing_until_it_is_entered() -> None:
    found = in_china(CN_SITE)
    assert found.route is not None
    assert found.route.rule == "CN-GATE-002"
    assert whats(found.missing) == ["No number is entered."]
    entered = release(CN, CN_SITE, "filed", number="DEMO-App-20260101")
    assert whats(in_china(CN_SITE, releases=entered).missing) == []
    changed = replace(CN_SITE, model="newer")
    assert whats(in_china(changed, releases=entered).missing) == ["No number is entered."]


def test_a_tuned_model_is_offered_the_route_of_a_filed_one_where_that_asks_less() -> None:
    found = in_china(replace(CN_SITE, origin="tuned"))
    assert found.route is not None
    assert found.other is not None
    assert (found.route.rule, found.other.route.rule) == ("CN-GATE-001", "CN-GATE-002")
    assert whats(found.other.missing) == ["No number is entered."]
    assert in_china(CN_SITE).other is None
