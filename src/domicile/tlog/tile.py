"""Where a log's tiles and entry bundles stand, and what they hold (C2SP tlog-tiles)."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from domicile.core.errors import ConsistencyError
from domicile.tlog.tree import HASH_BYTES, Nodes, nodes_over, tree_root

TILE_HEIGHT = 8
"""Levels of the tree in one tile."""

TILE_WIDTH = 256
"""Hashes in a full tile, and entries in a full bundle."""

MAX_ENTRY_BYTES = 65_535
"""Largest entry: its length is written in 16 bits."""

_PATH = re.compile(r"tile/(entries|[0-7])/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """The name of one tile or bundle."""

    level: int | Literal["entries"]
    """Level, from 0 at the leaves; or the bundle that holds the entries themselves."""

    number: int
    """Which tile of its level, from 0."""

    width: int = TILE_WIDTH
    """Hashes or entries in it, 1 to 256."""

    @property
    def path(self) -> str:
        """The path under which the log serves it, such as ``tile/0/x001/x234/067.p/8``."""
        number, name = self.number, ""
        while True:
            number, low = divmod(number, 1000)
            name = f"{low:03d}" if not name else f"x{low:03d}/{name}"
            if number == 0:
                break
        part = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{self.level}/{name}{part}"


HashesOf = Callable[[Tile], Sequence[bytes]]
"""Reads the hashes of a tile; raises when the log lacks it."""


def parse_path(path: str) -> Tile | None:
    """Return the tile that ``path`` names, or None when it is no path of a tile."""
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    tile = Tile(
        level="entries" if match[1] == "entries" else int(match[1]),
        number=int(match[2].replace("x", "").replace("/", "")),
        width=int(match[3] or TILE_WIDTH),
    )
    return tile if tile.path == path else None


def last_tile(level: int | Literal["entries"], size: int) -> Tile:
    """Return the rightmost tile of ``level`` in a log of ``size`` entries.

    Raises:
        ValueError: The log is too small to have one.
    """
    count = size if level == "entries" else size >> (level * TILE_HEIGHT)
    if count < 1:
        msg = "the log is too small to have such a tile"
        raise ValueError(msg)
    number = (count - 1) // TILE_WIDTH
    return Tile(level=level, number=number, width=count - number * TILE_WIDTH)


def encode_entries(entries: Iterable[bytes]) -> bytes:
    """Write entries into a bundle: each after its length in 16 bits.

    Raises:
        ValueError: An entry is longer than `MAX_ENTRY_BYTES`.
    """
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) > MAX_ENTRY_BYTES:
            msg = "the entry is too long for a log"
            raise ValueError(msg)
        parts += [len(entry).to_bytes(2, "big"), entry]
    return b"".join(parts)


def decode_entries(data: bytes) -> tuple[bytes, ...]:
    """Read all entries of a bundle.

    Raises:
        ConsistencyError: The bundle ends in the middle of an entry.
    """
    entries: list[bytes] = []
    place = 0
    while place < len(data):
        end = place + 2 + int.from_bytes(data[place : place + 2], "big")
        if place + 2 > len(data) or end > len(data):
            msg = "a bundle of the log ends in the middle of an entry"
            raise ConsistencyError(msg)
        entries.append(data[place + 2 : end])
        place = end
    return tuple(entries)


def decode_hashes(data: bytes) -> tuple[bytes, ...]:
    """Read all hashes of a tile.

    Raises:
        ConsistencyError: The tile ends in the middle of a hash.
    """
    if len(data) % HASH_BYTES:
        msg = "a tile of the log ends in the middle of a hash"
        raise ConsistencyError(msg)
    return tuple(data[place : place + HASH_BYTES] for place in range(0, len(data), HASH_BYTES))


def narrow(tile: Tile, data: bytes) -> bytes:
    """Cut the content of a wider tile of the same number down to ``tile``.

    Raises:
        ConsistencyError: ``data`` is malformed, or holds less than ``tile.width``.
    """
    parts = decode_entries(data) if tile.level == "entries" else decode_hashes(data)
    if len(parts) < tile.width:
        msg = "a tile of the log holds too little"
        raise ConsistencyError(msg)
    kept = parts[: tile.width]
    return encode_entries(kept) if tile.level == "entries" else b"".join(kept)


def tile_hash(hashes: Sequence[bytes]) -> bytes:
    """Return the hash that stands for a tile, or part of one, in the level above."""
    return tree_root(len(hashes), nodes_over(hashes))


def nodes_in(size: int, hashes_of: HashesOf) -> Nodes:
    """Return the perfect subtrees of a log of ``size`` entries, read from its tiles."""

    def node(height: int, index: int) -> bytes:
        level, inner = divmod(height, TILE_HEIGHT)
        number, place = divmod(index << inner, TILE_WIDTH)
        count = (size >> (level * TILE_HEIGHT)) - number * TILE_WIDTH
        tile = Tile(level=level, number=number, width=min(count, TILE_WIDTH))
        return tile_hash(hashes_of(tile)[place : place + (1 << inner)])

    return node
