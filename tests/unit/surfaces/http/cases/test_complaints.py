from typing import Any

import pytest

from domicile.app import Domicile
from domicile.core.ids import MarketId
from domicile.policy.cases.case import Act
from domicile.policy.cases.desk import COMPLAINTS_A_MINUTE
from domicile.store.cases import CaseId
from tests.unit.policy.cases.office import by, opening
from tests.unit.surfaces.http.cases.reception import bearing
from tests.unit.surfaces.standins import SECRET_TEXT, Client

COMPLAINT = {"market": "CN", "text": SECRET_TEXT}


def secret_of(told: Any) -> dict[str, str]:
    return {"domicile-secret": told["secret"]}


def answered(domicile: Domicile, name: str) -> None:
    domicile.desks.cases.act(CaseId(name), "answer", Act(by="Li", text="sorry"))


async def test_a_complaint_is_taken_looked_up_and_appealed(
    call: Client, domicile: Domicile
) -> None:
    got = await call("POST", "/v1/complaints", COMPLAINT | {"language": "zh"})
    assert got.status == 200
    told = got.json()
    assert (told["state_text"], told["due"][:10]) == ("处理中", "2026-12-09")
    path = f"/v1/complaints/{told['id']}"
    assert (await call("GET", path, headers=secret_of(told))).json()["state"] == "open"
    early = await call("POST", f"{path}/appeal", {"text": "no"}, headers=secret_of(told))
    assert early.status == 409
    answered(domicile, told["id"])
    shown = (await call("GET", path, headers=secret_of(told))).json()
    assert [each["text"] for each in shown["answers"]] == ["sorry"]
    assert "secret" not in shown
    got = await call("POST", f"{path}/appeal", {"text": "no"}, headers=secret_of(told))
    assert (got.status, got.json()["state"]) == (200, "appealed")
    again = await call("POST", f"{path}/appeal", {"text": "no"}, headers=secret_of(told))
    assert again.status == 409


@pytest.mark.parametrize("headers", [{}, {"domicile-secret": "00"}])
async def test_without_its_secret_there_is_no_complaint(
    call: Client, headers: dict[str, str]
) -> None:
    told = (await call("POST", "/v1/complaints", COMPLAINT)).json()
    path = f"/v1/complaints/{told['id']}"
    got = await call("GET", path, headers=headers)
    assert (got.status, got.json()["error"]["code"]) == (404, "D820")
    got = await call("POST", f"{path}/appeal", {"text": SECRET_TEXT}, headers=headers)
    assert got.status == 404
    assert SECRET_TEXT not in got.body.decode()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"market": "CN", "text": ""}, (400, "D805")),
        ({"market": "CN", "text": " "}, (400, "D805")),
        ({"market": "CN", "text": "x" * 20_001}, (400, "D805")),
        ({"market": "CN", "text": "x", "contact": "y" * 501}, (400, "D805")),
        ({"market": "CN", "text": "x", "name": "y"}, (400, "D805")),
        ({"market": "XX", "text": "x"}, (400, "D801")),
        ({"market": "CN", "text": "x", "receipt": "ab" * 16}, (404, "D603")),
    ],
)
async def test_what_cannot_be_taken_is_said(
    call: Client, domicile: Domicile, body: dict[str, str], expected: tuple[int, str]
) -> None:
    got = await call("POST", "/v1/complaints", body)
    assert (got.status, got.json()["error"]["code"]) == expected
    assert domicile.desks.cases.list() == ()


async def test_more_than_are_taken_at_once_are_told_to_wait(
    call: Client, domicile: Domicile
) -> None:
    app, other = (bearing(domicile, "caller", "CN") for _ in range(2))
    for _ in range(COMPLAINTS_A_MINUTE):
        assert (await call("POST", "/v1/complaints", COMPLAINT, headers=app)).status == 200
    assert (await call("POST", "/v1/complaints", COMPLAINT, headers=app)).status == 429
    assert (await call("POST", "/v1/complaints", COMPLAINT, headers=other)).status == 200


async def test_where_keys_are_needed_a_complaint_needs_any(
    call: Client, domicile: Domicile
) -> None:
    bearing(domicile, "caller", "CN")
    assert (await call("POST", "/v1/complaints", COMPLAINT)).status == 401


async def test_everybody_sees_the_counts_and_nothing_else(call: Client, domicile: Domicile) -> None:
    done = (await call("POST", "/v1/complaints", COMPLAINT)).json()
    answered(domicile, done["id"])
    desk = domicile.desks.cases
    case = desk.open("foreign_request", MarketId("CN"), opening(area="criminal"))
    desk.act(case.id, "refuse", by("Li", "no"))
    bearing(domicile, "caller", "CN")
    got = await call("GET", "/v1/transparency?market=CN&year=2026")
    assert got.status == 200
    told = got.json()
    assert told["cases"]["complaint"] == {
        "opened": 1,
        "answered": 1,
        "overdue": 0,
        "median_days": 0,
        "outcomes": {"answered": 1},
    }
    assert told["authorities"][0]["area"] == "criminal"
    for planted in (SECRET_TEXT, "Li", done["id"]):
        assert planted not in got.body.decode()
    desk.complain(MarketId("CN"), case.asked)
    assert (await call("GET", "/v1/transparency?market=CN&year=2026")).json() == told


@pytest.mark.parametrize(
    "query",
    ["", "?market=CN", "?year=2026", "?market=CN&year=x", "?market=CN&year=²",
     "?market=XX&year=2026", "?market=CN&year=2027", "?market=CN&year=99999999999",
     "?market=CN&year=2026&a=b"],
)  # fmt: skip
async def test_counts_are_asked_for_by_market_and_year(call: Client, query: str) -> None:
    assert (await call("GET", f"/v1/transparency{query}")).status == 400
