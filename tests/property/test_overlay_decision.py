"""Whatever overlay is taken, nothing becomes wider: no site, no place, no treatment of data."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domicile.core.decision import Decision, RuleKind
from domicile.core.decode import decode
from domicile.core.errors import PackError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, SiteId
from domicile.core.request import Choices
from domicile.core.settings import OperatorSettings
from domicile.core.site import Site, Terms
from domicile.markets.demands import ON_FAIL, OTHERWISE
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.tighten import KEY, MORE
from domicile.markets.overlay import Overlay, parse_overlay
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Pack
from domicile.markets.tightened import ORDER
from domicile.policy.decide import decide
from domicile.policy.inquiry import Inquiry
from domicile.store.releases import Release, ReleaseKey
from tests.unit.policy.samples import ASSISTANT, ATLAS, DEVICE_SITE, SITES, inquiry, release, where

PACKS: Mapping[MarketId, Pack] = {market: ATLAS.get(market) for market in ATLAS.markets}
RULES = tuple(rule for pack in PACKS.values() for rule in pack.rules)
SCREENED = frozenset(
    practice
    for rule in RULES
    if isinstance(rule.params, GateParams)
    for practice in (*rule.params.screened, *rule.params.unless_screened)
)
MARKETS = st.sampled_from(ATLAS.markets)
REGIONS = ("cn-mainland", "eu", "us", "global")
CLASSES = st.frozensets(st.sampled_from(sorted(DataClass)), max_size=4)
STATED = {name: ATLAS.vocabulary.get(name, frozenset()) for name in ("use", "user", "action")}
WORDS: Mapping[str, tuple[Any, ...]] = {
    "documents": ("dpa", "extra"),
    "layers": ("metadata", "watermark", "detector"),
    "display": ("model_name",),
    "deny_scopes": REGIONS,
    "forbid_terms": ("trains_on_input", "retains_prompts"),
    "deny_owner_countries": ("US", "CN", "FR"),
    "regions": REGIONS,
    "allow_scopes": REGIONS,
}
"""Words that ask for something which the sites below have, or lack."""


def mostly(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    """Draw what is usual, and at times something else."""
    return st.sampled_from((usual, usual, usual, *others))


def stricter(draw: st.DrawFn, name: str, before: Any, side: str) -> Any:
    """Draw a value that is often stricter than ``before``."""
    if isinstance(before, bool):
        return side == MORE[KEY]
    if isinstance(before, tuple):
        more = draw(st.lists(st.sampled_from(WORDS.get(name, ("extra",))), min_size=1, unique=True))
        return [*before, *more] if side == MORE[KEY] else list(before[:1]) or more
    if isinstance(before, Mapping):
        return {draw(st.sampled_from(sorted(before))): 1} if before else {}
    number = before or 0
    return number + 1 if side == MORE[KEY] else draw(st.integers(0, number))


@st.composite
def entries(draw: st.DrawFn) -> dict[str, Any]:
    """Draw an entry of ``tighten`` that is often taken."""
    rule = draw(st.sampled_from(RULES))
    entry: dict[str, Any] = {"rule": rule.id}
    later = [each for each in ORDER if each in ON_FAIL.get(rule.kind, ())]
    if rule.on_fail in later[:-1] and draw(st.booleans()):
        entry["on_fail"] = draw(st.sampled_from(later[later.index(rule.on_fail) + 1 :]))
    if draw(mostly("", "earlier")):
        entry["in_force_from"] = date(2026, 1, 1)
    fields = [each for each in dataclasses.fields(rule.params) if KEY in each.metadata]
    if draw(st.booleans()) and fields:
        field = draw(st.sampled_from(fields))
        before = getattr(rule.params, field.name)
        value = stricter(draw, field.name, before, field.metadata[KEY])
        entry["params"] = {field.name: value}
    return entry


OWN: Mapping[RuleKind, tuple[Mapping[str, Any], ...]] = {
    "gate": (
        {"artifact": "x", "deny": True},
        {"artifact": "x", "release": True, "number": True},
        {"artifact": "x", "documents": ["dpa"]},
        {"artifact": "x", "screened": ["new_practice"]},
    ),
    "partner": ({"documents": ["dpa"]}, {"allow_scopes": ["eu"]}, {"filing": True}),
    "locate": ({"regions": ["us"]}, {"regions": ["cn-mainland"], "fallback": ["eu"]}),
    "export": (
        {"home": ["eu"], "deny": True},
        {"people_min": 2, "mechanisms": ["scc"]},
        {"free_below": True, "people_min": 5, "mechanisms": ["scc"]},
        {"thresholds": {"health": 0}, "deidentified_counts": True, "mechanisms": ["dpa"]},
    ),
    "choice": (
        {"consent": "explicit"},
        {"training_on_inputs": False},
        {"human_only": ["contract"]},
    ),
    "retain": ({"at_most_days": {"prompt": 3}},),
    "protect": ({"deny": True, "below_age": 14}, {"guardian_consent_below": 16}),
    "disclose": ({"when": "always"},),
    "label": ({"layers": ["watermark"]},),
}
"""Kind to parameters of rules of one's own."""


@st.composite
def own_rules(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(OWN)))
    facts: dict[str, Any] = {"data": sorted(draw(CLASSES))}
    person = draw(mostly("", "minor", "under_14", "us_person"))
    if person:
        facts["user"] = [person]
    return {
        "id": "OWN-001",
        "market": draw(MARKETS),
        "kind": kind,
        "in_force_from": date(2026, 1, 1),
        "applies_to": facts,
        "requirement": {"en": "Required.", "zh": "要求。"},
        "params": draw(st.sampled_from(OWN[kind])),
        "on_fail": draw(st.sampled_from(sorted(ON_FAIL.get(kind, OTHERWISE)))),
        "cite": {"at": "House book", "checked": date(2026, 11, 24)},
    }


