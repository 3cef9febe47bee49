from pathlib import Path

import pytest

from domicile.app import Domicile
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.policy.register.moving import Motion
from domicile.store.releases import ReleaseKey, ReleaseState, Verb
from domicile.surfaces.console.operator.board import COLUMNS, Card, board, may_do, names_of
from tests.unit.surfaces.console.stage import SETTINGS, opened

CN_ONE = ReleaseKey(MarketId("CN"), FeatureId("assistant"), SiteId("one"))
US_ONE = ReleaseKey(MarketId("US-CA"), FeatureId("assistant"), SiteId("one"))


def move(domicile: Domicile, key: ReleaseKey, *verbs: Verb) -> None:
    for verb in verbs:
        domicile.register.move(verb, key, Motion(by="Li", reason=f"to {verb}"))


def card(domicile: Domicile, key: ReleaseKey, language: str = "en") -> tuple[ReleaseState, Card]:
    for column in board(domicile, "zh" if language == "zh" else "en"):
        for each in column.cards:
            if each.release.key == key:
                return column.state, each
    raise AssertionError(key)


async def test_an_empty_register_has_all_columns(domicile: Domicile) -> None:
    columns = board(domicile, "en")
    assert tuple(column.state for column in columns) == COLUMNS
    assert [column.title for column in columns][:1] == ["filed"]
    assert not any(column.cards for column in columns)


async def test_a_card_stands_in_the_column_of_its_state(domicile: Domicile) -> None:
    move(domicile, US_ONE, "submit")
    state, shown = card(domicile, US_ONE)
    assert state is ReleaseState.FILED
    assert (shown.act.actor, shown.act.reason) == ("Li", "to submit")
    assert shown.names == ("California", "Assistant")
    assert [verb for verb, _ in shown.steps] == ["approve", "withdraw", "require"]
    assert not shown.is_open
    move(domicile, US_ONE, "approve")
    state, shown = card(domicile, US_ONE, "zh")
    assert state is ReleaseState.RELEASED
    assert shown.names == ("加利福尼亚州", "智能助手")
    assert [title for _, title in shown.steps] == ["限制", "暂停", "撤回", "限定客户端版本"]


async def test_what_the_rules_lack_is_said_with_its_remedy(domicile: Domicile) -> None:
    move(domicile, CN_ONE, "submit", "approve")
    _, shown = card(domicile, CN_ONE)
    assert not shown.is_open
    rules = {each.rule for each in shown.missing}
    assert "CN-PART-001" in rules
    assert not any(rule.startswith("approval.") for rule in rules)
    assert any(each.remedy for each in shown.missing)
    assert all(each.citation and each.text for each in shown.missing)


async def test_a_site_that_left_the_settings_is_said_to_be_gone(
    domicile: Domicile, tmp_path: Path
) -> None:
    move(domicile, US_ONE, "submit")
    assert not card(domicile, US_ONE)[1].is_gone
    later = opened(tmp_path, SETTINGS)
    shown = card(later, US_ONE)[1]
    assert (shown.is_gone, shown.is_open, shown.missing) == (True, False, ())
    await later.aclose()


async def test_a_market_that_is_gone_keeps_its_id(domicile: Domicile) -> None:
    key = ReleaseKey(MarketId("XX"), FeatureId("gone"), SiteId("one"))
    assert names_of(domicile, key, "zh") == ("XX", "gone")


@pytest.mark.parametrize("state", [None, *ReleaseState])
def test_what_may_be_done_is_what_the_register_allows(state: ReleaseState | None) -> None:
    assert ("submit" in may_do(state)) is (state in {None, ReleaseState.WITHDRAWN})
    assert ("withdraw" in may_do(state)) is (state is not None)
