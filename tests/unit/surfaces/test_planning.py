from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domicile.app import Domicile
from domicile.core.errors import UnknownFeatureError, UnknownMarketError, UnknownSiteError
from domicile.core.ids import DEVICE, FeatureId, MarketId, SiteId
from domicile.core.settings_file import Surroundings, load_settings
from domicile.surfaces.planning import inquiry, plan_json, plans, unable

SETTINGS = """
data_dir = "store"
models_dir = "no-models"
[operator]
audience = "public"
[register]
two_person = true
[[sites]]
id = "own"
base_url = "http://127.0.0.1:1/v1"
model = "m"
owner_country = "CN"
region = "cn-mainland"
inference_scope = "cn-mainland"
filing_no = "DEMO-Qwen-20260101"
origin = "tuned"
evidence = "simulated"
features = ["assistant"]
"""
ASSISTANT, CN = FeatureId("assistant"), MarketId("CN")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Domicile]:
    (tmp_path / "domicile.toml").write_text(SETTINGS, encoding="utf-8")
    found = Domicile(load_settings(Surroundings(environment={}, home=tmp_path, folder=tmp_path)))
    yield found
    await found.aclose()


async def test_every_market_of_the_operator_is_planned(house: Domicile) -> None:
    found = plans(house, ASSISTANT)
    assert [each.market for each in found] == ["CN", "EU", "US", "US-CA"]
    assert {site.site for each in found for site in each.sites} == {DEVICE, "own"}


async def test_a_device_without_a_model_is_unable(house: Domicile) -> None:
    assert unable(house) == {DEVICE}
    (found,) = plans(house, ASSISTANT, MarketId("EU"), DEVICE)
    assert not found.is_open


async def test_it_takes_two_people_where_the_settings_say_so(house: Domicile) -> None:
    (found,) = plans(house, ASSISTANT, CN, SiteId("own"))
    assert found.sites[0].steps == ("submit", "approve", "approve")


async def test_what_does_not_exist_is_wrong_usage(house: Domicile) -> None:
    with pytest.raises(UnknownFeatureError):
        plans(house, FeatureId("sing"))
    with pytest.raises(UnknownMarketError):
        plans(house, ASSISTANT, MarketId("XX"))
    with pytest.raises(UnknownSiteError):
        plans(house, ASSISTANT, None, SiteId("two"))


async def test_the_question_is_asked_as_things_stand(house: Domicile) -> None:
    asked = inquiry(house, CN, ASSISTANT)
    assert (asked.feature, asked.whereabouts.operator, asked.data) == (ASSISTANT, CN, frozenset())
    assert asked.at == asked.today == house.clock.now().date()


async def test_the_json_says_everything(house: Domicile) -> None:
    found = plans(house, ASSISTANT, CN)
    told = plan_json(ASSISTANT, found, "en")
    assert told["feature"] == "assistant"
    (market,) = told["markets"]
    assert (market["market"], market["name"], market["open"]) == ("CN", "Mainland China", False)
    device, own = market["sites"]
    assert market["distance"] == min(device["distance"], own["distance"])
    assert (own["site"], own["open"], own["state"]) == ("own", False, None)
    assert own["route"]["rule"] == "CN-GATE-001"
    assert own["route"]["route"] == "own_model"
    assert own["other_route"]["rule"] == "CN-GATE-002"
    assert own["other_route"]["missing"]
    number = next(each for each in own["missing"] if each["rule"] == "CN-GATE-001")
    assert set(number) == {
        "rule", "kind", "what", "remedy", "citation", "basis", "known", "data",
    }  # fmt: skip
    assert number["basis"] == "law"
    assert {"CN-ASS-003", "CN-GATE-004"} <= {each["rule"] for each in own["duties_unmet"]}
    assert device["missing"][-1]["rule"] == "device.model"


async def test_what_is_not_there_is_null(house: Domicile) -> None:
    told = plan_json(ASSISTANT, plans(house, ASSISTANT, MarketId("EU"), SiteId("own")), "zh")
    (site,) = told["markets"][0]["sites"]
    assert (site["route"], site["other_route"]) == (None, None)
