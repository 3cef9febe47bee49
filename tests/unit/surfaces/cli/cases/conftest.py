import pytest

from tests.unit.surfaces.cli.house import House

ADD = ("case", "add", "--market", "CN", "--by", "Li", "--text", "all chats", "--event")


@pytest.fixture
def case_id(house: House) -> str:
    return str(house.json(*ADD, "foreign_request")["id"])


@pytest.fixture
def breach_id(house: House) -> str:
    return str(house.json(*ADD, "pi_breach")["id"])
