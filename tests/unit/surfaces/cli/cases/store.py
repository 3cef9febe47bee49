"""The house as a command builds it, to look behind its commands."""

from domicile.app import Domicile
from domicile.core.settings_file import load_settings
from domicile.surfaces.cli.session import surroundings
from tests.unit.surfaces.cli.house import House


def opened(house: House) -> Domicile:
    """Build it; whoever asks closes its store."""
    return house.build(load_settings(surroundings(), config=None))
