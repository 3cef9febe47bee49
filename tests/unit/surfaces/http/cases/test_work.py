import base64
import hashlib
from pathlib import Path
from typing import Any, get_args

import pytest

from domicile.app import Domicile
from domicile.core.ids import MarketId, SubjectId
from domicile.policy.cases.states import STEPS, Verb
from domicile.surfaces.http.cases.work import TAKES
from tests.unit.policy.cases.office import opening
from tests.unit.surfaces.http.cases.reception import bearing, furnished, reception
from tests.unit.surfaces.standins import SECRET_TEXT, Client

FOREIGN = {"event": "foreign_request", "market": "CN", "by": "Li", "text": SECRET_TEXT}
BREACH = {"event": "pi_breach", "market": "EU", "by": "Li", "text": "a disk was lost"}
FILE = b"all of it"
SHA256 = hashlib.sha256(FILE).hexdigest()
BASE64 = base64.b64encode(FILE).decode("ascii")


async def opened(call: Client, body: dict[str, Any]) -> str:
    got = await call("POST", "/v1/cases", body)
    assert got.status == 200, got.body
    return f"/v1/cases/{got.json()['id']}"


async def test_a_request_from_abroad_is_held_until_two_people_answer_it(call: Client) -> None:
    path = await opened(call, FOREIGN | {"area": "criminal", "asker": "a court", "law": "an act"})
    told = (await call("GET", path)).json()
    assert (told["state"], told["area"], told["asked"]["asker"]) == (
        "escalated", "criminal", "a court",
    )  # fmt: skip
    held = await call("POST", f"{path}/propose", {"by": "Li", "evidence": BASE64})
    assert held.status == 403
    error = held.json()["error"]
    assert (error["code"], error["rule"]) == ("D621", "CN-LOC-002")
    assert (await call("GET", path)).json()["state"] == "escalated"
    act = {"by": "Li", "evidence": BASE64, "approval_sha256": "ab" * 32}
    done = (await call("POST", f"{path}/propose", act)).json()
    last = done["history"][-1]
    assert (done["state"], last["evidence"], last["approval"]) == (
        "answer_proposed", SHA256, "ab" * 32,
    )  # fmt: skip
    same = await call("POST", f"{path}/confirm", {"by": " li"})
    assert (same.status, same.json()["error"]["code"]) == (409, "D620")
    done = (await call("POST", f"{path}/confirm", {"by": "Wang"})).json()
    assert (done["state"], done["outcome"]) == ("answered", "answered")
    assert SECRET_TEXT not in held.body.decode()


async def test_a_step_that_is_not_allowed_names_those_that_are(call: Client) -> None:
    path = await opened(call, FOREIGN)
    got = await call("POST", f"{path}/confirm", {"by": "Wang"})
    assert got.status == 409
    assert "propose, refuse, close" in got.json()["error"]["message"]


async def test_an_incident_is_reported_to_whom_its_rules_name(call: Client) -> None:
    at = "2026-11-20T09:00:00+08:00"
    path = await opened(call, BREACH | {"at": at})
    assert (await call("GET", path)).json()["opened_at"] == "2026-11-20T01:00:00+00:00"
    for to, state in (("regulator", "open"), ("people", "reported")):
        body = {"by": "Li", "to": to, "evidence_sha256": SHA256}
        assert (await call("POST", f"{path}/report", body)).json()["state"] == state
    got = await call("POST", f"{path}/close", {"by": "Li"})
    assert got.json()["state"] == "closed"


async def test_a_right_is_extended_by_what_its_rule_lets(call: Client) -> None:
    path = await opened(
        call, {"event": "access", "market": "EU", "by": "Li", "text": "all of mine"}
    )
    late = await call("POST", f"{path}/extend", {"by": "Li", "days": 9_999, "text": "many"})
    assert late.status == 400
    done = await call("POST", f"{path}/extend", {"by": "Li", "days": 30, "text": "many"})
    assert (done.json()["state"], done.json()["history"][-1]["days"]) == ("extended", 30)


async def test_a_hold_is_laid_where_it_is_wished_for(call: Client, domicile: Domicile) -> None:
    path = await opened(call, FOREIGN | {"hold": True, "subject": "u1"})
    (hold,) = domicile.desks.holds.covers(subject=SubjectId("u1"))
    assert (await call("GET", path)).json()["asked"]["hold"] == hold.id


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"event": "no such"}, "event"),
        ({"by": " "}, None),
        ({"by": ""}, "by"),
        ({"text": " "}, "text"),
        ({"at": "2026-11-20T09:00:00"}, "at"),
        ({"at": "2027-01-01T00:00:00Z"}, "at"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "at"),
        ({"area": "planted"}, "area"),
        ({"law": "planted" * 100}, "law"),
        ({"planted": 1}, "planted"),
        ({"site": "planted"}, None),
        ({"market": "XX"}, None),
    ],
)
async def test_what_cannot_be_opened_is_said_and_leaves_nothing(
    call: Client, domicile: Domicile, change: dict[str, Any], param: str | None
) -> None:
    got = await call("POST", "/v1/cases", FOREIGN | change)
    error = got.json()["error"]
    assert (got.status, error["param"]) == (400, param)
    if param != "planted":
        assert "planted" not in got.body.decode()
    assert domicile.desks.cases.list() == ()


