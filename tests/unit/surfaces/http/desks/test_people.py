from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domicile.app import Domicile
from domicile.core.ids import MarketId
from domicile.core.settings_file import Surroundings, load_settings
from domicile.surfaces.http.gateway import Gateway
from domicile.surfaces.http.house import open_house
from domicile.surfaces.http.openapi import ALL_ENDPOINTS
from tests.unit.surfaces.cli.house import FixedClock
from tests.unit.surfaces.standins import Client

GIVE = {"classes": ["health"], "state": "given", "market": "CN"}
TAKE_BACK = {"classes": ["health"], "state": "withdrawn", "market": "CN"}
CONSENTS = "/v1/subjects/wang/consents"
CHOICES = "/v1/subjects/wang/choices"


@pytest.fixture
def domicile(tmp_path: Path) -> Iterator[Domicile]:
    (tmp_path / "domicile.toml").write_text(
        'data_dir = "store"\n[operator.statements]\ncontact = "privacy@example.com"\n',
        encoding="utf-8",
    )
    around = Surroundings(environment={}, home=tmp_path, folder=tmp_path)
    made = Domicile(load_settings(around, config=None), clock=FixedClock())
    yield made
    made.database.close()


@pytest.fixture
def call(domicile: Domicile) -> Client:
    return Client(Gateway(open_house(domicile, "127.0.0.1"), ALL_ENDPOINTS))


def bearing(domicile: Domicile, role: Any = "operator", market: str = "CN") -> dict[str, str]:
    _, secret = domicile.keys.add([MarketId(market)], role=role)
    return {"authorization": f"Bearer {secret}"}


async def test_taking_back_takes_the_same_call_as_giving(call: Client) -> None:
    given = (await call("POST", CONSENTS, GIVE)).json()
    assert list(given["consents"]) == ["health"]
    assert given["acts"][0]["how"] == "http"
    withdrawn = (await call("POST", CONSENTS, TAKE_BACK)).json()
    assert withdrawn["consents"] == {}
    told = (await call("GET", CONSENTS)).json()
    assert [act["value"] for act in told["history"]] == ["given", "withdrawn"]
    assert GIVE.keys() == TAKE_BACK.keys()


async def test_what_a_person_chooses_is_taken_down(call: Client) -> None:
    body = {
        "personalization": False,
        "training": False,
        "device_only": True,
        "agree": ["label_terms"],
        "market": "CN",
        "how": "console",
    }
    told = (await call("POST", CHOICES, body)).json()
    assert told["choices"] == {"personalization": False, "training": False, "device_only": True}
    assert told["agreed"] == ["label_terms"]
    assert {act["how"] for act in told["acts"]} == {"console"}
    again = (await call("POST", CHOICES, {"training": True})).json()
    assert again["choices"] == {"personalization": False, "training": True, "device_only": True}
    assert (await call("POST", CHOICES, {})).json()["acts"] == []


async def test_what_is_held_is_handed_out_and_opens_no_case(call: Client) -> None:
    await call("POST", CONSENTS, GIVE)
    told = (await call("GET", "/v1/subjects/wang")).json()
    assert list(told["consents"]) == ["health"]
    assert (await call("GET", "/v1/subjects/wang")).json()["cases"] == []
    assert (await call("GET", "/v1/subjects/nobody")).json()["record"] is None


@pytest.mark.parametrize(
    "words",
    [
        ("GET", "/v1/subjects/wang", b""),
        ("GET", CONSENTS, b""),
        ("POST", CONSENTS, GIVE),
        ("POST", CHOICES, {"training": False, "market": "CN"}),
    ],
)
async def test_only_an_operator_whose_key_reaches_the_market_may(
    words: tuple[str, str, object], call: Client, domicile: Domicile
) -> None:
    operator = bearing(domicile)
    assert (await call(*words)).status == 401
    caller = await call(*words, headers=bearing(domicile, "caller"))
    assert caller.status == 403
    assert (await call(*words, headers=operator)).status == 200
    await call("POST", CONSENTS, GIVE, headers=operator)
    elsewhere = await call(*words, headers=bearing(domicile, market="EU"))
    assert elsewhere.status == 403
    assert "wang" not in elsewhere.body.decode()


async def test_what_opens_a_rule_takes_the_operators_key(call: Client, domicile: Domicile) -> None:
    guardian = {**GIVE, "classes": ["guardian"], "guardian": "王妈妈"}
    young = {"user": ["minor", "under_14"], "market": "CN"}
    assert (await call("POST", CONSENTS, guardian)).status == 403
    assert (await call("POST", CHOICES, young)).status == 403
    key = bearing(domicile)
    assert (await call("POST", CHOICES, young, headers=key)).status == 200
    assert (await call("POST", CONSENTS, GIVE, headers=key)).status == 400
    told = (await call("POST", CONSENTS, guardian, headers=key)).json()
    assert told["user"] == ["guardian_consent", "minor", "under_14"]
    ended = {**guardian, "state": "withdrawn"}
    assert (await call("POST", CONSENTS, ended, headers=key)).json()["consents"] == {}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"classes": [], "state": "given"},
        {"classes": ["秘密"], "state": "given", "market": "CN"},
        {"classes": ["health"], "state": "perhaps", "market": "CN"},
        {"classes": ["health"], "state": "given"},
        {"classes": ["health"], "state": "given", "market": "ZZ"},
        {"classes": ["health"], "state": "given", "market": "CN", "more": 1},
    ],
)
async def test_what_cannot_be_understood_is_told_without_its_words(
    body: object, call: Client
) -> None:
    got = await call("POST", CONSENTS, body)
    assert got.status == 400, got.body
    assert "秘密" not in got.body.decode()
    assert "wang" not in got.body.decode()


async def test_everybody_may_read_the_notices(call: Client, domicile: Domicile) -> None:
    bearing(domicile)
    told = (await call("GET", "/v1/notices?market=CN")).json()
    by_id = {each["id"]: each for each in told["notices"]}
    assert {"cn.label_terms", "cn.rights", "cn.personalisation"} <= set(by_id)
    assert all(len(each["version"]) == 64 for each in told["notices"])
    assert all(each["text"]["en"] and each["text"]["zh"] for each in told["notices"])
    assert by_id["cn.model"]["missing"] == ["model", "filing_no"]
    assert "privacy@example.com" in by_id["cn.export"]["text"]["en"]
    health = next(each for each in told["consents"] if each["class"] == "health")
    assert (health["notice"], len(health["version"])) == ("CN-CHO-001", 64)
    few = (await call("GET", "/v1/notices?market=CN&feature=recommend")).json()["notices"]
    assert "cn.personalisation" in {each["id"] for each in few}
    writing = (await call("GET", "/v1/notices?market=CN&feature=writing")).json()["notices"]
    assert "cn.personalisation" not in {each["id"] for each in writing}


@pytest.mark.parametrize("query", ["", "?feature=assistant", "?market=ZZ", "?market=CN&x=1"])
async def test_a_query_that_cannot_be_understood_is_told(query: str, call: Client) -> None:
    assert (await call("GET", f"/v1/notices{query}")).status == 400
