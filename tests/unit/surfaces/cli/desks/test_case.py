from domicile.policy.cases.states import STEPS
from domicile.surfaces.cli.desks.case import case
from tests.unit.surfaces.cli.house import House


def test_every_step_of_an_operator_has_its_command() -> None:
    verbs = {verb for steps in STEPS.values() for verb in steps} - {"appeal"}
    assert verbs | {"list", "show", "add", "draft", "verify"} == set(case.commands)


def test_help_needs_no_house(house: House) -> None:
    said = house.call("case", "--help").stdout
    assert "two people" in said
