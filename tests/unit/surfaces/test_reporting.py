from datetime import date
from pathlib import Path

import pytest

from domicile.core.errors import UnknownMarketError
from domicile.core.ids import MarketId
from domicile.reports.exposure import Span
from domicile.surfaces.reporting import reported
from tests.unit.surfaces.cli.cases.store import opened
from tests.unit.surfaces.cli.house import House

YEAR = Span(first=date(2026, 1, 1), last=date(2026, 12, 31))


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return House(tmp_path)


def test_a_report_is_made_of_what_the_house_holds(house: House) -> None:
    house.call("complaint", "add", "--market", "CN", "--text", "it was wrong")
    house.release("CN")
    domicile = opened(house)
    found = reported(domicile, MarketId("CN"), YEAR)
    assert found.cases["complaint"].opened == 1
    assert found.releases["opened"] == 1
    assert (found.operator, found.made_at) == ("Domicile", domicile.clock.now())
    with pytest.raises(UnknownMarketError):
        reported(domicile, MarketId("XX"), YEAR)
    domicile.database.close()
