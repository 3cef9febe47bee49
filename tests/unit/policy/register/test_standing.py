import dataclasses
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from domicile.core.decision import Decision, Outcome, Reason
from domicile.core.ids import DEVICE
from domicile.core.request import Audience
from domicile.core.site import Certificate, Site
from domicile.markets.kinds.gate import GateParams
from domicile.markets.schema import Rule
from domicile.policy.decide import decide
from domicile.policy.inquiry import Inquiry
from domicile.policy.register.grounds import changes
from domicile.policy.register.standing import approval, held_back, is_open, lapsed
from domicile.store.releases import Release, ReleaseKey, Snapshot
from tests.unit.policy.samples import (
    CN,
    CN_SITE,
    DEVICE_SITE,
    EU,
    TODAY,
    US,
    inquiry,
    named,
    question,
    refusals,
    release,
    where,
    world,
)


@pytest.mark.parametrize(
    ("state", "audience", "rule", "outcome"),
    [
        ("proposed", "internal", "approval.missing", Outcome.REFUSE),
        ("assessed", "internal", "approval.missing", Outcome.REFUSE),
        ("filed", "internal", "approval.missing", Outcome.REFUSE),
        ("approved", "internal", "approval.missing", Outcome.REFUSE),
        ("released", "public", "approval.released", Outcome.PERMIT),
        ("restricted", "public", "approval.restricted", Outcome.REFUSE),
        ("restricted", "internal", "approval.restricted", Outcome.LIMIT),
        ("restricted", "personal", "approval.restricted", Outcome.LIMIT),
        ("suspended", "internal", "approval.suspended", Outcome.REFUSE),
        ("withdrawn", "internal", "approval.withdrawn", Outcome.REFUSE),
    ],
)
def test_where_a_release_stands(
    state: str, audience: Audience, rule: str, outcome: Outcome
) -> None:
    releases = release(CN, CN_SITE, state)
    reason = approval(question(inquiry(CN, audience=audience, releases=releases)), CN_SITE, CN)
    assert (reason.rule, reason.outcome) == (rule, outcome)
    assert reason.kind == "approval"
    assert reason.basis == "house"
    assert reason.citation == "Approvals register, entry CN/assistant/demo-cn#7"
    (entry,) = releases.values()
    assert is_open(entry, audience) is (outcome is not Outcome.REFUSE)


@pytest.mark.parametrize(
    ("state", "remedy"),
    [
        ("filed", "`domicile release approve` would release it"),
        ("approved", "`domicile release approve` would release it"),
        ("restricted", "lift the restriction"),
        ("suspended", "open it again"),
        ("withdrawn", "a new `domicile release submit`"),
    ],
)
def test_what_would_open_it_is_said(state: str, remedy: str) -> None:
    releases = release(CN, CN_SITE, state)
    reason = approval(question(inquiry(CN, audience="public", releases=releases)), CN_SITE, CN)
    assert reason.remedy is not None
    assert remedy in reason.remedy.en


def test_an_open_release_needs_no_remedy() -> None:
    for state in ("released", "restricted"):
        releases = release(CN, CN_SITE, state)
        assert approval(question(inquiry(CN, releases=releases)), CN_SITE, CN).remedy is None


def test_no_release_is_missing_and_another_markets_does_not_count() -> None:
    reason = approval(question(inquiry(CN, releases=release(US, CN_SITE))), CN_SITE, CN)
    assert (reason.rule, reason.outcome) == ("approval.missing", Outcome.REFUSE)
    assert reason.citation == "Approvals register, entry CN/assistant/demo-cn (none)"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"model": "other"}, "its name"),
        ({"model_digest": "ff"}, "its digest"),
        ({"origin": "tuned"}, "whose model it is"),
    ],
)
@pytest.mark.parametrize("state", ["released", "restricted"])
def test_another_model_closes_an_open_release(
    change: dict[str, Any], said: str, state: str
) -> None:
    changed = dataclasses.replace(CN_SITE, **change)
    releases = release(CN, CN_SITE, state)
    reason = approval(question(inquiry(CN, releases=releases)), changed, CN)
    assert (reason.rule, reason.outcome) == ("approval.stale", Outcome.REFUSE)
    assert said in reason.text.en
    (entry,) = releases.values()
    assert changes(entry, changed, TODAY) is not None
    assert changes(entry, CN_SITE, TODAY) is None


def test_a_suspended_release_says_so_even_with_another_model() -> None:
    changed = dataclasses.replace(CN_SITE, model="other")
    asked = question(inquiry(CN, releases=release(CN, CN_SITE, "suspended")))
    assert approval(asked, changed, CN).rule == "approval.suspended"


