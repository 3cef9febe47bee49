"""How many rules are known how, and stand on what: the honesty of a pack in numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from domicile.core.decision import Basis, Known
from domicile.markets.schema import Rule

ALL_KNOWN: Final[tuple[Known, ...]] = get_args(Known)
"""Ways in which a rule's text is known, the best first."""

ALL_BASES: Final[tuple[Basis, ...]] = get_args(Basis)
"""What may stand behind a rule, the firmest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Rules, counted by how they are known and by what stands behind them."""

    total: int
    """All rules, from 0."""

    known: Mapping[Known, int]
    """Rules by how their text is known; every way has its number."""

    basis: Mapping[Basis, int]
    """Rules by what stands behind them; every basis has its number."""


def shares(rules: Iterable[Rule]) -> Shares:
    """Count ``rules``."""
    counted = tuple(rules)
    return Shares(
        total=len(counted),
        known={each: sum(rule.known == each for rule in counted) for each in ALL_KNOWN},
        basis={each: sum(rule.basis == each for rule in counted) for each in ALL_BASES},
    )


def percent(part: int, total: int) -> int:
    """Return ``part`` of ``total`` in whole per cent; of nothing, none."""
    return round(100 * part / total) if total else 0
