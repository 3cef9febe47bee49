from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.surfaces.standins import FakeDomicile


@pytest.fixture
def domicile(tmp_path: Path) -> Iterator[FakeDomicile]:
    fake = FakeDomicile(tmp_path)
    yield fake
    fake.database.close()
