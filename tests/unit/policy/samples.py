"""Sites, releases and inquiries that the tests of the decision share."""

import dataclasses
from datetime import date
from typing import Any

from domicile.core.decision import Decision, Outcome, RuleKind
from domicile.core.ids import DEVICE, FeatureId, MarketId, RuleId, SiteId
from domicile.core.request import Whereabouts
from domicile.core.settings import OperatorSettings
from domicile.core.site import Site, Terms
from domicile.core.text import Bilingual
from domicile.markets.kinds.catalog import Params
from domicile.markets.resolve import Atlas, load_atlas
from domicile.markets.schema import AppliesTo, Cite, Pack, Review, Rule, Scope
from domicile.policy.inquiry import Inquiry
from domicile.policy.duties.made import Made
from domicile.policy.question import Question, put
from domicile.store.releases import Release, ReleaseKey, ReleaseState

TODAY = date(2026, 11, 24)
ASSISTANT = FeatureId("assistant")
CN, EU, US, US_CA = (MarketId(market) for market in ("CN", "EU", "US", "US-CA"))
ATLAS = load_atlas()
OPERATOR = OperatorSettings(name="Example")

DEVICE_SITE = Site(id=DEVICE, dialect="device", model="small", model_digest="aa")
CN_SITE = Site(
    id=SiteId("demo-cn"),
    model="qwen",
    owner="Demo CN",
    owner_country="CN",
    region="cn-mainland",
    inference_scope="cn-mainland",
    filing_no="DEMO-Qwen-20260101",
    features=(ASSISTANT,),
    evidence="simulated",
)
US_SITE = Site(
    id=SiteId("demo-us"),
    model="mini",
    owner="Demo US",
    owner_country="US",
    region="us",
    inference_scope="us",
    features=(ASSISTANT,),
    evidence="simulated",
)
EU_SITE = Site(
    id=SiteId("demo-eu"),
    model="euro",
    owner="Demo EU",
    owner_country="FR",
    region="eu",
    inference_scope="eu",
    features=(ASSISTANT,),
    evidence="simulated",
    terms=Terms(trains_on_input=False, retains_prompts=False, retention_days=0),
)
SITES = (US_SITE, CN_SITE, EU_SITE, DEVICE_SITE)


def where(operator: MarketId, **others: Any) -> Whereabouts:
    facts = {"user": operator, "device": operator, "source": "flag", **others}
    return Whereabouts(operator=operator, **facts)


def release(
    market: MarketId, site: Site, state: str = "released", **changes: Any
) -> dict[ReleaseKey, Release]:
    key = ReleaseKey(market, ASSISTANT, site.id)
    facts = {
        "key": key,
        "state": ReleaseState(state),
        "number": "",
        "model": site.model,
        "model_digest": site.model_digest,
        "event": 7,
        **changes,
    }
    return {key: Release(**facts)}


def inquiry(market: MarketId = CN, **changes: Any) -> Inquiry:
    facts: dict[str, Any] = {
        "feature": ASSISTANT,
        "modality": "text",
        "whereabouts": where(market),
        "audience": "internal",
        "at": TODAY,
        "operator": OPERATOR,
        "sites": SITES,
        "releases": {},
        **changes,
    }
    return Inquiry(**facts)


def question(asked: Inquiry | None = None, atlas: Atlas = ATLAS) -> Question:
    return put(asked or inquiry(), atlas)


def rule(params: Params, kind: RuleKind, **changes: Any) -> Rule:
    facts: dict[str, Any] = {
        "id": RuleId("CN-TEST-001"),
        "market": CN,
        "kind": kind,
        "in_force_from": date(2020, 1, 1),
        "in_force_until": None,
        "transitional": None,
        "applies_to": AppliesTo(),
        "requirement": Bilingual(en="Required.", zh="要求。"),
        "params": params,
        "on_fail": "block",
        "notice": None,
        "cite": Cite(at="Law, Art. 1", checked=TODAY),
        "basis": "law",
        "known": "primary",
        "cases": (),
        "data": frozenset(),
        "conditions": (),
        **changes,
    }
    return Rule(**facts)


def pack(*rules: Rule, **changes: Any) -> Pack:
    facts: dict[str, Any] = {
        "id": CN,
        "name": Bilingual(en="Testland", zh="测试国"),
        "as_of": TODAY,
        "extends": (),
        "scope": Scope(territory="here", trigger=Bilingual(en="Always.", zh="始终。")),
        "review": Review(state="draft", counsel=None, expires=date(2027, 1, 1)),
        "groups": {},
        "sample_site": {},
        "rules": rules,
        "digest": "d" * 64,
        **changes,
    }
    return Pack(**facts)


def with_rules(market: MarketId, *rules: Rule) -> Atlas:
    """Return all markets, with ``rules`` added to one of them."""
    packs = [ATLAS.get(each) for each in ATLAS.markets]
    return Atlas(
        dataclasses.replace(each, rules=(*each.rules, *rules)) if each.id == market else each
        for each in packs
    )


def made(**changes: Any) -> Made:
    facts: dict[str, Any] = {
        "modality": "text",
        "has_text": True,
        "structured": False,
        "tokens": 300,
        "site": CN_SITE,
        "level": "P0",
        "model": CN_SITE.model,
        "language": "en",
        "classes": frozenset(),
        **changes,
    }
    return Made(**facts)


def refusals(decision: Decision, site: Site | None = None) -> set[str]:
    """Return the rules that refuse; with ``site``, those in its verdict."""
    reasons = decision.reasons
    if site is not None:
        verdict = decision.verdict(site.id)
        reasons = verdict.reasons if verdict else ()
    return {reason.rule for reason in reasons if reason.outcome is Outcome.REFUSE}
