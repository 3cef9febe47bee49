from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.surfaces.standins import Client, FakeDomicile, gateway_of


@pytest.fixture
def domicile(tmp_path: Path) -> Iterator[FakeDomicile]:
    fake = FakeDomicile(tmp_path)
    yield fake
    fake.database.close()


@pytest.fixture
def call(domicile: FakeDomicile) -> Client:
    return Client(gateway_of(domicile))
