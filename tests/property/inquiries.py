"""Questions, rules and markets at random, for the properties of the decision.

They are thrown with dice: Hypothesis picks the seed. Drawn one by one, most values would be
extremes, and where everything is wrong at once, nothing is left to be seen.
"""

import dataclasses
import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final, TypeVar

from hypothesis import strategies as st

from domicile.core.decision import RuleKind
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, RuleId, SiteId
from domicile.core.request import Choices
from domicile.core.settings import OperatorSettings
from domicile.core.site import Certificate, Site, Terms
from domicile.markets.demands import ON_FAIL, OTHERWISE
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.catalog import Params
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.kinds.export import ExportParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.kinds.protect import ProtectParams
from domicile.markets.kinds.report import ReportParams
from domicile.markets.kinds.retain import RetainParams
from domicile.markets.kinds.safety import SafetyParams
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Rule, Transitional
from domicile.policy.binding import bound
from domicile.policy.inquiry import Inquiry
from domicile.policy.people import needed
from tests.unit.policy.samples import (
    ASSISTANT,
    ATLAS,
    CN,
    DEVICE_SITE,
    EU,
    TODAY,
    US,
    US_CA,
    inquiry,
    release,
    rule,
    where,
    with_rules,
    world,
)

T = TypeVar("T")

MARKETS: Final = (CN, EU, US, US_CA)
REGIONS: Final = ("cn-mainland", "hk", "eu", "us", "sg", "global")
CLOSED: Final = ("filed", "restricted", "suspended", "withdrawn")
NUMBERS: Final = ("", "DEMO-Qwen-20260101", "Beijing-YunQue-20230821")
DOCUMENTS: Final = ("dpa", "scc", "dpia", "export_notice")
PRACTICES: Final = ("companion", "deepfake", "manipulation", "csam")
PLAIN: Final = (DataClass.PRIVATE_MESSAGE, DataClass.HEALTH, DataClass.PHONE)
"""One class that is kept, one that takes consent, and one that is replaced."""

GRACE: Final = Transitional(placed_before=date(2026, 8, 2), until=date(2026, 12, 2))
SCREENED: Final = frozenset(PRACTICES).union(
    *(
        (*each.params.screened, *each.params.unless_screened)
        for market in ATLAS.markets
        for each in ATLAS.get(market).rules
        if isinstance(each.params, GateParams)
    )
)
"""Every practice that a pack, or a rule below, wants a feature screened against."""

WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "user": ("minor", "under_13", "under_14", "under_16", "us_person", "guardian_consent"),
    "use": ("companion", "consequential_decision", "legal_or_similar_effect", "deepfake"),
    "action": ("contract", "payment_over_limit", "human_only", "browse"),
    "territory": ("TX", "CA", "CO"),
    "handler": ("ciio", "important_data"),
    "role": ("large_online_platform", "developer"),
    "operator": ("us_gov_contractor", "data_broker"),
    "channel": ("app_store",),
    "transaction": ("contract_necessity", "transit", "data_brokerage"),
}
"""Facts that can be stated or attested, with words of the packs and of the rules below."""


class Dice(random.Random):
    """Throws what a question is made of."""

    def one(self, *options: T) -> T:
        return self.choice(options)

    def some(self, *options: T, most: int = 2) -> tuple[T, ...]:
        return tuple(self.sample(options, self.randint(0, min(most, len(options)))))

    def usually(self, usual: Any, *others: Any, odds: int = 6) -> Any:
        """Return ``usual``, but for one time in ``odds``."""
        return self.choice(others) if self.randrange(odds) == 0 else usual

    def maybe(self, odds: int = 2) -> bool:
        return self.randrange(odds) == 0

    def facts(self, *names: str) -> dict[str, Any]:
        """Return a word for some of the facts ``names``; mostly for none."""
        return {name: (self.one(*WORDS[name]),) for name in names if self.maybe(odds=8)}

    def classes(self) -> frozenset[DataClass]:
        return frozenset(self.some(*PLAIN, *DataClass, most=3))


def a_gate(dice: Dice) -> GateParams:
    return GateParams(
        artifact="dpia",
        release=dice.maybe(),
        number=dice.maybe(),
        documents=dice.some(*DOCUMENTS),
        screened=dice.some(*PRACTICES),
        unless_screened=dice.some(*PRACTICES),
        deny=dice.maybe(odds=8),
    )


def a_partner(dice: Dice) -> PartnerParams:
    asks: dict[str, Any] = {
        "filing": True,
        "display": ("model_name",),
        "allow_scopes": dice.some(*REGIONS, most=4),
        "deny_scopes": dice.some(*REGIONS),
        "deny_owner_countries": dice.some("CN", "US"),
        "documents": dice.some(*DOCUMENTS),
        "forbid_terms": dice.some("trains_on_input", "retains_prompts"),
        "flag_owners": ("other",),
        "refresh_days": dice.one(1, 50),
    }
    return PartnerParams(**{name: asks[name] for name in dice.some(*asks, most=3)})


