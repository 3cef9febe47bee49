import pytest

from domicile.core.errors import ModelMissingError, PackError, UnknownKeyError
from domicile.core.ids import SiteId
from domicile.core.settings import Settings
from domicile.core.site import Site
from domicile.surfaces.http import health
from tests.unit.surfaces.standins import Client, FakeDomicile


def missing(got_json: dict[str, object]) -> list[str]:
    checks = got_json["checks"]
    assert isinstance(checks, list)
    return [check["name"] for check in checks if not check["ok"]]


async def test_it_lives(call: Client) -> None:
    assert (await call("GET", "/healthz")).json() == {"status": "ok"}


async def test_it_is_ready(call: Client) -> None:
    got = await call("GET", "/readyz")
    assert got.status == 200
    assert got.json()["ready"] is True
    assert missing(got.json()) == []


async def test_without_the_name_model_nothing_is_answered(
    domicile: FakeDomicile, call: Client
) -> None:
    domicile.shelf.installed = False
    got = await call("GET", "/readyz")
    assert got.status == 503
    assert missing(got.json()) == ["name_model", "device_model"]
    assert "D201: model pack names-zh" in got.json()["checks"][1]["missing"]
    assert "D201: model pack small" in got.json()["checks"][2]["missing"]


async def test_broken_packs_are_said_and_the_old_ones_serve(
    domicile: FakeDomicile, call: Client
) -> None:
    domicile.library.fault = PackError("jp.yaml:7: JP-LOC-001: unknown key")
    got = await call("GET", "/readyz")
    assert got.status == 200
    assert missing(got.json()) == ["packs"]
    assert "D110: jp.yaml:7: JP-LOC-001" in str(got.json()["checks"])


async def test_broken_settings_are_said_and_the_old_ones_serve(
    domicile: FakeDomicile, call: Client
) -> None:
    domicile.places.fault = UnknownKeyError("domicile.toml: unknown key `sits`")
    got = await call("GET", "/readyz")
    assert got.status == 200
    assert missing(got.json()) == ["settings"]
    assert "unknown key `sits`" in str(got.json()["checks"])


async def test_without_a_model_of_its_own_partners_may_answer(
    domicile: FakeDomicile, call: Client
) -> None:
    domicile.device_model = None
    assert (await call("GET", "/readyz")).status == 503
    domicile.settings = Settings(sites=(Site(id=SiteId("partner")),))
    got = await call("GET", "/readyz")
    assert got.status == 200
    assert missing(got.json()) == ["device_model"]


async def test_a_model_that_is_set_and_missing(
    domicile: FakeDomicile, call: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raises(self: FakeDomicile) -> str:
        del self
        raise ModelMissingError("gone")

    monkeypatch.setattr(FakeDomicile, "device_model", property(raises))
    got = await call("GET", "/readyz")
    assert "D201: gone" in got.json()["checks"][2]["missing"]
    assert domicile.shelf.installed


async def test_a_store_that_is_gone(domicile: FakeDomicile, call: Client) -> None:
    domicile.database.close()
    got = await call("GET", "/readyz")
    assert got.status == 503
    assert missing(got.json()) == ["store"]


async def test_a_store_that_another_process_holds(
    domicile: FakeDomicile, call: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "WRITE_TIMEOUT_S", 0.05)
    with domicile.database.write():
        got = await call("GET", "/readyz")
    assert missing(got.json()) == ["store"]


async def test_metrics_count_what_happened(call: Client) -> None:
    await call("POST", "/v1/features/assistant", {"text": "secret text"})
    await call("GET", "/v1/receipts/secret")
    got = await call("GET", "/metrics")
    text = got.body.decode()
    assert got.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert (
        'domicile_requests_total{feature="assistant",level="P0",market="CN",'
        'site="partner",status="answered"} 1' in text
    )
    assert 'domicile_errors_total{code="D603"} 1' in text
    assert 'route="/v1/receipts/{receipt_id}"' in text
    assert "secret" not in text
