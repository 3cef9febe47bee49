from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domicile.app import Domicile
from domicile.core.errors import UnknownMarketError, UnknownSiteError
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.settings_file import Surroundings, load_settings
from domicile.policy.register.approvals import Motion
from domicile.store.releases import ReleaseKey
from domicile.surfaces.drilling import by_market, drill_json, drilled

SITE = """
[[sites]]
id = "{name}"
base_url = "http://127.0.0.1:1/v1"
model = "{name}-model"
owner_country = "FR"
region = "eu"
inference_scope = "eu"
features = ["assistant"]
evidence = "{evidence}"
[sites.terms]
trains_on_input = false
retains_prompts = false
"""
SETTINGS = (
    'data_dir = "store"\nmodels_dir = "no-models"\n[operator]\nmarkets = ["EU"]\n'
    'default_market = "EU"\n'
    + SITE.format(name="one", evidence="declared")
    + SITE.format(name="two", evidence="simulated")
)
ONE, EU = SiteId("one"), MarketId("EU")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Domicile]:
    (tmp_path / "domicile.toml").write_text(SETTINGS, encoding="utf-8")
    found = Domicile(load_settings(Surroundings(environment={}, home=tmp_path, folder=tmp_path)))
    for site in ("one", "two"):
        key = ReleaseKey(EU, FeatureId("assistant"), SiteId(site))
        found.register.move("submit", key, Motion(by="Li"))
        found.register.move("approve", key, Motion(by="Li"))
    yield found
    await found.aclose()


async def test_who_takes_over_and_what_gets_weaker(house: Domicile) -> None:
    told = drill_json(drilled(house, ONE), "en")
    assert told["without"] == "one"
    (market,) = told["markets"]
    (feature,) = market["features"]
    assert (market["market"], feature["feature"]) == ("EU", "assistant")
    assert (feature["now"], feature["then"], feature["dies"]) == ("one", "two", False)
    assert {"what": "evidence", "now": "declared", "then": "simulated", "weaker": True} in (
        feature["changes"]
    )
    assert feature["why"] == []
    assert feature["with_data"] == []


async def test_nothing_is_changed(house: Domicile) -> None:
    before = house.register.history()
    drilled(house, ONE)
    assert house.register.history() == before


async def test_the_exit_list_names_releases_and_data(house: Domicile) -> None:
    told = drill_json(drilled(house, ONE), "zh")
    assert [each["what"] for each in told["exit"]] == ["release", "data"]
    assert "EU/assistant/one#" in told["exit"][0]["detail"]


async def test_what_dies_says_why(house: Domicile) -> None:
    house.register.move(
        "suspend", ReleaseKey(EU, FeatureId("assistant"), SiteId("two")), Motion(by="Li")
    )
    (feature,) = drill_json(drilled(house, ONE, EU), "en")["markets"][0]["features"]
    assert (feature["now"], feature["then"], feature["dies"]) == ("one", None, True)
    assert [each["rule"] for each in feature["why"]] == ["approval.suspended"]
    assert feature["why"][0]["site"] == "two"


async def test_markets_stand_together(house: Domicile) -> None:
    ((market, affected),) = by_market(drilled(house, ONE))
    assert (market, [each.feature for each in affected]) == ("EU", ["assistant"])


async def test_what_does_not_exist_is_wrong_usage(house: Domicile) -> None:
    with pytest.raises(UnknownSiteError):
        drilled(house, SiteId("three"))
    with pytest.raises(UnknownMarketError):
        drilled(house, ONE, MarketId("XX"))