def a_place(dice: Dice) -> LocateParams:
    regions: Any = dice.sample(REGIONS, dice.randint(1, 3))
    return LocateParams(
        regions=tuple(regions),
        fallback=dice.usually((), ("us",)),
        stored=not dice.maybe(odds=4),
        inferred=not dice.maybe(odds=4),
    )


def an_export(dice: Dice) -> ExportParams:
    asks: dict[str, Any] = {
        "home": dice.some(*REGIONS, most=3),
        "mechanisms": dice.some("scc", "dpa"),
        "only": dice.one({"hk": ("scc",)}, {"hk": ("scc",), "us": ("dpa",)}),
        "people_min": dice.one(2, 50),
        "sensitive_min": dice.one(1, 2, 50),
        "thresholds": {each: dice.one(0, 49, 60) for each in dice.some(*PLAIN, *DataClass)},
        "always_for": dice.some(*WORDS["handler"]),
        "exempt": dice.some(*WORDS["transaction"]),
        "window": "12_months",
        "per_counterparty": True,
        "free_below": True,
        "notice_fields": ("recipient",),
        "separate_consent": True,
        "assessment": "dpia",
        "assessment_with": ("scc",),
    }
    return ExportParams(
        deny=dice.maybe(odds=4),
        deidentified_counts=dice.maybe(),
        **{name: asks[name] for name in dice.some(*asks, most=5)},
    )


def a_choice(dice: Dice) -> ChoiceParams:
    return ChoiceParams(
        consent=dice.one("", "explicit"),
        training_on_inputs=dice.maybe(),
        human_only=dice.some("contract", "consequential_decision"),
    )


def a_protection(dice: Dice) -> ProtectParams:
    return ProtectParams(
        below_age=dice.one(None, 13, 14, 18),
        guardian_consent_below=dice.one(None, 13, 14, 18),
        deny=dice.maybe(),
    )


def a_bound(dice: Dice) -> RetainParams:
    return RetainParams(at_most_days={"prompt": dice.one(0, 30)})


MAKERS: Final[Mapping[RuleKind, Callable[[Dice], Params]]] = {
    "gate": a_gate,
    "partner": a_partner,
    "locate": a_place,
    "export": an_export,
    "choice": a_choice,
    "protect": a_protection,
    "retain": a_bound,
    "label": lambda _: LabelParams(layers=("watermark",)),
    "disclose": lambda _: DiscloseParams(when="always"),
    "safety": lambda _: SafetyParams(user_visible=True, counted=True),
    "assess": lambda _: AssessParams(document="dpia"),
    "report": lambda _: ReportParams(to=("public",)),
}
"""Every kind, with parameters at random where they matter to a decision."""

JUDGING: Final[tuple[RuleKind, ...]] = (
    "gate", "partner", "locate", "export", "export", "choice", "protect", "retain",
)  # fmt: skip
CONDITIONS: Final[tuple[dict[str, Any], ...]] = (
    {"audience": "public"},
    {"route": ("filed_model", "on_device")},
    {"counterparty": ("covered_person",)},
    {"role": ("developer",)},
    {"trigger": ("sensitive_pi", "automated_decision")},
    {"territory": ("TX",)},
    {"event": ("operation",)},
    {"monthly_users_min": 50},
)
"""What a rule may ask for beside facts that are stated."""


def a_rule(dice: Dice, number: int) -> Rule:
    """Return a rule of any kind; most judge, and bind everybody in one market."""
    kind = dice.one(*JUDGING, *JUDGING, *MAKERS)
    known = sorted(ON_FAIL.get(kind, OTHERWISE))
    on_fail = dice.one("block", *known) if "block" in known else dice.choice(known)
    data = dice.classes() if dice.maybe(odds=3) else frozenset()
    asked = dice.facts("user", "use", "action") | dice.usually({}, *CONDITIONS)
    return rule(
        MAKERS[kind](dice),
        kind,
        id=RuleId(f"XX-{number}"),
        market=dice.usually(CN, *MARKETS, odds=3),
        on_fail=on_fail,
        applies_to=AppliesTo(**asked),
        unless=AppliesTo(**dice.facts("transaction", "use")),
        data=data or frozenset(DataClass) if on_fail == "remove" else data,
        in_force_from=dice.usually(date(2020, 1, 1), TODAY, date(2027, 1, 1)),
        transitional=dice.usually(None, GRACE),
    )


def some_worlds(dice: Dice) -> tuple[Atlas, ...]:
    """Return markets with one rule or another, with all of these, and, first, without.

    They ask for nothing else, or are those that come with Domicile.
    """
    added = [a_rule(dice, number) for number in range(6)]
    bare = dice.usually(world(), ATLAS, odds=4)
    return (bare, *(with_rules(bare, each) for each in added), with_rules(bare, *added))


