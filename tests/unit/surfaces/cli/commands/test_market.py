from domicile.surfaces.cli.commands.market import market
from tests.unit.surfaces.cli.house import House


def test_its_commands_are_listed_in_order(house: House) -> None:
    assert list(market.commands) == ["list", "show", "check", "upcoming", "due", "diff"]
    said = house.call("market", "--help").stdout
    assert all(f"\n  {name}" in said for name in market.commands)
