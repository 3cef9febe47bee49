"""Merkle trees: hashes, roots and proofs (RFC 6962, section 2.1; checks as in RFC 9162).

Proofs are made from a `Nodes` function, so that the same code serves a list in memory and a log
in tiles.
"""

import hashlib
from collections.abc import Callable, Sequence

from domicile.core.errors import ConsistencyError, InclusionError

HASH_BYTES = 32
"""Size of every hash: SHA-256."""

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""Root of a tree without leaves."""

Nodes = Callable[[int, int], bytes]
"""``(height, index)`` to the hash of the perfect subtree over ``2**height`` leaves that starts at
leaf ``index * 2**height``."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf that holds ``data``."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the node above ``left`` and ``right``."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def nodes_over(leaf_hashes: Sequence[bytes]) -> Nodes:
    """Hash everything above ``leaf_hashes`` once and return it."""
    levels = [list(leaf_hashes)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = range(0, len(below) - 1, 2)
        levels.append([node_hash(below[index], below[index + 1]) for index in pairs])
    return lambda height, index: levels[height][index]


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the root of the tree over ``leaf_hashes``."""
    return tree_root(len(leaf_hashes), nodes_over(leaf_hashes))


def tree_root(size: int, nodes: Nodes) -> bytes:
    """Return the root of the tree over the first ``size`` leaves."""
    return _range_root(0, size, nodes) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """Prove that leaf ``index`` stands in the tree of ``size`` leaves; lowest sibling first.

    Raises:
        ValueError: ``index`` is not below ``size``.
    """
    if not 0 <= index < size:
        msg = "no such leaf"
        raise ValueError(msg)
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_range_root(middle, end, nodes))
            end = middle
        else:
            proof.append(_range_root(start, middle, nodes))
            start = middle
    return tuple(reversed(proof))


def consistency_proof(old: int, size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """Prove that the tree of ``old`` leaves is a prefix of the one of ``size`` leaves.

    Raises:
        ValueError: ``old`` is not from 1 to ``size``.
    """
    if not 1 <= old <= size:
        msg = "no such older tree"
        raise ValueError(msg)
    proof: list[bytes] = []
    start, end = 0, size
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_range_root(middle, end, nodes))
            end = middle
        else:
            proof.append(_range_root(start, middle, nodes))
            start = middle
    if start > 0:
        proof.append(_range_root(start, end, nodes))
    return tuple(reversed(proof))


def verify_inclusion(
    leaf: bytes, index: int, *, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that the leaf with hash ``leaf`` stands at ``index`` (RFC 9162, section 2.1.3.2).

    Raises:
        InclusionError: It does not, or the proof is too long or too short.
    """
    if not 0 <= index < size:
        msg = "the proof speaks of a leaf that the tree does not have"
        raise InclusionError(msg)
    first, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            msg = "the inclusion proof is too long"
            raise InclusionError(msg)
        if first & 1 or first == last:
            found = node_hash(sibling, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        first, last = first >> 1, last >> 1
    if last != 0 or found != root:
        msg = "the inclusion proof does not lead to the root"
        raise InclusionError(msg)


def verify_consistency(
    old: int, old_root: bytes, *, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that the older tree is a prefix of the newer (RFC 9162, section 2.1.4.2).

    Raises:
        ConsistencyError: It is not, or the proof is too long or too short.
    """
    if not 1 <= old <= size:
        msg = "the older tree is empty or larger than the newer"
        raise ConsistencyError(msg)
    if old == size:
        if proof or old_root != root:
            msg = "two trees of one size differ, or the consistency proof is too long"
            raise ConsistencyError(msg)
        return
    first, last = old - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    path = (*(() if first else (old_root,)), *proof)
    if _climb(path, first, last) != (old_root, root):
        msg = "the two trees contradict each other"
        raise ConsistencyError(msg)


def _climb(path: Sequence[bytes], first: int, last: int) -> tuple[bytes, bytes]:
    """Return the roots of the older and the newer tree that ``path`` leads to."""
    if not path:
        msg = "the consistency proof is too short"
        raise ConsistencyError(msg)
    found_old = found = path[0]
    for sibling in path[1:]:
        if last == 0:
            msg = "the consistency proof is too long"
            raise ConsistencyError(msg)
        if first & 1 or first == last:
            found_old = node_hash(sibling, found_old)
            found = node_hash(sibling, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        first, last = first >> 1, last >> 1
    if last != 0:
        msg = "the consistency proof is too short"
        raise ConsistencyError(msg)
    return found_old, found


def _split(count: int) -> int:
    """Return the largest power of two below ``count``."""
    return 1 << ((count - 1).bit_length() - 1)


def _range_root(start: int, end: int, nodes: Nodes) -> bytes:
    count = end - start
    if count & (count - 1) == 0:
        height = count.bit_length() - 1
        return nodes(height, start >> height)
    middle = start + _split(count)
    return node_hash(_range_root(start, middle, nodes), _range_root(middle, end, nodes))
