from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domicile.app import Domicile
from tests.unit.surfaces.console.stage import SETTINGS, SITE, opened

SITES = (("typist", "writing"), ("one", "assistant"), ("two", "assistant"))


@pytest.fixture
async def domicile(tmp_path: Path) -> AsyncIterator[Domicile]:
    text = SETTINGS + "".join(SITE.format(name=name, feature=feature) for name, feature in SITES)
    domicile = opened(tmp_path, text)
    yield domicile
    await domicile.aclose()
