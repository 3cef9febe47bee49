"""Strictest wins: adding a rule, a pack or a stricter setting never widens what is permitted."""

import dataclasses
from datetime import date
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from domicile.core.decision import Decision, RuleKind
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, RuleId, SiteId
from domicile.core.settings import OperatorSettings
from domicile.core.site import Site, Terms
from domicile.markets.kinds.catalog import Params
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.export import ExportParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.load import ON_FAIL
from domicile.markets.schema import Rule
from domicile.policy.decide import decide
from domicile.policy.inquiry import Inquiry
from domicile.store.releases import Release, ReleaseKey
from tests.unit.policy.samples import (
    ASSISTANT,
    ATLAS,
    DEVICE_SITE,
    inquiry,
    release,
    rule,
    where,
    with_rules,
)

MARKETS = st.sampled_from(ATLAS.markets)
REGIONS = ("cn-mainland", "hk", "eu", "us", "sg", "global")
CLASSES = st.frozensets(st.sampled_from(DataClass))
UNKNOWN: dict[str, dict[str, Any]] = {
    "owner_country": {"owner_country": ""},
    "region": {"region": None},
    "inference_scope": {"inference_scope": None},
    "filing_no": {"filing_no": ""},
    "documents": {"documents": {}},
    "terms": {"terms": Terms()},
}
STATES = ("filed", "released", "restricted", "suspended", "withdrawn")


@st.composite
def sites(draw: st.DrawFn) -> Site:
    return Site(
        id=SiteId(draw(st.sampled_from(("a", "b", "c")))),
        model=draw(st.sampled_from(("m", "n"))),
        owner=draw(st.sampled_from(("", "Example", "Other"))),
        owner_country=draw(st.sampled_from(("", "CN", "US", "FR"))),
        region=draw(st.sampled_from((None, *REGIONS))),
        inference_scope=draw(st.sampled_from((None, *REGIONS))),
        filing_no=draw(st.sampled_from(("", "DEMO-Qwen-20260101", "Beijing-YunQue-20230821"))),
        features=draw(st.sampled_from(((), (ASSISTANT,)))),
        evidence=draw(st.sampled_from(("declared", "simulated"))),
        terms=Terms(trains_on_input=draw(st.booleans())),
        documents=draw(st.sampled_from(({}, {"dpa": "dpa.pdf"}))),
    )


@st.composite
def inquiries(draw: st.DrawFn) -> Inquiry:
    operator, user, device = draw(MARKETS), draw(MARKETS), draw(MARKETS)
    found = {site.id: site for site in draw(st.lists(sites(), max_size=3))}
    releases: dict[ReleaseKey, Release] = {}
    for site in (DEVICE_SITE, *found.values()):
        if draw(st.booleans()):
            state = draw(st.sampled_from(STATES))
            number = draw(st.sampled_from(("", "Beijing-App-20260101")))
            releases |= release(operator, site, state, number=number)
    return inquiry(
        operator,
        whereabouts=where(operator, user=user, device=device),
        audience=draw(st.sampled_from(("public", "internal", "personal"))),
        at=draw(st.dates(date(2017, 1, 1), date(2028, 1, 1))),
        sites=(DEVICE_SITE, *found.values()),
        releases=releases,
        data=draw(CLASSES),
        consents=draw(CLASSES),
        operator=OperatorSettings(
            name="Example",
            markets=draw(st.sampled_from((ATLAS.markets, (operator,), (MarketId("ZZ"),)))),
            partners_non_sensitive_only=draw(st.booleans()),
            strict_onboarding=draw(st.booleans()),
        ),
    )


def some_params(draw: st.DrawFn) -> tuple[RuleKind, Params]:
    regions: Any = tuple(draw(st.lists(st.sampled_from(REGIONS), max_size=3)))
    documents = draw(st.sampled_from(((), ("dpa",))))
    made: dict[RuleKind, Params] = {
        "gate": GateParams(
            artifact="x", release=draw(st.booleans()), number=True, documents=documents
        ),
        "partner": PartnerParams(
            allow_scopes=regions, deny_owner_countries=("CN",), documents=documents
        ),
        "locate": LocateParams(regions=regions),
        "export": ExportParams(home=regions, mechanisms=("dpa",)),
        "choice": ChoiceParams(consent="explicit"),
    }
    kind = draw(st.sampled_from(sorted(made)))
    return kind, made[kind]


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    kind, params = some_params(draw)
    return rule(
        params,
        kind,
        id=RuleId("XX-ADDED-001"),
        on_fail=draw(st.sampled_from(sorted(ON_FAIL[kind]))),
        data=draw(CLASSES) if kind == "choice" else frozenset(),
    )


