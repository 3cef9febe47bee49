import base64
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domicile.app import Domicile
from domicile.core.ids import FeatureId, MarketId
from domicile.core.settings_file import Surroundings, load_settings
from domicile.surfaces.http.gateway import Gateway
from domicile.surfaces.http.house import open_house
from domicile.surfaces.http.openapi import ALL_ENDPOINTS
from tests.unit.surfaces.standins import Client

SETTINGS = """
data_dir = "store"
models_dir = "no-models"
[[sites]]
id = "away"
base_url = "http://127.0.0.1:1/v1"
model = "m"
features = ["assistant", "writing"]
"""
WHERE = {"market": "EU", "feature": "assistant", "site": "away"}
BY = WHERE | {"by": "Li"}


def opened(folder: Path, settings: str = SETTINGS) -> Domicile:
    (folder / "domicile.toml").write_text(settings, encoding="utf-8")
    return Domicile(load_settings(Surroundings(environment={}, home=folder, folder=folder)))


def client_of(domicile: Domicile) -> Client:
    return Client(Gateway(open_house(domicile, "127.0.0.1"), ALL_ENDPOINTS))


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Domicile]:
    domicile = opened(tmp_path)
    yield domicile
    await domicile.aclose()


@pytest.fixture
def client(whole: Domicile) -> Client:
    return client_of(whole)


async def move(client: Client, verb: str, **more: object) -> Any:
    return await client("POST", f"/v1/releases/{verb}", BY | more)


async def states(client: Client, query: str = "") -> list[tuple[str, str]]:
    got = await client("GET", f"/v1/releases{query}")
    assert got.status == 200
    return [(each["feature"], each["state"]) for each in got.json()["releases"]]


async def test_a_release_goes_its_way(client: Client) -> None:
    assert await states(client) == []
    for verb, state in (
        ("submit", "filed"),
        ("approve", "released"),
        ("restrict", "restricted"),
        ("suspend", "suspended"),
        ("withdraw", "withdrawn"),
    ):
        got = await move(client, verb, reason=f"to {state}")
        assert (got.status, got.json()["state"]) == (200, state)
        assert await states(client) == [("assistant", state)]
    events = (await client("GET", "/v1/releases/history")).json()["events"]
    assert [each["state"] for each in events][:3] == ["proposed", "assessed", "filed"]
    assert (events[-1]["by"], events[-1]["reason"]) == ("Li", "to withdrawn")


async def test_older_clients_can_be_kept_out(client: Client) -> None:
    await move(client, "submit", min_client="2.0")
    await move(client, "approve")
    got = await move(client, "require", min_client="2.1")
    assert (got.status, got.json()["min_client"], got.json()["state"]) == (200, "2.1", "released")
    assert (await move(client, "require")).status == 400
    assert (await move(client, "require", min_client="new")).status == 400
    assert (await move(client, "require", min_client="")).json()["min_client"] == ""


async def test_a_recalled_number_closes_everything_that_rests_on_it(
    client: Client, whole: Domicile
) -> None:
    await move(client, "submit", number="App-7")
    await move(client, "submit", feature="writing", number="App-8")
    body = {"filing": "App-7", "by": "Li"}
    _, narrow = whole.keys.add([MarketId("EU")], role="operator")
    markets = whole.settings.operator.markets
    _, caller = whole.keys.add(markets)
    _, writer = whole.keys.add(markets, role="operator", features=[FeatureId("writing")])
    for secret in (narrow, caller, writer):
        headers = {"Authorization": f"Bearer {secret}"}
        got = await client("POST", "/v1/releases/recall", body, headers=headers)
        assert got.status == 403
    _, wide = whole.keys.add(markets, role="operator")
    headers = {"Authorization": f"Bearer {wide}"}
    got = await client("POST", "/v1/releases/recall", body, headers=headers)
    assert [each["state"] for each in got.json()["releases"]] == ["withdrawn"]
    again = await client("POST", "/v1/releases/submit", BY | {"number": "App-7"}, headers=headers)
    assert again.status == 409
    got = await client("POST", "/v1/releases/recall", {"by": "Li"}, headers=headers)
    assert got.status == 400


async def test_the_query_narrows_down(client: Client) -> None:
    await move(client, "submit")
    await move(client, "submit", feature="writing")
    assert await states(client) == [("assistant", "filed"), ("writing", "filed")]
    assert await states(client, "?feature=writing&market=EU") == [("writing", "filed")]
    assert await states(client, "?site=device") == []
    got = await client("GET", "/v1/releases/history?feature=writing")
    assert {each["feature"] for each in got.json()["events"]} == {"writing"}


@pytest.mark.parametrize("query", ["?word=x", "?site=a&site=b"])
async def test_another_query_is_refused(client: Client, query: str) -> None:
    got = await client("GET", f"/v1/releases{query}")
    assert (got.status, got.json()["error"]["code"]) == (400, "D805")