def taken(tree: Mapping[str, Any]) -> Overlay | None:
    """Read an overlay of plain data, or return None for one that is refused."""
    text = json.dumps(
        {"schema": "domicile.overlay/1", "as_of": date(2026, 11, 24), **tree},
        default=lambda day: f"<{day}>",
    )
    try:
        return parse_overlay(
            text.replace('"<', "").replace('>"', "").encode(), "overlay.yaml", PACKS
        )
    except PackError:
        return None


@st.composite
def overlays(draw: st.DrawFn) -> Overlay:
    """Draw an overlay of everything that is taken by itself."""
    found = draw(st.lists(entries(), min_size=2, max_size=8, unique_by=lambda entry: entry["rule"]))
    kept = [entry for entry in found if taken({"tighten": [entry]}) is not None]
    rule = draw(own_rules())
    rules = [rule] if taken({"rules": [rule]}) is not None else []
    overlay = taken({"tighten": kept, "rules": rules})
    assert overlay is not None
    assert len(overlay.rules) == len(kept) + len(rules)
    return overlay


SAMPLES = {
    market: dataclasses.replace(
        decode(pack.sample_site, Site), id=SiteId(f"of-{market}".lower()), features=(ASSISTANT,)
    )
    for market, pack in PACKS.items()
}
"""Sites that meet every rule of their market."""

DOCUMENTS = frozenset(
    document
    for rule in RULES
    if isinstance(rule.params, GateParams)
    for document in rule.params.documents
)


@st.composite
def sites(draw: st.DrawFn, market: MarketId) -> Site:
    site: Site = draw(mostly(SAMPLES[market], *SAMPLES.values()))
    return dataclasses.replace(
        site,
        owner_country=draw(mostly(site.owner_country, "")),
        region=draw(mostly(site.region, None, "global")),
        terms=draw(mostly(site.terms, Terms(), Terms(retention_days=30, trains_on_input=False))),
        documents=draw(mostly({**site.documents, "dpa": "dpa.pdf"}, site.documents, {})),
    )


@st.composite
def inquiries(draw: st.DrawFn) -> Inquiry:
    operator = draw(MARKETS)
    found = {site.id: site for site in draw(st.lists(sites(operator), min_size=1, max_size=3))}
    releases: dict[ReleaseKey, Release] = {}
    for market in PACKS:
        for site in (DEVICE_SITE, *found.values()):
            state = draw(mostly("released", "filed"))
            releases |= release(market, site, state, number="DEMO-App-20260101")
    facts: dict[str, frozenset[str]] = {}
    for name, words in STATED.items():
        word = draw(mostly("", *sorted(words)[:1], *sorted(words)[-1:]))
        if word:
            facts[name] = frozenset({word})
    return inquiry(
        operator,
        whereabouts=where(
            operator, user=draw(mostly(operator, *PACKS)), device=draw(mostly(operator, *PACKS))
        ),
        audience=draw(mostly("internal", "public")),
        at=draw(st.dates(date(2026, 6, 1), date(2027, 6, 1))),
        sites=(DEVICE_SITE, *found.values()),
        releases=releases,
        data=draw(mostly(frozenset()) | CLASSES),
        choices=Choices(consents=draw(CLASSES)),
        screening=draw(mostly(SCREENED, frozenset())),
        facts=facts,
        operator=OperatorSettings(
            name="Example",
            markets=ATLAS.markets,
            strict_onboarding=draw(st.booleans()),
            documents=dict.fromkeys(draw(mostly(DOCUMENTS, frozenset())), "x.pdf"),
        ),
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


STRICT_ONBOARDING = "{rule: EU-PART-001, on_fail: block}"


@settings(max_examples=200)
@given(asked=inquiries(), overlay=overlays())
def test_no_overlay_widens(asked: Inquiry, overlay: Overlay) -> None:
    with_it = Atlas(PACKS.values(), overlay)
    narrow, wide = decide(asked, with_it), decide(asked, ATLAS)
    assert_no_wider(narrow, wide)
    assert narrow.packs == (*wide.packs, overlay.ref)


def test_an_overlay_closes_what_the_packs_leave_open() -> None:
    eu = MarketId("EU")
    site = next(each for each in SITES if each.id == "demo-eu")
    asked = inquiry(
        eu,
        sites=(DEVICE_SITE, site),
        releases=release(eu, site),
        screening=SCREENED,
        operator=OperatorSettings(name="Example", markets=ATLAS.markets),
    )
    rule = f"{{schema: domicile.overlay/1, as_of: 2026-11-24, tighten: [{STRICT_ONBOARDING}]}}"
    overlay = parse_overlay(rule.encode(), "overlay.yaml", PACKS)
    assert decide(asked, ATLAS).places == ("device", "partner")
    narrow = decide(asked, Atlas(PACKS.values(), overlay))
    assert narrow.places == ("device",)
    (refusal,) = [reason for reason in narrow.reasons if reason.outcome == "refuse"]
    assert refusal.rule == "operator.EU-PART-001"
    assert refusal.basis == "house"
    assert refusal.citation.startswith(
        "Overlay of the operator, overlay.yaml: tightens EU-PART-001"
    )