def assert_no_wider(narrow: Decision, wide: Decision) -> None:
    assert narrow.permitted <= wide.permitted
    assert set(narrow.places) <= set(wide.places)
    before = {verdict.site: verdict.permitted for verdict in wide.sites}
    assert {verdict.site for verdict in narrow.sites} == set(before)
    assert all(verdict.permitted <= before[verdict.site] for verdict in narrow.sites)
    for data_class, action in narrow.actions.items():
        assert action.strictness >= wide.actions[data_class].strictness
    assert {duty.rule for duty in narrow.duties} >= {duty.rule for duty in wide.duties}


@given(asked=inquiries(), market=MARKETS, added=rules())
def test_adding_a_rule_never_widens(asked: Inquiry, market: MarketId, added: Rule) -> None:
    changed = dataclasses.replace(added, market=market)
    assert_no_wider(decide(asked, with_rules(market, changed)), decide(asked, ATLAS))


@given(asked=inquiries(), market=MARKETS)
def test_adding_a_market_never_widens(asked: Inquiry, market: MarketId) -> None:
    places = dataclasses.replace(asked.whereabouts, also=(market,))
    assert_no_wider(
        decide(dataclasses.replace(asked, whereabouts=places), ATLAS), decide(asked, ATLAS)
    )


@given(asked=inquiries())
def test_a_stricter_operator_never_widens(asked: Inquiry) -> None:
    strict = dataclasses.replace(
        asked.operator, strict_onboarding=True, partners_non_sensitive_only=True
    )
    assert_no_wider(
        decide(dataclasses.replace(asked, operator=strict), ATLAS), decide(asked, ATLAS)
    )


@given(asked=inquiries(), fact=st.sampled_from(sorted(UNKNOWN)))
def test_a_fact_that_nobody_supplies_never_widens(asked: Inquiry, fact: str) -> None:
    sites = tuple(
        each if each.is_device else dataclasses.replace(each, **UNKNOWN[fact])
        for each in asked.sites
    )
    assert_no_wider(decide(dataclasses.replace(asked, sites=sites), ATLAS), decide(asked, ATLAS))


@given(asked=inquiries())
def test_a_release_that_is_gone_never_widens(asked: Inquiry) -> None:
    assert_no_wider(decide(dataclasses.replace(asked, releases={}), ATLAS), decide(asked, ATLAS))


@given(asked=inquiries())
def test_a_consent_that_is_gone_never_widens(asked: Inquiry) -> None:
    without = dataclasses.replace(asked, consents=frozenset())
    assert_no_wider(decide(without, ATLAS), decide(asked, ATLAS))


@given(asked=inquiries(), pin=st.sampled_from(("a", "b", "c", "device")))
def test_a_pin_never_widens_and_the_others_verdicts_stay(asked: Inquiry, pin: str) -> None:
    free = decide(asked, ATLAS)
    assume(free.verdict(SiteId(pin)) is not None)
    pinned = decide(dataclasses.replace(asked, pin=SiteId(pin)), ATLAS)
    assert pinned.sites == free.sites
    verdict = pinned.verdict(SiteId(pin))
    assert verdict is not None
    assert pinned.permitted is verdict.permitted
    assert {each.site for each in pinned.reasons} <= {None, SiteId(pin)}


@given(asked=inquiries())
def test_a_decision_is_consistent(asked: Inquiry) -> None:
    decision = decide(asked, ATLAS)
    assert set(decision.actions) == set(DataClass)
    assert decision.actions[DataClass.NAME].strictness <= 1
    assert decision.permitted == any(verdict.permitted for verdict in decision.sites)
    assert decision.permitted == bool(decision.places)
    for verdict in decision.sites:
        assert verdict.permitted == all(each.outcome != "refuse" for each in verdict.reasons)
    spoken = {each.rule for each in decision.reasons} | {each.rule for each in decision.duties}
    assert not spoken & {each.rule for each in decision.upcoming}


@given(asked=inquiries())
def test_deciding_is_a_function(asked: Inquiry) -> None:
    assert decide(asked, ATLAS) == decide(asked, ATLAS)
