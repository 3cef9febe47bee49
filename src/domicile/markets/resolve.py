"""Which packs apply: every market with its parents, and the union for one request."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType

from domicile.core.decision import Upcoming
from domicile.core.errors import PackError, UnknownMarketError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId
from domicile.core.request import Whereabouts
from domicile.markets.load import parse_pack
from domicile.markets.schema import Pack, Rule

SENSITIVE_GROUPS = ("sensitive_pi", "special_category")
"""Groups of a pack that count as sensitive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction:
    """A market with everything that binds there, worked out once."""

    packs: tuple[Pack, ...]
    """The market's own pack, then its parents."""

    persons: frozenset[str]
    """Words that ``applies_to.user`` has for its people."""

    sensitive: frozenset[DataClass]
    """Classes that one of the packs counts as sensitive."""


class Atlas:
    """All markets. Built once, never changed; safe to share between threads.

    Args:
        packs: One pack for each market.

    Raises:
        PackError: Two packs speak for one market, or a parent is missing or its own ancestor.
    """

    def __init__(self, packs: Iterable[Pack]) -> None:
        by_id: dict[MarketId, Pack] = {}
        for pack in packs:
            if pack.id in by_id:
                raise PackError(f"{pack.id}: two packs speak for this market")
            by_id[pack.id] = pack
        self._jurisdictions: Mapping[MarketId, Jurisdiction] = MappingProxyType(
            {id_: _jurisdiction(_lineage(pack, by_id, ())) for id_, pack in by_id.items()}
        )

    @property
    def markets(self) -> tuple[MarketId, ...]:
        """Every market, in alphabetical order."""
        return tuple(sorted(self._jurisdictions))

    def jurisdiction(self, market: MarketId) -> Jurisdiction:
        """Return ``market`` with everything that binds there.

        Raises:
            UnknownMarketError: No pack speaks for it.
        """
        found = self._jurisdictions.get(market)
        if found is None:
            known = ", ".join(self.markets)
            raise UnknownMarketError(f"no pack speaks for this market; known are {known}")
        return found

    def get(self, market: MarketId) -> Pack:
        """Return the pack of ``market`` itself.

        Raises:
            UnknownMarketError: No pack speaks for it.
        """
        return self.jurisdiction(market).packs[0]

    def lineage(self, market: MarketId) -> tuple[Pack, ...]:
        """Return the pack of ``market``, then its parents'.

        Raises:
            UnknownMarketError: No pack speaks for it.
        """
        return self.jurisdiction(market).packs

    def applicable(self, whereabouts: Whereabouts) -> tuple[Pack, ...]:
        """Return the packs that bind a request, each once; the operator market's first.

        Raises:
            UnknownMarketError: No pack speaks for one of its markets.
        """
        found: dict[MarketId, Pack] = {}
        for market in whereabouts.markets:
            for pack in self.jurisdiction(market).packs:
                found[pack.id] = pack
        return tuple(found.values())


def load_atlas(extra: Sequence[Pack] = ()) -> Atlas:
    """Read the packs that come with Domicile, and add ``extra``.

    Raises:
        PackError: A pack is malformed, or two speak for one market.
    """
    folder = resources.files("domicile.markets") / "packs"
    return Atlas([*(read_bundled(file) for file in bundled_files(folder)), *extra])


def bundled_files(folder: Traversable) -> tuple[Traversable, ...]:
    """Return every ``<market>/pack.yaml`` in ``folder``, in alphabetical order."""
    files = (market / "pack.yaml" for market in folder.iterdir() if market.is_dir())
    return tuple(sorted((file for file in files if file.is_file()), key=str))


def read_bundled(file: Traversable) -> Pack:
    """Read one pack that comes with Domicile.

    Raises:
        PackError: It is malformed.
    """
    return parse_pack(file.read_bytes(), str(file).rpartition("/packs/")[2])


def in_force(packs: Iterable[Pack], at: date) -> tuple[Rule, ...]:
    """Return the rules of ``packs`` that bind on the day ``at``, in the packs' order."""
    return tuple(rule for pack in packs for rule in pack.rules if rule.in_force(at))


def upcoming(packs: Iterable[Pack], at: date, *, days: int = 90) -> tuple[Upcoming, ...]:
    """Return the rules of ``packs`` that begin within ``days`` after ``at``, soonest first."""
    last = at + timedelta(days=days)
    found = [
        Upcoming(rule=rule.id, date=rule.in_force_from, text=rule.requirement)
        for pack in packs
        for rule in pack.rules
        if at < rule.in_force_from <= last
    ]
    return tuple(sorted(found, key=lambda one: (one.date, one.rule)))


def _lineage(
    pack: Pack, by_id: Mapping[MarketId, Pack], below: tuple[MarketId, ...]
) -> tuple[Pack, ...]:
    if pack.id in below:
        raise PackError(f"{pack.id}: extends itself through {', '.join(below)}")
    found = {pack.id: pack}
    for parent in pack.extends:
        if parent not in by_id:
            raise PackError(f"{pack.id}: extends {parent}, for which no pack speaks")
        for ancestor in _lineage(by_id[parent], by_id, (*below, pack.id)):
            found.setdefault(ancestor.id, ancestor)
    return tuple(found.values())


def _jurisdiction(packs: tuple[Pack, ...]) -> Jurisdiction:
    return Jurisdiction(
        packs=packs,
        persons=frozenset(pack.scope.person for pack in packs if pack.scope.person),
        sensitive=frozenset(
            data_class
            for pack in packs
            for group in SENSITIVE_GROUPS
            for data_class in pack.groups.get(group, ())
        ),
    )
