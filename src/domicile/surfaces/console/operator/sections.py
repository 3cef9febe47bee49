"""The operator's pages, and what stands above each of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domicile.core.text import Bilingual
from domicile.surfaces.console.operator.outlook_words import DRILL, EXPOSURE, PLAN
from domicile.surfaces.console.operator.record_words import CASES, KEEPING
from domicile.surfaces.console.operator.words import BOARD, HISTORY

SECTIONS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "board": BOARD["board"],
        "history": HISTORY["history"],
        "plan": PLAN["plan"],
        "drill": DRILL["drill"],
        "exposure": EXPOSURE["exposure"],
        "cases": CASES["cases"],
        "keeping": KEEPING["keeping"],
    }
)
"""The operator's pages, by the last part of their address."""