def a_site(dice: Dice, name: str) -> Site:
    """Return a partner that is well documented, but for this and that."""
    region: Any = dice.one("cn-mainland", "us", "eu", "hk")
    expires = dice.one(TODAY, TODAY - timedelta(days=1))
    good = Terms(trains_on_input=False, retains_prompts=False)
    return Site(
        id=SiteId(name),
        model="m",
        owner=dice.one("Example", "Other", ""),
        owner_country=dice.one("US", "FR", "CN", ""),
        region=dice.usually(region, None, *REGIONS),
        inference_scope=dice.usually(region, None, *REGIONS),
        filing_no=dice.usually(NUMBERS[-1], *NUMBERS),
        origin=dice.one("", "own", "filed"),
        checked_on=dice.one(None, TODAY, date(2026, 1, 1)),
        features=(ASSISTANT,),
        evidence=dice.usually("declared", "simulated"),
        terms=dice.usually(good, Terms(), Terms(retention_days=10)),
        documents={each: f"{each}.pdf" for each in dice.usually(DOCUMENTS, dice.some(*DOCUMENTS))},
        certificates={each: Certificate(scope="", expires=expires) for each in dice.some("scc")},
    )


def an_operator(dice: Dice, market: MarketId) -> OperatorSettings:
    return OperatorSettings(
        name="Example",
        markets=dice.usually(MARKETS, (market,), (MarketId("ZZ"),), odds=20),
        partners_non_sensitive_only=dice.maybe(odds=20),
        strict_onboarding=dice.maybe(odds=4),
        monthly_users=dice.one(0, 49, 50, 1_000_000),
        placed_on_market=dice.one(None, date(2026, 8, 1)),
        facts=dice.facts("handler", "role", "operator", "channel", "transaction", "use"),
        documents={each: f"{each}.pdf" for each in dice.usually(DOCUMENTS, dice.some(*DOCUMENTS))},
    )


def an_inquiry(dice: Dice) -> Inquiry:
    """Return a question of which nobody has counted people yet."""
    operator = dice.usually(CN, *MARKETS, odds=2)
    user, device = dice.usually(operator, *MARKETS), dice.usually(operator, *MARKETS)
    found = [a_site(dice, name) for name in "abc"[: dice.usually(3, 0, 1)]]
    releases = {
        key: entry
        for site in (DEVICE_SITE, *found)
        for market in MARKETS
        for key, entry in release(
            market,
            site,
            dice.usually("released", *CLOSED, odds=10),
            number=dice.usually(NUMBERS[-1], *NUMBERS),
        ).items()
    }
    stated = dice.facts("user", "use", "action", "territory")
    return inquiry(
        operator,
        whereabouts=where(operator, user=user, device=device),
        audience=dice.one("public", "internal", "personal"),
        at=dice.usually(TODAY, TODAY - timedelta(days=dice.randrange(2000)), date(2027, 6, 1)),
        sites=(DEVICE_SITE, *found),
        releases=releases,
        data=dice.classes(),
        choices=Choices(
            consents=dice.usually(frozenset(DataClass), dice.classes(), odds=2),
            device_only=dice.maybe(odds=20),
        ),
        operator=an_operator(dice, operator),
        is_sensitive=dice.maybe(odds=8),
        screening=dice.usually(SCREENED, SCREENED - {dice.one(*PRACTICES)}),
        facts={name: frozenset(words) for name, words in stated.items()},
    )


def some_counts(dice: Dice) -> dict[DataClass, int]:
    """Return how many people there were, by class."""
    known = (1, 2, 49, 50, 60, 61, 10_001, 1_000_000)
    return {each: dice.one(*known) for each in dice.some(*PLAIN, *DataClass, most=3)}


def thrown(make: Callable[[Dice], T]) -> st.SearchStrategy[T]:
    """Return what ``make`` throws, with a seed of Hypothesis."""
    return st.integers(0, 2**32 - 1).map(lambda seed: make(Dice(seed)))


def inquiries() -> st.SearchStrategy[Inquiry]:
    return thrown(an_inquiry)


def worlds() -> st.SearchStrategy[tuple[Atlas, ...]]:
    return thrown(some_worlds)


def rules() -> st.SearchStrategy[Rule]:
    return thrown(lambda dice: a_rule(dice, 99))


COUNTS: Final = thrown(some_counts)


def with_people(asked: Inquiry, atlas: Atlas, counts: Mapping[DataClass, int]) -> Inquiry:
    """Return ``asked`` with people counted: of several classes, those of the largest one."""
    return dataclasses.replace(
        asked,
        people={
            tally: max((counts.get(each, 1) for each in tally.classes), default=1)
            for tally in needed(asked, bound(asked, atlas))
        },
    )
