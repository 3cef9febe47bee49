"""Sites, releases and inquiries that the tests of the decision share."""

import dataclasses
from datetime import date
from typing import Any

from domicile.core.decision import Decision, Outcome, Reason, RuleKind
from domicile.core.findings import DataClass
from domicile.core.ids import DEVICE, FeatureId, MarketId, RuleId, SiteId
from domicile.core.request import Choices, Whereabouts
from domicile.core.settings import OperatorSettings
from domicile.core.site import Site, Terms
from domicile.core.text import Bilingual
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.catalog import PARAMS, Params
from domicile.markets.kinds.report import ReportParams
from domicile.markets.load import conditions, handed_on
from domicile.markets.overlay import Overlay
from domicile.markets.resolve import Atlas, load_atlas
from domicile.markets.schema import Cite, Pack, Review, Rule, Scope
from domicile.policy.binding import bound
from domicile.policy.duties.made import Made
from domicile.policy.inquiry import Inquiry
from domicile.policy.question import Question, put
from domicile.store.releases import Release, ReleaseKey, ReleaseState

TODAY = date(2026, 11, 24)
ASSISTANT = FeatureId("assistant")
CN, EU, US, US_CA = (MarketId(market) for market in ("CN", "EU", "US", "US-CA"))
ATLAS = load_atlas()
"""The packs that come with Domicile."""
SENSITIVE = frozenset({DataClass.HEALTH, DataClass.FINANCIAL, DataClass.GENOMIC})
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
        "model_version": site.model_version,
        "model_digest": site.model_digest,
        "filing_no": site.filing_no,
        "origin": site.origin,
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


def rule(params: Params, kind: RuleKind, **changes: Any) -> Rule:
    """Return a rule; what follows from the facts it names is worked out as the loader does it."""
    facts: dict[str, Any] = {
        "id": RuleId("CN-TEST-001"),
        "market": CN,
        "kind": kind,
        "in_force_from": date(2020, 1, 1),
        "in_force_until": None,
        "transitional": None,
        "applies_to": AppliesTo(),
        "unless": AppliesTo(),
        "requirement": Bilingual(en="Required.", zh="要求。"),
        "params": params,
        "on_fail": "block",
        "notice": None,
        "cite": Cite(at="Law, Art. 1", checked=TODAY),
        "basis": "law",
        "known": "primary",
        "cases": (),
        "data": frozenset(),
        "sensitive": SENSITIVE,
        **changes,
    }
    worked_out = {
        "conditions": conditions(facts["applies_to"]),
        "exceptions": conditions(facts["unless"]),
        "duty": handed_on(params, facts["notice"], facts["applies_to"].event),
    }
    return Rule(**{**worked_out, **facts})


def named(id_: str, params: Params, **changes: Any) -> Rule:
    """Return the rule ``id_`` of the market and the kind that its name and ``params`` tell."""
    market = next(each for each in (US_CA, CN, EU, US) if id_.startswith(f"{each}-"))
    kind = next(kind for kind, type_ in PARAMS.items() if isinstance(params, type_))
    return rule(params, kind, **{"id": RuleId(id_), "market": market, **changes})


def pack(*rules: Rule, **changes: Any) -> Pack:
    facts: dict[str, Any] = {
        "id": CN,
        "name": Bilingual(en="Testland", zh="测试国"),
        "as_of": TODAY,
        "extends": (),
        "scope": Scope(territory="here", trigger=Bilingual(en="Always.", zh="始终。")),
        "review": Review(state="draft", counsel=None, expires=date(2027, 1, 1)),
        "groups": {"sensitive_pi": SENSITIVE},
        "counterparties": {},
        "sample_site": {},
        "rules": rules,
        "digest": "d" * 64,
        **changes,
    }
    return Pack(**facts)


def quiet(market: MarketId) -> Rule:
    """Return a rule that has long been in force, and speaks to no request."""
    never = AppliesTo(event=("never",))
    return rule(
        ReportParams(to=("public",)),
        "report",
        id=RuleId(f"{market}-QUIET-001"),
        market=market,
        in_force_from=date(2018, 1, 1),
        applies_to=never,
        on_fail="add",
    )


def world(*rules: Rule, overlay: Overlay | None = None) -> Atlas:
    """Return four markets that ask for nothing but ``rules``, each in the pack of its market."""
    american = Scope(
        territory="America",
        trigger=Bilingual(en="Always.", zh="始终。"),
        person="us_person",
        parts=("CA", "TX"),
    )
    differences: dict[MarketId, dict[str, Any]] = {
        CN: {},
        EU: {"groups": {"special_category": frozenset({DataClass.HEALTH})}},
        US: {"scope": american, "counterparties": {"covered_person": frozenset({"CN", "HK"})}},
        US_CA: {"extends": (US,)},
    }
    return Atlas(
        [
            pack(
                quiet(market), *(each for each in rules if each.market == market), id=market, **own
            )
            for market, own in differences.items()
        ],
        overlay,
    )


def with_rules(atlas: Atlas, *rules: Rule) -> Atlas:
    """Return ``atlas`` with ``rules`` added, each to the pack of its market."""
    return Atlas(
        dataclasses.replace(
            each, rules=(*each.rules, *(one for one in rules if one.market == each.id))
        )
        for each in map(atlas.get, atlas.markets)
    )


def question(asked: Inquiry | None = None, atlas: Atlas | None = None) -> Question:
    """Put ``asked`` to ``atlas``; without one, to markets that ask for nothing."""
    facts = asked or inquiry()
    return put(facts, bound(facts, atlas or world()))


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


def agreed(*classes: DataClass) -> Choices:
    """Return the choices of somebody who agreed to share ``classes``."""
    return Choices(consents=frozenset(classes))


def refusals(decision: Decision, site: Site | None = None) -> set[str]:
    """Return the rules that refuse; with ``site``, those in its verdict."""
    return {reason.rule for reason in spoken(decision, site) if reason.outcome is Outcome.REFUSE}


def limits(decision: Decision) -> set[str]:
    """Return the rules that limit."""
    return {reason.rule for reason in decision.reasons if reason.outcome is Outcome.LIMIT}


def spoken(decision: Decision, site: Site | None = None) -> tuple[Reason, ...]:
    """Return all reasons; with ``site``, those in its verdict."""
    if site is None:
        return decision.reasons
    verdict = decision.verdict(site.id)
    return verdict.reasons if verdict else ()