async def test_what_the_state_does_not_allow_is_a_conflict_that_says_what_it_takes(
    client: Client,
) -> None:
    await move(client, "submit")
    got = await move(client, "suspend")
    assert (got.status, got.json()["error"]["code"]) == (409, "D605")
    assert "the release is filed" in got.json()["error"]["message"]
    assert "released" in got.json()["error"]["message"]
    assert await states(client) == [("assistant", "filed")]


async def test_of_evidence_the_digest_is_recorded(client: Client) -> None:
    got = await move(client, "submit", evidence=base64.b64encode(b"assessed").decode())
    assert got.status == 200
    events = (await client("GET", "/v1/releases/history")).json()["events"]
    assert events[-1]["evidence"] == hashlib.sha256(b"assessed").hexdigest()


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"evidence": "王"}, 400, "D805"),
        ({"evidence": "YQ"}, 400, "D805"),
        ({"market": "XX"}, 400, "D801"),
        ({"feature": "nothing"}, 400, "D802"),
        ({"site": "nowhere"}, 400, "D804"),
        ({"by": ""}, 400, "D805"),
        ({"by": " "}, 400, "D805"),
        ({"reason": "x" * 2001}, 400, "D805"),
        ({"word": 1}, 400, "D805"),
    ],
)
async def test_what_cannot_be_understood_changes_nothing(
    client: Client, more: dict[str, object], status: int, code: str
) -> None:
    got = await move(client, "submit", **more)
    assert (got.status, got.json()["error"]["code"]) == (status, code)
    assert await states(client) == []


async def test_the_plan_says_how_far_a_feature_is(client: Client) -> None:
    got = await client("GET", "/v1/releases/plan?feature=assistant&market=EU&site=away")
    ((market,), feature) = got.json()["markets"], got.json()["feature"]
    assert (feature, market["market"], market["open"]) == ("assistant", "EU", False)
    (site,) = market["sites"]
    assert site["steps"] == ["submit", "approve"]
    assert site["missing"]
    await move(client, "submit")
    got = await client("GET", "/v1/releases/plan?feature=assistant&market=EU&site=away")
    assert got.json()["markets"][0]["sites"][0]["steps"] == ["approve"]
    got = await client("GET", "/v1/releases/plan?feature=writing")
    assert {each["market"] for each in got.json()["markets"]} == {"CN", "EU", "US", "US-CA"}


async def test_the_drill_says_what_would_be_without_a_site(client: Client) -> None:
    got = await client("GET", "/v1/releases/drill?without=away&market=EU")
    assert got.json()["without"] == "away"
    (market,) = got.json()["markets"]
    assert {each["feature"] for each in market["features"]} == {"assistant", "writing"}
    assert got.json()["exit"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("plan", "D805"),
        ("plan?feature=nothing", "D802"),
        ("plan?feature=writing&market=XX", "D801"),
        ("plan?feature=writing&site=nowhere", "D804"),
        ("plan?feature=writing&without=x", "D805"),
        ("drill", "D805"),
        ("drill?without=nowhere", "D804"),
    ],
)
async def test_plan_and_drill_say_what_they_lack(client: Client, path: str, code: str) -> None:
    got = await client("GET", f"/v1/releases/{path}")
    assert (got.status, got.json()["error"]["code"]) == (400, code)


async def test_another_verb_is_missing(client: Client) -> None:
    got = await move(client, "open")
    assert got.status == 404
    assert "submit, approve" in got.json()["error"]["message"]


async def test_a_site_that_left_the_settings_can_still_be_closed(
    client: Client, tmp_path: Path
) -> None:
    await move(client, "submit")
    later = opened(tmp_path, SETTINGS.partition("[[sites]]")[0])
    assert (await move(client_of(later), "withdraw")).json()["state"] == "withdrawn"
    await later.aclose()


async def test_only_an_operators_key_reaches_the_register(client: Client, whole: Domicile) -> None:
    eu, cn, writing = MarketId("EU"), MarketId("CN"), FeatureId("writing")
    _, caller = whole.keys.add([eu])
    _, elsewhere = whole.keys.add([cn], role="operator")
    _, writer = whole.keys.add([eu], role="operator", features=[writing])
    _, operator = whole.keys.add([eu], role="operator")
    for secret, status in (("", 401), (caller, 403), (elsewhere, 403), (writer, 403)):
        headers = {"Authorization": f"Bearer {secret}"}
        got = await client("POST", "/v1/releases/submit", BY, headers=headers)
        assert got.status == status
    queries = ("", "/history", "/plan?feature=writing", "/drill?without=away")
    for path in (f"/v1/releases{query}" for query in queries):
        got = await client("GET", path, headers={"Authorization": f"Bearer {caller}"})
        assert got.status == 403
    headers = {"Authorization": f"Bearer {operator}"}
    assert (await client("POST", "/v1/releases/submit", BY, headers=headers)).status == 200
    assert (await client("GET", "/v1/releases", headers=headers)).status == 200
