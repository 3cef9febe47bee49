from collections.abc import Mapping

import pytest

from domicile.core.ids import FeatureId
from domicile.surfaces.http.door import is_loopback
from tests.unit.surfaces.standins import CN, RECEIPT, Client, FakeDomicile, gateway_of

CHAT = "/v1/chat/completions"
BODY = {"model": "auto", "messages": [{"role": "user", "content": "x"}]}


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("::", False),
        ("192.168.1.2", False),
        ("localhost.example.com", False),
        ("", False),
    ],
)
def test_loopback(host: str, *, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize("host", ["127.0.0.1:8420", "localhost:8420", "[::1]:8420", "LOCALHOST"])
async def test_a_call_to_this_machine_comes_in(host: str, call: Client) -> None:
    call.host = host
    assert (await call("POST", CHAT, BODY)).status == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8420", "", "[", "[::1"])
@pytest.mark.parametrize("path", [CHAT, "/v1/models", "/metrics", "/nothing"])
async def test_a_call_to_another_host_does_not(host: str, path: str, call: Client) -> None:
    call.host = host
    got = await call("POST" if path == CHAT else "GET", path, BODY)
    assert got.status == 403
    assert got.json()["error"]["code"] == "D904"


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:8420", 200),
        ("http://127.0.0.1:9999", 403),
        ("http://localhost:8420", 403),
        ("https://127.0.0.1:8420", 403),
        ("https://evil.example", 403),
        ("null", 403),
    ],
)
async def test_a_page_of_another_origin_stays_outside(
    origin: str, status: int, call: Client
) -> None:
    assert (await call("POST", CHAT, BODY, headers={"Origin": origin})).status == status


async def test_once_there_is_a_key_it_is_needed_and_origins_are_free(
    domicile: FakeDomicile, call: Client
) -> None:
    assert (await call("POST", CHAT, BODY)).status == 200
    _, secret = domicile.keys.add([CN])
    got = await call("POST", CHAT, BODY)
    assert got.status == 401
    assert got.headers["www-authenticate"] == "Bearer"
    assert got.json()["error"]["code"] == "D903"
    call.host = "gateway.example"
    headers = {"Authorization": f"bearer {secret}", "Origin": "https://app.example"}
    assert (await call("POST", CHAT, BODY, headers=headers)).status == 200


async def test_beyond_loopback_a_key_is_needed_from_the_start(domicile: FakeDomicile) -> None:
    call = Client(gateway_of(domicile, "::"), host="gateway.example")
    for path in ("/v1/models", "/v1/nothing"):
        assert (await call("GET", path)).status == 401
    for path in ("/healthz", "/openapi.json"):
        assert (await call("GET", path)).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Basic dXNlcjpwYXNz"},
        {"X-Api-Key": "wrong"},
    ],
)
async def test_a_wrong_key(
    headers: Mapping[str, str], domicile: FakeDomicile, call: Client
) -> None:
    domicile.keys.add([CN])
    got = await call("GET", "/v1/models", headers=headers)
    assert got.status == 401
    assert "wrong" not in got.body.decode()


async def test_a_withdrawn_key_opens_nothing_at_once(domicile: FakeDomicile, call: Client) -> None:
    key, secret = domicile.keys.add([CN])
    headers = {"Authorization": f"Bearer {secret}"}
    assert (await call("GET", "/v1/models", headers=headers)).status == 200
    domicile.keys.revoke(key.id)
    assert (await call("GET", "/v1/models", headers=headers)).status == 401


async def test_before_there_is_a_key_any_bearer_is_ignored(call: Client) -> None:
    headers = {"Authorization": "Bearer whatever"}
    assert (await call("POST", CHAT, BODY, headers=headers)).status == 200


async def test_a_key_reaches_its_features_only(domicile: FakeDomicile, call: Client) -> None:
    _, secret = domicile.keys.add([CN], features=[FeatureId("writing")])
    headers = {"Authorization": f"Bearer {secret}"}
    assert (await call("POST", CHAT, BODY, headers=headers)).status == 403
    decide = {"feature": "assistant"}
    assert (await call("POST", "/v1/decide", decide, headers=headers)).status == 403
    asked = await call("POST", "/v1/features/assistant", {"text": "x"}, headers=headers)
    assert asked.status == 403
    asked = await call("POST", "/v1/features/writing", {"text": "x"}, headers=headers)
    assert asked.status == 200
    assert domicile.asked[-1].whereabouts.source == "key"


async def test_a_key_reads_its_own_receipts_and_an_operators_key_any(
    domicile: FakeDomicile, call: Client
) -> None:
    secrets = [domicile.keys.add([CN])[1] for _ in range(2)]
    secrets.append(domicile.keys.add([CN], role="operator")[1])
    own, other, operator = ({"Authorization": f"Bearer {secret}"} for secret in secrets)
    assert (await call("POST", CHAT, BODY, headers=own)).status == 200
    for path in (f"/v1/receipts/{RECEIPT}", f"/v1/receipts/{RECEIPT}/bundle"):
        assert (await call("GET", path, headers=own)).status == 200
        assert (await call("GET", path, headers=other)).status == 404
        assert (await call("GET", path, headers=operator)).status == 200
