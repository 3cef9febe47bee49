"""Which packs apply: every market with its parents, and the union for one request."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType

from domicile.core.decision import PackRef
from domicile.core.errors import PackError, UnknownMarketError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId
from domicile.core.request import Whereabouts
from domicile.markets.load import parse_pack, sensitive_classes
from domicile.markets.overlay import Overlay
from domicile.markets.schema import Pack, Rule
from domicile.markets.vocabulary import vocabulary


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
        overlay: What the operator adds; its rules count as rules of their markets' packs.

    Raises:
        PackError: Two packs speak for one market, or a parent is missing or its own ancestor, or
            a part does not extend its market, or the overlay speaks of a market without a pack.
    """

    def __init__(self, packs: Iterable[Pack], overlay: Overlay | None = None) -> None:
        by_id: dict[MarketId, Pack] = {}
        for pack in packs:
            if pack.id in by_id:
                raise PackError(f"{pack.id}: two packs speak for this market")
            by_id[pack.id] = pack
        if overlay is not None:
            by_id = _with_rules(by_id, overlay.rules)
        self._jurisdictions: Mapping[MarketId, Jurisdiction] = MappingProxyType(
            {id_: _jurisdiction(_lineage(pack, by_id, ())) for id_, pack in by_id.items()}
        )
        self._parts: Mapping[MarketId, MarketId] = MappingProxyType(_parts(self._jurisdictions))
        self._vocabulary = vocabulary(by_id.values())
        self._overlay = overlay

    @property
    def markets(self) -> tuple[MarketId, ...]:
        """Every market, in alphabetical order."""
        return tuple(sorted(self._jurisdictions))

    @property
    def overlay(self) -> PackRef | None:
        """The edition of the operator's overlay, or None where there is none."""
        return None if self._overlay is None else self._overlay.ref

    @property
    def vocabulary(self) -> Mapping[str, frozenset[str]]:
        """Every word that a rule asks for or knows, by the name of its fact."""
        return self._vocabulary

    def jurisdiction(self, market: MarketId) -> Jurisdiction:
        """Return ``market`` with everything that binds there; of a part, that of its market.

        Raises:
            UnknownMarketError: No pack speaks for it.
        """
        found = self._jurisdictions.get(self._parts.get(market, market))
        if found is None:
            known = ", ".join(self.markets)
            raise UnknownMarketError(f"no pack speaks for this market; known are {known}")
        return found

    def territory(self, market: MarketId) -> frozenset[str]:
        """Return the parts of markets in which ``market`` lies, such as ``TX`` for ``US-TX``.

        Raises:
            UnknownMarketError: No pack speaks for it.
        """
        lineage = self.jurisdiction(market).packs
        names = {market, *(pack.id for pack in lineage)}
        return frozenset(
            part for pack in lineage for part in pack.scope.parts if _part_id(pack, part) in names
        )

    def get(self, market: MarketId) -> Pack:
        """Return the pack of ``market`` itself; a part of a market has none.

        Raises:
            UnknownMarketError: No pack speaks for it.
        """
        found = self.jurisdiction(market)
        if market in self._parts:
            whole = self._parts[market]
            raise UnknownMarketError(
                f"this is a part of the market {whole}; it may be a user's or a device's market",
                remedy=f"Name {whole}.",
            )
        return found.packs[0]

    def lineage(self, market: MarketId) -> tuple[Pack, ...]:
        """Return the pack of ``market``, then its parents'; of a part, those of its market.

        Raises:
            UnknownMarketError: No pack speaks for it.
        """
        return self.jurisdiction(market).packs

    def applicable(self, whereabouts: Whereabouts) -> tuple[Pack, ...]:
        """Return the packs that bind a request, each once; the operator market's first.

        Raises:
            UnknownMarketError: No pack speaks for one of its markets, or the operator market is
                only a part of one.
        """
        self.get(whereabouts.operator)
        found = (pack for market in whereabouts.markets for pack in self.lineage(market))
        return tuple({pack.id: pack for pack in found}.values())


def shipped() -> tuple[Pack, ...]:
    """Read the packs that come with Domicile.

    Raises:
        PackError: One is malformed.
    """
    folder = resources.files("domicile.markets") / "packs"
    return tuple(read_bundled(file) for file in bundled_files(folder))


def load_atlas(extra: Sequence[Pack] = ()) -> Atlas:
    """Read the packs that come with Domicile, and add ``extra``.

    Raises:
        PackError: A pack is malformed, or two speak for one market.
    """
    return Atlas([*shipped(), *extra])


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


def _with_rules(by_id: Mapping[MarketId, Pack], rules: Iterable[Rule]) -> dict[MarketId, Pack]:
    """Return the packs, each with those of ``rules`` that belong to its market."""
    added: dict[MarketId, list[Rule]] = {}
    for rule in rules:
        if rule.market not in by_id:
            raise PackError(f"{rule.overlay}: {rule.id}: no pack speaks for {rule.market}")
        added.setdefault(rule.market, []).append(rule)
    return {
        id_: dataclasses.replace(pack, rules=(*pack.rules, *added.get(id_, ())))
        for id_, pack in by_id.items()
    }


def _part_id(pack: Pack, part: str) -> MarketId:
    return MarketId(f"{pack.id}-{part}")


def _parts(whole: Mapping[MarketId, Jurisdiction]) -> dict[MarketId, MarketId]:
    """Return every part that has no pack of its own, with the market that it is a part of."""
    found: dict[MarketId, MarketId] = {}
    for id_, jurisdiction in whole.items():
        pack = jurisdiction.packs[0]
        for part in (_part_id(pack, each) for each in pack.scope.parts):
            if part not in whole:
                found[part] = id_
            elif pack not in whole[part].packs:
                raise PackError(f"{part}: a part of {id_} must extend it")
    return found


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
        sensitive=frozenset().union(*(sensitive_classes(pack.groups) for pack in packs)),
    )