@pytest.mark.parametrize(
    ("verb", "body", "param"),
    [
        ("answer", {"days": 3}, "days"),
        ("answer", {"approval_sha256": SHA256}, "approval_sha256"),
        ("close", {"to": "people"}, "to"),
        ("confirm", {"evidence": BASE64}, "evidence"),
        ("propose", {"evidence": BASE64, "evidence_sha256": SHA256}, "evidence"),
        ("propose", {"approval": "not base64!"}, "approval"),
        ("propose", {"evidence_sha256": SHA256.upper()}, "evidence_sha256"),
        ("propose", {"evidence_sha256": SHA256 + "\n"}, "evidence_sha256"),
        ("report", {"to": "planted"}, "to"),
        ("extend", {"days": 0}, "days"),
        ("escalate", {"planted": 1}, "planted"),
    ],
)
async def test_a_step_takes_what_it_means_and_nothing_else(
    call: Client, verb: str, body: dict[str, Any], param: str
) -> None:
    path = await opened(call, FOREIGN)
    got = await call("POST", f"{path}/{verb}", {"by": "Li"} | body)
    assert (got.status, got.json()["error"]["param"]) == (400, param)
    assert len((await call("GET", path)).json()["history"]) == 2


@pytest.mark.parametrize("verb", ["appeal", "open", "planted"])
async def test_there_are_no_other_steps(call: Client, verb: str) -> None:
    path = await opened(call, FOREIGN)
    got = await call("POST", f"{path}/{verb}", {"by": "Li"})
    assert (got.status, got.json()["error"]["code"]) == (404, "D905")
    assert "planted" not in got.body.decode()


def test_operators_can_do_everything_but_what_whoever_complained_does() -> None:
    assert set(TAKES) == set(get_args(Verb)) - {"appeal"}
    assert set().union(*STEPS.values()) - {"appeal"} == set(TAKES)


async def test_operators_see_the_cases_that_their_key_reaches(
    call: Client, domicile: Domicile
) -> None:
    desk = domicile.desks.cases
    one = desk.open("foreign_request", MarketId("CN"), opening())
    two = desk.open("pi_breach", MarketId("EU"), opening())
    told = (await call("GET", "/v1/cases")).json()["cases"]
    assert [each["id"] for each in told] == [two.id, one.id]
    told = (await call("GET", "/v1/cases?market=CN")).json()["cases"]
    assert [each["id"] for each in told] == [one.id]
    assert (await call("GET", f"/v1/cases/{one.id}")).json()["state"] == "escalated"
    assert (await call("GET", "/v1/cases/00")).status == 404
    assert (await call("GET", "/v1/cases?colour=red")).status == 400
    caller, reach = bearing(domicile, "caller", "CN"), bearing(domicile, "operator", "EU")
    for path in ("/v1/cases", f"/v1/cases/{one.id}"):
        assert (await call("GET", path, headers=caller)).status == 403
    told = (await call("GET", "/v1/cases", headers=reach)).json()["cases"]
    assert [each["id"] for each in told] == [two.id]
    assert (await call("GET", f"/v1/cases/{one.id}", headers=reach)).status == 404


async def test_only_an_operator_whose_key_reaches_the_market_acts(
    call: Client, domicile: Domicile
) -> None:
    case = domicile.desks.cases.open("pi_breach", MarketId("CN"), opening())
    path = f"/v1/cases/{case.id}/close"
    act = {"by": "Li", "text": "a false alarm"}
    caller, other = bearing(domicile, "caller", "CN"), bearing(domicile, "operator", "EU")
    own = bearing(domicile, "operator", "CN")
    assert (await call("POST", path, act)).status == 401
    assert (await call("POST", path, act, headers=caller)).status == 403
    assert (await call("POST", path, act, headers=other)).status == 404
    assert (await call("POST", "/v1/cases", FOREIGN, headers=caller)).status == 403
    assert (await call("POST", "/v1/cases", FOREIGN, headers=other)).status == 403
    assert len(domicile.desks.cases.list()) == 1
    assert (await call("POST", "/v1/cases/00/close", act, headers=own)).status == 404
    assert (await call("POST", path, act, headers=own)).json()["state"] == "closed"
    assert (await call("POST", "/v1/cases", FOREIGN, headers=own)).status == 200


async def test_where_signatures_are_asked_for_a_gateway_takes_none(tmp_path: Path) -> None:
    domicile = furnished(tmp_path, "[register]\nsigned = true\n")
    call = reception(domicile)
    path = await opened(call, FOREIGN)
    got = await call("POST", f"{path}/refuse", {"by": "Li", "text": "no ground"})
    assert got.status == 400
    assert "--key" in got.json()["error"]["message"]
    domicile.database.close()