def said(
    site: Site = CN_SITE, releases: Mapping[ReleaseKey, Release] | None = None, **facts: Any
) -> Reason:
    held = release(CN, site) if releases is None else releases
    return approval(question(inquiry(CN, releases=held, **facts)), site, CN)


@pytest.mark.parametrize("bar", ["unlogged", "unsigned"])
@pytest.mark.parametrize("state", ["released", "restricted"])
def test_what_bars_a_release_is_said(bar: str, state: str) -> None:
    releases = release(CN, CN_SITE, state, barred=bar)
    reason = said(releases=releases)
    assert (reason.rule, reason.outcome) == (f"approval.{bar}", Outcome.REFUSE)
    assert reason.remedy is not None
    (entry,) = releases.values()
    assert not is_open(entry, "internal")


def test_an_approval_by_one_of_two_says_what_it_waits_for() -> None:
    reason = said(releases=release(CN, CN_SITE, "approved", is_pending=True))
    assert reason.rule == "approval.missing"
    assert "another person" in reason.text.en


@pytest.mark.parametrize(
    ("client", "words"),
    [
        ("2.0.9", "this one is older"),
        ("", "tells no version"),
        ("2.1-beta", "tells no version"),
        ("2.1", None),
        ("10", None),
    ],
)
@pytest.mark.parametrize("state", ["released", "restricted"])
def test_an_older_client_is_refused_with_the_minimum(
    client: str, words: str | None, state: str
) -> None:
    reason = said(releases=release(CN, CN_SITE, state, min_client="2.1.0"), client=client)
    if words is None:
        assert reason.rule == f"approval.{state}"
        return
    assert (reason.rule, reason.outcome) == ("approval.client", Outcome.REFUSE)
    assert words in reason.text.en
    assert "2.1.0" in reason.text.zh
    assert reason.remedy is not None
    assert "2.1.0" in reason.remedy.en


def test_a_certificate_that_expires_closes_on_the_next_day() -> None:
    mlps = Certificate(scope="all", expires=TODAY)
    site = dataclasses.replace(CN_SITE, certificates={"mlps": mlps})
    releases = release(CN, site, certificates={"mlps": TODAY})
    assert said(site, releases).rule == "approval.released"
    reason = said(site, releases, at=TODAY + timedelta(days=1))
    assert reason.rule == "approval.stale"
    assert "`mlps`" in reason.text.en


def recalled(releases: Mapping[ReleaseKey, Release], *numbers: str) -> Snapshot:
    return Snapshot(releases, frozenset(numbers))


@pytest.mark.parametrize(
    ("held", "numbers", "rule"),
    [
        ({}, ["demo-qwen-20260101"], "approval.recalled"),
        (release(CN, CN_SITE), ["demo-qwen-20260101"], "approval.recalled"),
        (release(CN, CN_SITE, number="N-1"), ["n-1"], "approval.recalled"),
        (release(CN, CN_SITE, filing_no="F-1"), ["f-1"], "approval.recalled"),
        (release(CN, CN_SITE, "withdrawn", filing_no="F-1"), ["f-1"], "approval.withdrawn"),
        (release(CN, CN_SITE), ["another"], "approval.released"),
        ({}, [], "approval.missing"),
    ],
)
def test_what_rests_on_a_recalled_number_is_refused(
    held: Mapping[ReleaseKey, Release], numbers: list[str], rule: str
) -> None:
    reason = said(releases=recalled(held, *numbers))
    assert reason.rule == rule


def test_a_site_without_a_number_rests_on_none() -> None:
    site = dataclasses.replace(CN_SITE, filing_no="")
    assert said(site, recalled(release(CN, site), "x", "")).rule == "approval.released"


@pytest.mark.parametrize(
    ("state", "least", "rule"),
    [
        ("suspended", "", "approval.suspended"),
        ("suspended", "2", "approval.suspended"),
        ("released", "2", "approval.client"),
        ("filed", "2", "approval.client"),
        ("released", "1", None),
        ("released", "", None),
        ("filed", "", None),
        ("withdrawn", "2", None),
    ],
)
def test_what_the_operator_holds_back_is_held_back(
    state: str, least: str, rule: str | None
) -> None:
    releases = release(CN, DEVICE_SITE, state, min_client=least)
    asked = question(inquiry(CN, releases=releases, client="1.5"))
    found = held_back(asked, DEVICE_SITE, CN)
    assert (found.rule if found else None) == rule
    assert held_back(asked, CN_SITE, CN) is None


