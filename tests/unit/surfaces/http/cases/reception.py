"""A gateway whose house has real desks."""

from pathlib import Path
from typing import Any

from domicile.app import Domicile
from domicile.core.ids import MarketId
from domicile.core.settings_file import Surroundings, load_settings
from domicile.surfaces.http.gateway import Gateway
from domicile.surfaces.http.house import open_house
from domicile.surfaces.http.openapi import ALL_ENDPOINTS
from tests.unit.surfaces.cli.house import FixedClock
from tests.unit.surfaces.standins import Client


def furnished(folder: Path, more: str = "") -> Domicile:
    """Open a house in ``folder``; ``more`` stands in its settings."""
    (folder / "domicile.toml").write_text(f'data_dir = "store"\n{more}', encoding="utf-8")
    around = Surroundings(environment={}, home=folder, folder=folder)
    return Domicile(load_settings(around, config=None), clock=FixedClock())


def reception(domicile: Domicile) -> Client:
    """Return who calls its gateway."""
    return Client(Gateway(open_house(domicile, "127.0.0.1"), ALL_ENDPOINTS))


def bearing(domicile: Domicile, role: Any, *markets: str) -> dict[str, str]:
    """Make a key; return the header that bears it."""
    _, secret = domicile.keys.add([MarketId(market) for market in markets], role=role)
    return {"authorization": f"Bearer {secret}"}
