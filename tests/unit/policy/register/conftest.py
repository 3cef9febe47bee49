from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domicile.policy.register.approvals import Register
from domicile.store.database import Database
from tests.unit.policy.register.ledger import Calendar, Open, Scene, register_of


@pytest.fixture
def clock() -> Calendar:
    return Calendar()


@pytest.fixture
def database(tmp_path: Path, clock: Calendar) -> Iterator[Database]:
    database = Database(tmp_path / "store.sqlite", clock)
    yield database
    database.close()


@pytest.fixture
def open_register(database: Database, clock: Calendar) -> Open:
    def build(**scene: Any) -> Register:
        return register_of(database, clock, Scene(**scene))

    return build


@pytest.fixture
def register(open_register: Open) -> Register:
    return open_register()
