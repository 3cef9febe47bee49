import logging
from collections.abc import Callable

import pytest

from domicile.app import Domicile
from domicile.core.errors import PortInUseError
from domicile.surfaces.cli.commands.serve import log_to_standard_error
from tests.unit.surfaces.cli.house import SETTINGS, House

SERVE = "domicile.surfaces.serving.server.serve"


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    places: list[tuple[str, int]] = []

    async def serve(
        domicile: Domicile, host: str, port: int, *, listening: Callable[[], None]
    ) -> None:
        assert domicile.settings.role == "both"
        places.append((host, port))
        listening()

    monkeypatch.setattr(SERVE, serve)
    return places


def test_flags_win_over_settings(house: House, served: list[tuple[str, int]]) -> None:
    result = house.call("serve")
    assert result.exit_code == 0
    assert "http://127.0.0.1:8420" in result.stderr
    assert result.stdout == ""
    told = house.json("serve", "--host", "::1", "--port", "9000")
    assert told == {"url": "http://[::1]:9000", "stopped": True}
    assert served == [("127.0.0.1", 8420), ("::1", 9000)]


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_is_a_port(house: House, port: str) -> None:
    assert house.call("serve", "--port", port).exit_code == 2


def test_a_taken_port_fails(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def serve(
        domicile: Domicile, host: str, port: int, *, listening: Callable[[], None]
    ) -> None:
        assert callable(listening)
        raise PortInUseError(f"another program listens on {host}:{port}, {domicile.settings.role}")

    monkeypatch.setattr(SERVE, serve)
    assert house.json("serve", status=1)["error"]["code"] == "D901"
    assert "serves" not in house.call("serve").stderr, "it is said once it is true"


@pytest.mark.parametrize(
    "settings",
    [
        SETTINGS.replace("writing", "writting"),
        SETTINGS.replace("[[sites]]", '[operator]\nmarkets = ["US-CA", "XX"]\n[[sites]]'),
    ],
)
def test_settings_that_make_no_sense_fail_before_anybody_asks(
    house: House, served: list[tuple[str, int]], settings: str
) -> None:
    house.write(settings)
    assert house.json("serve", status=1)["error"]["code"] == "D102"
    assert served == []


def test_our_own_log_is_seen_and_others_only_when_they_warn() -> None:
    log_to_standard_error()
    assert logging.getLogger("domicile.http").isEnabledFor(logging.INFO)
    assert not logging.getLogger("uvicorn.error").isEnabledFor(logging.INFO)
