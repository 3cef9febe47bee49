"""``domicile market``: the rules of the markets."""

from domicile.surfaces.cli.grammar import command_group
from domicile.surfaces.cli.markets.checking import check
from domicile.surfaces.cli.markets.diff import diff_
from domicile.surfaces.cli.markets.due import due
from domicile.surfaces.cli.markets.listing import list_, show
from domicile.surfaces.cli.markets.upcoming import upcoming


@command_group(
    "market",
    examples=(
        "domicile market list",
        "domicile market show CN",
        "domicile market upcoming --days 180",
        "domicile market due --event pi_breach",
    ),
)
def market() -> None:
    """Show the rules of the markets.

    Rules are data: dated, cited, each with the basis it has and with how its text is known.
    """


for made in (list_, show, check, upcoming, due, diff_):
    market.add_command(made)
