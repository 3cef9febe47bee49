"""Every rule has its code: its scenario fails without the rule, and without the code."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vectors.rules.proof import Proof, take_away
from tests.vectors.rules.table import PROOFS
from tests.vectors.rules.world import ATLAS, RULES, World, atlas_without

BY_RULE = pytest.mark.parametrize("proof", PROOFS, ids=[proof.rule for proof in PROOFS])
BY_CODE = pytest.mark.parametrize(
    ("proof", "code"),
    [
        pytest.param(proof, code, id=f"{proof.rule}-{code.rpartition(':')[2]}")
        for proof in PROOFS
        for code in proof.code
    ],
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(atlas=ATLAS, folder=tmp_path)
    yield world
    world.close()


def test_every_rule_of_the_packs_is_in_the_table_once_and_no_other() -> None:
    assert [proof.rule for proof in PROOFS] == list(RULES)
    assert all(proof.code for proof in PROOFS)


@BY_RULE
def test_the_rule_is_carried_out(proof: Proof, world: World) -> None:
    proof.scenario(world)


@BY_RULE
def test_without_the_rule_nothing_shows_it(proof: Proof, world: World) -> None:
    world.atlas = atlas_without(proof.rule)
    with pytest.raises(AssertionError):
        proof.scenario(world)


@BY_CODE
def test_without_its_code_the_rule_is_not_carried_out(
    proof: Proof, code: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_away(code, monkeypatch)
    with pytest.raises(AssertionError):
        proof.scenario(world)
