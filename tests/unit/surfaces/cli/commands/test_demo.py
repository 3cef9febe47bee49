from collections.abc import Callable
from pathlib import Path

import pytest

from domicile.core.errors import ModelMissingError
from domicile.surfaces.demo.demo import DemoPlan
from tests.unit.surfaces.cli.house import House

RUN = "domicile.surfaces.demo.demo.run_demo"


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> list[DemoPlan]:
    found: list[DemoPlan] = []

    async def run_demo(plan: DemoPlan, say: Callable[[str], None]) -> None:
        found.append(plan)
        say("Domicile runs")

    monkeypatch.setattr(RUN, run_demo)
    monkeypatch.delenv("CI", raising=False)
    return found


def test_the_demo_lives_beneath_var(house: House, plans: list[DemoPlan]) -> None:
    assert house.call("demo").stdout == "Domicile runs\n"
    assert plans == [DemoPlan(folder=Path("var/demo"), host="127.0.0.1", port=8420, small=False)]


def test_what_is_said_is_no_document(house: House, plans: list[DemoPlan]) -> None:
    told = house.json("demo", "--folder", "x", "--port", "9000", "--small")
    assert told == {"folder": "x", "stopped": True}
    assert plans == [DemoPlan(folder=Path("x"), host="127.0.0.1", port=9000, small=True)]


def test_in_ci_every_model_is_small(
    house: House, plans: list[DemoPlan], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    house.call("demo")
    assert plans[0].small


def test_a_missing_model_fails(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run_demo(plan: DemoPlan, say: Callable[[str], None]) -> None:
        say(str(plan.folder))
        raise ModelMissingError("no model")

    monkeypatch.setattr(RUN, run_demo)
    assert house.json("demo", status=1)["error"]["code"] == "D201"
