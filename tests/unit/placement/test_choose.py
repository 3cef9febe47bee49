from dataclasses import replace
from datetime import date

import pytest

from domicile.core.content import Content, Message
from domicile.core.decision import Decision, Outcome, Reason, SiteVerdict
from domicile.core.errors import ModelMissingError, UnsupportedError
from domicile.core.findings import Action, DataClass
from domicile.core.ids import DEVICE, FeatureId, MarketId, RuleId, SiteId
from domicile.core.request import Request, Role, Whereabouts
from domicile.core.site import Site
from domicile.core.task import Needs
from domicile.core.text import Bilingual
from domicile.placement.choose import choose, level, placed
from domicile.placement.sites import Capacity, SiteBook, device_site

CN = MarketId("CN")
FEATURE = FeatureId("assistant")
DEVICE_SITE = device_site(model="m", model_digest="ab", features=(FEATURE,))
ONE = Site(id=SiteId("one"), model="large", inference_scope="us", evidence="simulated")
TWO = Site(id=SiteId("two"))
NEEDS = Needs(window_tokens=100)
REQUEST = Request(
    feature=FEATURE,
    content=Content(messages=(Message(role="user", content="x"),)),
    whereabouts=Whereabouts(operator=CN, user=CN, device=CN, source="flag"),
    audience="internal",
    role="both",
)


def book(window_tokens: int | None = 1000, *, available: bool = True) -> SiteBook:
    capacity = Capacity(window_tokens=window_tokens, available=available)
    return SiteBook(sites=(DEVICE_SITE, ONE, TWO), capacities={DEVICE: capacity})


def reason(rule: str, outcome: Outcome) -> Reason:
    text = Bilingual(en="", zh="")
    return Reason(
        rule=RuleId(rule),
        kind="partner",
        outcome=outcome,
        basis="law",
        known="memory",
        citation="",
        words=text,
    )


def decision(**permitted: bool) -> Decision:
    verdicts = tuple(
        SiteVerdict(
            site=SiteId(site),
            permitted=may,
            reasons=(
                reason("R-1", Outcome.PERMIT if may else Outcome.REFUSE),
                reason("R-2", Outcome.PERMIT if may else Outcome.REFUSE),
                reason("R-2", Outcome.REFUSE),
                reason("R-3", Outcome.LIMIT),
            ),
        )
        for site, may in permitted.items()
    )
    return Decision(
        permitted=any(permitted.values()),
        places=(),
        sites=verdicts,
        actions=dict.fromkeys(DataClass, Action.REPLACED),
        reasons=(),
        duties=(),
        upcoming=(),
        packs=(),
        at=date(2026, 11, 24),
    )


def test_the_device_comes_first() -> None:
    assert choose(REQUEST, decision(device=True, one=True), NEEDS, book()) == DEVICE_SITE


def test_a_forbidden_device_is_passed_over() -> None:
    assert choose(REQUEST, decision(device=False, one=True), NEEDS, book()) == ONE


def test_a_device_that_is_too_small_or_empty_leaves_it_to_a_partner() -> None:
    both = decision(device=True, one=True)
    assert choose(REQUEST, both, NEEDS, book(99)) == ONE
    assert choose(REQUEST, both, NEEDS, book(available=False)) == ONE
    assert choose(REQUEST, both, NEEDS, book(100)) == DEVICE_SITE


def test_a_pin_is_obeyed() -> None:
    pinned = replace(REQUEST, site=SiteId("two"))
    assert choose(pinned, decision(device=True, one=True, two=True), NEEDS, book()) == TWO


def test_no_model_on_the_only_permitted_site() -> None:
    with pytest.raises(ModelMissingError) as caught:
        choose(REQUEST, decision(device=True, one=False), NEEDS, book(available=False))
    assert "started again" in caught.value.remedy


def test_a_task_that_is_too_long_for_the_only_permitted_site() -> None:
    with pytest.raises(UnsupportedError, match="100 tokens"):
        choose(REQUEST, decision(device=True), NEEDS, book(99))


@pytest.mark.parametrize(
    ("site", "role", "expected"),
    [
        (DEVICE_SITE, "both", "D"),
        (DEVICE_SITE, "device", "D"),
        (DEVICE_SITE, "gateway", "O"),
        (ONE, "both", "P0"),
        (ONE, "gateway", "P0"),
    ],
)
def test_no_level_claims_more_than_is_known(site: Site, role: Role, expected: str) -> None:
    assert level(site, role) == expected


def test_the_placement_says_where_and_why() -> None:
    here = placed(REQUEST, decision(device=True), DEVICE_SITE)
    assert (here.site, here.level, here.region, here.model_digest) == (
        "device",
        "D",
        "device",
        "ab",
    )
    assert "nothing has to leave" in here.why
    there = placed(replace(REQUEST, language="zh"), decision(one=True), ONE)
    assert (there.level, there.region, there.evidence) == ("P0", "us", "simulated")
    assert "合作方" in there.why
    pinned = placed(replace(REQUEST, site=SiteId("two")), decision(two=True), TWO)
    assert pinned.region == "unknown"
    assert "names this site" in pinned.why
