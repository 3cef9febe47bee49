import pytest

from domicile.core.errors import ConsistencyError, InclusionError
from domicile.tlog.tree import (
    EMPTY_ROOT,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    nodes_over,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The inputs and roots of the reference tests of RFC 6962 (Certificate Transparency).
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(data) for data in INPUTS]
NODES = nodes_over(LEAVES)


def root(size: int) -> bytes:
    return bytes.fromhex(ROOTS[size - 1])


def test_roots_are_those_of_rfc_6962() -> None:
    assert [root_of(LEAVES[:size]).hex() for size in range(1, 9)] == ROOTS


def test_the_empty_tree() -> None:
    assert root_of([]) == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_an_inclusion_proof_of_rfc_6962() -> None:
    # Section 2.1.3: in a tree of seven, the proof of d0 is [b, h, l].
    left = node_hash(node_hash(LEAVES[0], LEAVES[1]), node_hash(LEAVES[2], LEAVES[3]))
    right = node_hash(node_hash(LEAVES[4], LEAVES[5]), LEAVES[6])
    assert node_hash(left, right) == root(7)
    assert inclusion_proof(0, 7, NODES) == (
        LEAVES[1],
        node_hash(LEAVES[2], LEAVES[3]),
        right,
    )


@pytest.mark.parametrize("index", [-1, 3])
def test_no_proof_for_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion_proof(index, 3, NODES)


@pytest.mark.parametrize("old", [0, 4])
def test_no_proof_for_an_older_tree_that_never_was(old: int) -> None:
    with pytest.raises(ValueError, match="no such older tree"):
        consistency_proof(old, 3, NODES)


@pytest.mark.parametrize("index", [-1, 7, 8])
def test_a_leaf_outside_the_tree_is_refused(index: int) -> None:
    with pytest.raises(InclusionError, match="does not have"):
        verify_inclusion(LEAVES[0], index, size=7, proof=(), root=root(7))


@pytest.mark.parametrize("index", range(7))
def test_a_proof_of_the_wrong_length_is_refused(index: int) -> None:
    proof = inclusion_proof(index, 7, NODES)
    for wrong in ((*proof, LEAVES[0]), proof[:-1]):
        with pytest.raises(InclusionError):
            verify_inclusion(LEAVES[index], index, size=7, proof=wrong, root=root(7))


@pytest.mark.parametrize("old", range(1, 8))
def test_a_consistency_proof_of_the_wrong_length_is_refused(old: int) -> None:
    proof = consistency_proof(old, 7, NODES)
    verify_consistency(old, root(old), size=7, proof=proof, root=root(7))
    for wrong in ((*proof, LEAVES[0]), proof[:-1] if proof else (LEAVES[0], LEAVES[1])):
        with pytest.raises(ConsistencyError):
            verify_consistency(old, root(old), size=7, proof=wrong, root=root(7))


def test_an_empty_consistency_proof_is_too_short() -> None:
    with pytest.raises(ConsistencyError, match="too short"):
        verify_consistency(3, root(3), size=7, proof=(), root=root(7))


def test_two_trees_of_one_size() -> None:
    verify_consistency(3, root(3), size=3, proof=(), root=root(3))
    with pytest.raises(ConsistencyError, match="differ"):
        verify_consistency(3, root(3), size=3, proof=(), root=root(4))


def test_a_rewritten_log_is_found() -> None:
    other = [*LEAVES[:2], leaf_hash(b"rewritten"), *LEAVES[3:]]
    proof = consistency_proof(3, 8, nodes_over(other))
    with pytest.raises(ConsistencyError, match="contradict"):
        verify_consistency(3, root(3), size=8, proof=proof, root=root_of(other))


@pytest.mark.parametrize("old", [0, 9])
def test_the_older_tree_is_not_larger(old: int) -> None:
    with pytest.raises(ConsistencyError, match="empty or larger"):
        verify_consistency(old, root(8), size=8, proof=(), root=root(8))
