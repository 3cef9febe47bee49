from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domicile.app import Domicile
from domicile.core.ids import MarketId
from domicile.core.settings_file import Surroundings, load_settings
from domicile.surfaces.http.gateway import Gateway
from domicile.surfaces.http.house import open_house
from domicile.surfaces.http.openapi import ALL_ENDPOINTS
from tests.unit.surfaces.standins import Client

SETTINGS = """
data_dir = "store"
models_dir = "no-models"
language = "zh"
[[sites]]
id = "away"
base_url = "http://127.0.0.1:1/v1"
model = "m"
"""
PATH = "/v1/partners/away/exposure"


@pytest.fixture
async def whole(tmp_path: Path) -> AsyncIterator[Domicile]:
    (tmp_path / "domicile.toml").write_text(SETTINGS, encoding="utf-8")
    found = Domicile(load_settings(Surroundings(environment={}, home=tmp_path, folder=tmp_path)))
    yield found
    await found.aclose()


@pytest.fixture
def client(whole: Domicile) -> Client:
    return Client(Gateway(open_house(whole, "127.0.0.1"), ALL_ENDPOINTS))


async def test_the_exposure_of_a_partner_is_told(client: Client) -> None:
    got = await client("GET", f"{PATH}?from=2026-01-01&to=2026-02-01")
    assert got.status == 200
    told = got.json()
    assert (told["site"], told["sent"]["requests"]) == ("away", 0)
    assert told["span"] == {"from": "2026-01-01", "to": "2026-02-01"}
    assert any("秘密指令" in each for each in told["limits"])
    assert (await client("GET", PATH)).status == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/partners/nobody/exposure", 404),
        ("/v1/partners/device/exposure", 400),
        (f"{PATH}?from=soon", 400),
        (f"{PATH}?from=2026-02-01&to=2026-01-01", 400),
        (f"{PATH}?until=2026-02-01", 400),
    ],
)
async def test_what_is_not_there_or_not_meant(path: str, status: int, client: Client) -> None:
    got = await client("GET", path)
    assert got.status == status
    assert "soon" not in got.body.decode()


async def test_only_operators_see_it(whole: Domicile, client: Client) -> None:
    _, secret = whole.keys.add([MarketId("EU")])
    _, chief = whole.keys.add([MarketId("EU")], role="operator")
    for key, status in ((secret, 403), (chief, 200)):
        headers = {"authorization": f"Bearer {key}"}
        assert (await client("GET", PATH, headers=headers)).status == status
