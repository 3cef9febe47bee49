import dataclasses
from typing import Any

import pytest

from domicile.core.decision import Outcome
from domicile.core.request import Audience
from domicile.policy.register.grounds import changes
from domicile.policy.register.standing import approval, is_open
from tests.unit.policy.samples import CN, CN_SITE, TODAY, US, inquiry, question, release


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
        ("filed", "`domicile release submit` and `approve`"),
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