@pytest.mark.parametrize(
    ("today", "refused"),
    [(None, False), (date(2027, 1, 1), False), (date(2027, 1, 2), True)],
)
def test_a_pack_lapses_on_the_day_after_its_review_expired(
    today: date | None, *, refused: bool
) -> None:
    asked = question(inquiry(CN, today=today, at=TODAY))
    found = list(lapsed(asked, CN_SITE))
    assert bool(found) is refused
    if refused:
        (reason,) = found
        assert (reason.rule, reason.outcome, reason.site) == (
            "approval.lapsed",
            Outcome.REFUSE,
            CN_SITE.id,
        )
        assert reason.citation == "Pack CN, review expired on 2027-01-01"
        assert reason.remedy is not None
        assert "newer edition" in reason.remedy.en


def test_the_day_that_is_asked_about_lapses_nothing() -> None:
    asked = question(inquiry(CN, today=TODAY, at=date(2027, 6, 1)))
    assert list(lapsed(asked, CN_SITE)) == []


# Decisions: what is suspended, recalled or lapsed answers nowhere.


def decided_on(asked: Inquiry, *rules: Rule) -> Decision:
    return decide(asked, world(*rules))


def test_a_suspended_device_answers_nobody_in_the_operators_market() -> None:
    held = release(US, DEVICE_SITE, "suspended")
    assert refusals(decided_on(inquiry(US, releases=held)), DEVICE_SITE) == {"approval.suspended"}
    assert refusals(decided_on(inquiry(EU, releases=held)), DEVICE_SITE) == set()
    waiting = release(US, DEVICE_SITE, "filed")
    assert refusals(decided_on(inquiry(US, releases=waiting)), DEVICE_SITE) == set()


def test_a_device_with_a_minimum_version_asks_for_it_where_no_pack_asks_for_a_release() -> None:
    held = release(US, DEVICE_SITE, min_client="2.0")
    old = decided_on(inquiry(US, releases=held, client="1.9"))
    assert refusals(old, DEVICE_SITE) == {"approval.client"}
    new = decided_on(inquiry(US, releases=held, client="2.0"))
    assert refusals(new, DEVICE_SITE) == set()


def test_a_gate_says_once_that_the_device_is_suspended() -> None:
    gate = named("CN-GATE-001", GateParams(artifact="x", release=True))
    held = release(CN, DEVICE_SITE, "suspended")
    verdict = decided_on(inquiry(CN, releases=held), gate).verdict(DEVICE)
    assert verdict is not None
    assert [each.rule for each in verdict.reasons if each.kind == "approval"] == [
        "approval.suspended"
    ]


def test_a_recalled_number_closes_its_sites_in_every_market() -> None:
    held = release(CN, CN_SITE) | release(US, CN_SITE)
    recalled = Snapshot(held, frozenset({"demo-qwen-20260101"}))
    for market in (CN, US):
        decision = decided_on(inquiry(market, releases=recalled))
        assert "approval.recalled" in refusals(decision, CN_SITE)
        assert refusals(decision, DEVICE_SITE) == set()


def test_a_lapsed_pack_closes_every_site_that_needs_an_entry_and_no_other() -> None:
    held = release(CN, CN_SITE)
    lapsed = date(2027, 1, 2)
    open_ = decided_on(inquiry(CN, releases=held, today=TODAY))
    assert refusals(open_, CN_SITE) == set()
    closed = decided_on(inquiry(CN, releases=held, today=lapsed))
    assert refusals(closed, CN_SITE) == {"approval.lapsed"}
    assert refusals(closed, DEVICE_SITE) == set()
    gate = named("CN-GATE-001", GateParams(artifact="x", release=True))
    gated = decided_on(
        inquiry(CN, releases=held | release(CN, DEVICE_SITE), today=lapsed, at=TODAY), gate
    )
    assert refusals(gated, DEVICE_SITE) == {"approval.lapsed"}


def test_a_pack_of_the_persons_market_that_lapsed_closes_too() -> None:
    asked = inquiry(CN, releases=release(CN, CN_SITE), today=date(2027, 1, 2))
    abroad = dataclasses.replace(asked, whereabouts=where(CN, user=EU))
    verdict = decided_on(abroad).verdict(CN_SITE.id)
    assert verdict is not None
    lapsed = [each.citation for each in verdict.reasons if each.rule == "approval.lapsed"]
    assert lapsed == [
        "Pack CN, review expired on 2027-01-01",
        "Pack EU, review expired on 2027-01-01",
    ]
