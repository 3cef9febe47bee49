from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.store.people.books import Books


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    opened = Books(tmp_path)
    yield opened
    opened.database.close()
