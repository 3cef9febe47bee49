from collections.abc import Iterator
from pathlib import Path

import pytest

from domicile.policy.cases.desk import CaseDesk
from tests.unit.policy.cases.office import Office, office


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as opened:
        yield opened


@pytest.fixture
def desk(room: Office) -> CaseDesk:
    return room.desk
