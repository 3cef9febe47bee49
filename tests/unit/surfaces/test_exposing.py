from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from domicile.app import Domicile
from domicile.core.errors import InvalidRequestError, UnknownSiteError
from domicile.core.ids import DEVICE, SiteId
from domicile.core.settings_file import Surroundings, load_settings
from domicile.surfaces.exposing import DAYS, exposed

SETTINGS = """
data_dir = "store"
models_dir = "no-models"
[[sites]]
id = "one"
base_url = "http://127.0.0.1:1/v1"
model = "m"
"""
ONE = SiteId("one")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Domicile]:
    (tmp_path / "domicile.toml").write_text(SETTINGS, encoding="utf-8")
    found = Domicile(load_settings(Surroundings(environment={}, home=tmp_path, folder=tmp_path)))
    yield found
    await found.aclose()


async def test_a_year_until_today_is_looked_at(house: Domicile) -> None:
    today = house.clock.now().date()
    found = exposed(house, ONE)
    assert (found.site.id, found.span.last) == (ONE, today)
    assert found.span.first == today - timedelta(days=DAYS)


async def test_days_can_be_named(house: Domicile) -> None:
    first, last = date(2026, 1, 1), date(2026, 2, 1)
    found = exposed(house, ONE, first, last)
    assert (found.span.first, found.span.last) == (first, last)
    assert exposed(house, ONE, None, date(1, 1, 2)).span.first == date.min


async def test_what_does_not_exist_or_is_no_partner(house: Domicile) -> None:
    with pytest.raises(UnknownSiteError):
        exposed(house, SiteId("two"))
    with pytest.raises(InvalidRequestError):
        exposed(house, DEVICE)
