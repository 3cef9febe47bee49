from pathlib import Path

import pytest

from domicile.app import Domicile
from domicile.core.errors import (
    ForbiddenError,
    InvalidRequestError,
    ReleaseStateError,
    UnknownMarketError,
    UnknownRouteError,
)
from domicile.core.ids import MarketId
from domicile.store.releases import ReleaseState
from domicile.surfaces.console.operator.acts import carry_out, step
from tests.unit.surfaces.console.stage import SETTINGS, SITE, opened

WHERE = {"market": "US-CA", "feature": "assistant", "site": "one"}


def act(domicile: Domicile, verb: str, **more: str) -> ReleaseState:
    said = {"verb": verb, "by": " Li ", "reason": "tried", **WHERE, **more}
    return carry_out(domicile, said, None).state


async def test_a_step_is_shown_with_what_it_brings_about(domicile: Domicile) -> None:
    shown = step(domicile, {"verb": "submit", **WHERE}, "en")
    assert shown.change == "not submitted → filed"
    assert shown.names == ("California", "Assistant")
    assert (shown.takes_number, shown.takes_reason, shown.refusal) == (True, False, "")
    act(domicile, "submit", number="App-1")
    act(domicile, "approve")
    shown = step(domicile, {"verb": "suspend", **WHERE}, "zh")
    assert shown.change == "已发布 → 已暂停"
    assert (shown.takes_number, shown.takes_reason, shown.number) == (False, True, "App-1")
    shown = step(domicile, {"verb": "require", **WHERE}, "en")
    assert (shown.change, shown.takes_client) == ("released → released", True)


async def test_a_step_that_is_not_allowed_names_those_that_are(domicile: Domicile) -> None:
    shown = step(domicile, {"verb": "approve", **WHERE}, "en")
    assert "not submitted" in shown.refusal
    assert shown.refusal.endswith("Allowed: Submit.")
    act(domicile, "submit")
    shown = step(domicile, {"verb": "suspend", **WHERE}, "zh")
    assert shown.refusal.endswith("可执行：批准、撤回、限定客户端版本。")
    with pytest.raises(ReleaseStateError):
        act(domicile, "suspend")


async def test_a_step_is_carried_out_under_its_name(domicile: Domicile) -> None:
    assert act(domicile, "submit", number=" App-1 ") is ReleaseState.FILED
    (*_, event) = domicile.register.history()
    assert (event.act.actor, event.act.reason, event.release.number) == ("Li", "tried", "App-1")


async def test_a_minimum_version_is_required_and_lifted(domicile: Domicile) -> None:
    act(domicile, "submit", min_client=" 2.1 ")
    act(domicile, "approve", min_client="2.1")
    assert step(domicile, {"verb": "require", **WHERE}, "en").min_client == "2.1"
    act(domicile, "restrict", min_client="3")
    (release,) = domicile.register.snapshot().values()
    assert release.min_client == "2.1"
    act(domicile, "require", min_client="")
    (release,) = domicile.register.snapshot().values()
    assert release.min_client == ""


@pytest.mark.parametrize(
    ("setting", "said"), [("two_person", "two people"), ("signed", "`domicile release approve")]
)
async def test_what_an_approval_takes_besides_is_said(
    tmp_path: Path, setting: str, said: str
) -> None:
    text = SETTINGS + SITE.format(name="one", feature="assistant")
    domicile = opened(tmp_path, f"{text}\n[register]\n{setting} = true\n")
    act(domicile, "submit")
    assert said in step(domicile, {"verb": "approve", **WHERE}, "en").note
    assert step(domicile, {"verb": "withdraw", **WHERE}, "en").note == ""
    if setting == "two_person":
        assert act(domicile, "approve") is ReleaseState.APPROVED
        assert step(domicile, {"verb": "approve", **WHERE}, "en").note == ""
    await domicile.aclose()


async def test_closing_takes_a_reason_and_everything_a_name(domicile: Domicile) -> None:
    with pytest.raises(InvalidRequestError):
        act(domicile, "submit", by=" ")
    act(domicile, "submit", reason="")
    act(domicile, "approve", reason="")
    for verb in ("restrict", "suspend", "withdraw"):
        with pytest.raises(InvalidRequestError):
            act(domicile, verb, reason=" ")
    assert act(domicile, "suspend") is ReleaseState.SUSPENDED


async def test_what_does_not_exist_is_refused(domicile: Domicile) -> None:
    with pytest.raises(UnknownRouteError):
        act(domicile, "open")
    with pytest.raises(UnknownMarketError):
        act(domicile, "submit", market="XX")
    with pytest.raises(UnknownMarketError):
        step(domicile, {"verb": "submit"}, "en")


async def test_a_key_of_another_market_does_not_reach(domicile: Domicile) -> None:
    key, _ = domicile.keys.add([MarketId("EU")], role="operator")
    with pytest.raises(ForbiddenError):
        carry_out(domicile, {"verb": "submit", "by": "Li", **WHERE}, key)
    assert domicile.register.history() == ()
