"""Merkle trees against the recursive definition of RFC 6962, and against lies."""

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domicile.core.errors import ConsistencyError, InclusionError
from domicile.tlog.tile import Tile, last_tile, nodes_in, tile_hash
from domicile.tlog.tree import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    nodes_over,
    root_of,
    verify_consistency,
    verify_inclusion,
)

leaf_lists = st.lists(st.binary(max_size=4), min_size=1, max_size=70)


def root_by_definition(entries: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    left, right = root_by_definition(entries[:k]), root_by_definition(entries[k:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@given(entries=st.lists(st.binary(max_size=4), max_size=70))
def test_the_root_is_that_of_the_definition(entries: list[bytes]) -> None:
    assert root_of([leaf_hash(entry) for entry in entries]) == root_by_definition(entries)


@given(entries=leaf_lists, data=st.data())
def test_every_leaf_can_be_proved(entries: list[bytes], data: st.DataObject) -> None:
    leaves = [leaf_hash(entry) for entry in entries]
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = inclusion_proof(index, len(leaves), nodes_over(leaves))
    verify_inclusion(
        leaves[index], index, size=len(leaves), proof=proof, root=root_by_definition(entries)
    )


@given(size=st.integers(1, 70), data=st.data())
def test_no_lie_about_a_leaf_is_believed(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(index.to_bytes(2, "big")) for index in range(size)]
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, nodes_over(leaves))
    elsewhere = data.draw(st.integers(0, size).filter(lambda other: other != index))
    with pytest.raises(InclusionError):
        verify_inclusion(leaves[index], elsewhere, size=size, proof=proof, root=root_of(leaves))
    with pytest.raises(InclusionError):
        verify_inclusion(bytes(32), index, size=size, proof=proof, root=root_of(leaves))


@given(entries=leaf_lists, data=st.data())
def test_every_older_tree_is_a_prefix(entries: list[bytes], data: st.DataObject) -> None:
    leaves = [leaf_hash(entry) for entry in entries]
    size = len(leaves)
    old = data.draw(st.integers(1, size))
    proof = consistency_proof(old, size, nodes_over(leaves))
    old_root, root = root_by_definition(entries[:old]), root_by_definition(entries)
    verify_consistency(old, old_root, size=size, proof=proof, root=root)
    with pytest.raises(ConsistencyError):
        verify_consistency(old, bytes(32), size=size, proof=proof, root=root)
    if proof:
        changed = data.draw(st.integers(0, len(proof) - 1))
        lie = tuple(bytes(32) if i == changed else sibling for i, sibling in enumerate(proof))
        with pytest.raises(ConsistencyError):
            verify_consistency(old, old_root, size=size, proof=lie, root=root)


@given(size=st.integers(1, 1500), data=st.data())
def test_tiles_hold_the_same_tree(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(index.to_bytes(2, "big")) for index in range(size)]
    levels = [leaves]
    while len(levels[-1]) >= 256:
        below = levels[-1]
        ends = range(256, len(below) + 1, 256)
        levels.append([tile_hash(below[end - 256 : end]) for end in ends])

    def hashes(tile: Tile) -> Sequence[bytes]:
        assert isinstance(tile.level, int)
        last = last_tile(tile.level, size)
        assert tile.width == 256 or tile == last
        start = tile.number * 256
        return levels[tile.level][start : start + tile.width]

    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, nodes_in(size, hashes))
    assert proof == inclusion_proof(index, size, nodes_over(leaves))
