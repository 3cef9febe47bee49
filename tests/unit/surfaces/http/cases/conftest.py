from collections.abc import Iterator
from pathlib import Path

import pytest

from domicile.app import Domicile
from tests.unit.surfaces.http.cases.reception import furnished, reception
from tests.unit.surfaces.standins import Client


@pytest.fixture
def domicile(tmp_path: Path) -> Iterator[Domicile]:
    made = furnished(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def call(domicile: Domicile) -> Client:
    return reception(domicile)
