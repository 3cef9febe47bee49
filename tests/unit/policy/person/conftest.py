from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.policy.person.stage import Stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    opened = Stage(tmp_path)
    yield opened
    opened.database.close()
