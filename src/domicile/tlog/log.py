"""A log with many writers and no leader: one entry after the other, each signed.

A writer takes the next place by writing the entry bundle that ends there; whoever finds a bundle
standing beyond the checkpoint completes that step before trying for the place after it. So a
writer that dies anywhere is completed by the next one, and no entry is lost or taken twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from domicile.core.errors import ConsistencyError, StorageError
from domicile.tlog.checkpoint import Checkpoint, parse_checkpoint
from domicile.tlog.note import NoteSigner, open_note
from domicile.tlog.protocols import LogStore
from domicile.tlog.tile import (
    TILE_HEIGHT,
    TILE_WIDTH,
    Tile,
    decode_entries,
    decode_hashes,
    encode_entries,
    last_tile,
    nodes_in,
    tile_hash,
)
from domicile.tlog.tree import EMPTY_ROOT, Nodes, inclusion_proof, leaf_hash, tree_root

_ATTEMPTS = 1000


class Log:
    """One log. Safe to use from many threads and processes at once.

    Args:
        store: Where the log is kept.
        signer: Signs the checkpoints; its name is the log's origin.
    """

    def __init__(self, store: LogStore, signer: NoteSigner) -> None:
        self._store = store
        self._signer = signer

    @property
    def origin(self) -> str:
        """The log's name."""
        return self._signer.key.name

    def size(self) -> int:
        """Return how many entries the log holds."""
        return self._state(self._store.checkpoint()).size

    def signed_checkpoint(self) -> tuple[Checkpoint, str]:
        """Return the newest checkpoint, read and as the note that was signed.

        Raises:
            ConsistencyError: The log holds no entry yet.
        """
        signed = self._store.checkpoint()
        if signed is None:
            msg = f"the log {self.origin} holds nothing yet"
            raise ConsistencyError(msg)
        return self._state(signed), _text(signed)

    def append(self, entry: bytes, *, not_before: int) -> int:
        """Add ``entry`` unless it is there already; return where it stands.

        Args:
            entry: What to add; unlike any other entry, at most 65,535 bytes.
            not_before: Size of the log at which the caller knew that the entry was not in it.

        Raises:
            ConsistencyError: The tiles do not lead to the checkpoint; nothing is signed.
            StorageError: The log cannot be written.
        """
        for _ in range(_ATTEMPTS):
            signed = self._store.checkpoint()
            state = self._state(signed)
            if tree_root(state.size, self.nodes(state.size)) != state.root:
                msg = f"the tiles of {self.origin} do not lead to its checkpoint"
                raise ConsistencyError(msg)
            if state.size < not_before:
                msg = f"the log {self.origin} holds fewer entries than it did before"
                raise ConsistencyError(msg)
            for index, known in self.entries(not_before, state.size):
                if known == entry:
                    return index
            taken = self._take_next(state.size, entry)
            self._write_hashes(state.size + 1, taken)
            succeeded = self._store.cas_checkpoint(signed, self._signed(state.size + 1))
            if succeeded and taken[-1] == entry:
                return state.size
        msg = f"other writers kept the log {self.origin} busy"
        raise StorageError(msg)

    def entries(self, start: int, size: int) -> Iterator[tuple[int, bytes]]:
        """Yield ``(index, entry)`` from ``start`` on, of the log when it had ``size`` entries."""
        while start < size:
            number, place = divmod(start, TILE_WIDTH)
            width = min(TILE_WIDTH, size - number * TILE_WIDTH)
            bundle = Tile(level="entries", number=number, width=width)
            yield from enumerate(decode_entries(self._read(bundle))[place:], start)
            start += width - place

    def nodes(self, size: int) -> Nodes:
        """Return the hashes of the log when it had ``size`` entries."""
        known: dict[Tile, tuple[bytes, ...]] = {}

        def hashes(tile: Tile) -> tuple[bytes, ...]:
            if tile not in known:
                known[tile] = decode_hashes(self._read(tile))
            return known[tile]

        return nodes_in(size, hashes)

    def prove(self, index: int, size: int) -> tuple[bytes, ...]:
        """Prove that the entry at ``index`` stands in the log of ``size`` entries."""
        return inclusion_proof(index, size, self.nodes(size))

    def audit(self) -> Checkpoint:
        """Rebuild the whole log from its entries.

        Raises:
            ConsistencyError: The entries do not lead to the checkpoint.
        """
        state = self._state(self._store.checkpoint())
        leaves = [leaf_hash(entry) for _, entry in self.entries(0, state.size)]
        if tile_hash(leaves) != state.root:
            msg = f"the entries of {self.origin} do not lead to its checkpoint"
            raise ConsistencyError(msg)
        return state

    def _state(self, signed: bytes | None) -> Checkpoint:
        if signed is None:
            return Checkpoint(origin=self.origin, size=0, root=EMPTY_ROOT)
        state = parse_checkpoint(open_note(_text(signed), [self._signer.key]))
        if state.origin != self.origin:
            msg = f"the checkpoint of {self.origin} speaks of another log"
            raise ConsistencyError(msg)
        return state

    def _signed(self, size: int) -> bytes:
        root = tree_root(size, self.nodes(size))
        state = Checkpoint(origin=self.origin, size=size, root=root)
        return self._signer.sign(state.text).encode()

    def _take_next(self, size: int, entry: bytes) -> tuple[bytes, ...]:
        """Write the bundle that ends with place ``size``, or find who took it; return it."""
        tile = last_tile("entries", size + 1)
        data = encode_entries([*self._before(tile, decode_entries), entry])
        taken = decode_entries(self._store.put_if_absent(tile.path, data))
        if len(taken) != tile.width:
            msg = f"{tile.path} of {self.origin} holds too many entries or too few"
            raise ConsistencyError(msg)
        return taken

    def _write_hashes(self, size: int, entries: tuple[bytes, ...]) -> None:
        """Write every tile that the last of the ``size`` entries changes."""
        hashes = tuple(leaf_hash(entry) for entry in entries)
        self._write_tile(last_tile(0, size), hashes)
        level = 1
        while size % (1 << (TILE_HEIGHT * level)) == 0:
            tile = last_tile(level, size)
            hashes = (*self._before(tile, decode_hashes), tile_hash(hashes))
            self._write_tile(tile, hashes)
            level += 1

    def _before(
        self, tile: Tile, decode: Callable[[bytes], tuple[bytes, ...]]
    ) -> tuple[bytes, ...]:
        """Return what ``tile`` held before its last place was taken."""
        if tile.width == 1:
            return ()
        return decode(self._read(replace(tile, width=tile.width - 1)))

    def _write_tile(self, tile: Tile, hashes: tuple[bytes, ...]) -> None:
        data = b"".join(hashes)
        if self._store.put_if_absent(tile.path, data) != data:
            msg = f"{tile.path} of {self.origin} is not what its entries lead to"
            raise ConsistencyError(msg)

    def _read(self, tile: Tile) -> bytes:
        data = self._store.get(tile.path)
        if data is None:
            msg = f"the log {self.origin} lacks {tile.path}"
            raise ConsistencyError(msg)
        return data


def _text(signed: bytes) -> str:
    try:
        return signed.decode()
    except UnicodeDecodeError as error:
        msg = "the checkpoint is not text"
        raise ConsistencyError(msg) from error
