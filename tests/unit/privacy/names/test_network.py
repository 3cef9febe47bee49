from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from domicile.privacy.names.network import EAGERNESS, Network
from domicile.privacy.names.weights import Layer, Weights, read_weights
from tests.unit.privacy.names.packs import write_pack

Floats = NDArray[np.float32]


@pytest.fixture(params=[1, 2, 3])
def folder(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    return write_pack(tmp_path, request.param)


def sigmoid(value: Floats) -> Floats:
    return (1 / (1 + np.exp(-value))).astype(np.float32)


def run(layer: Layer, direction: int, inputs: list[Floats]) -> list[Floats]:
    """One direction of a layer, a character at a time, as the books write it."""
    state: Floats = np.zeros(128, np.float32)
    states = []
    for given in inputs if direction == 0 else inputs[::-1]:
        pre = given @ layer.into[direction] + layer.bias[direction][0]
        gates = sigmoid(pre[:256] + state @ layer.gates[direction])
        update, reset = gates[:128], gates[128:]
        fresh: Floats = np.tanh(pre[256:] + (reset * state) @ layer.state[direction])
        state = (1 - update) * state + update * fresh
        states.append(state)
    return states if direction == 0 else states[::-1]


def scores(weights: Weights, sentence: str) -> Floats:
    inputs = [weights.embedding[weights.ids.get(char, 0)] for char in sentence]
    for layer in weights.layers:
        both = zip(run(layer, 0, inputs), run(layer, 1, inputs), strict=True)
        inputs = [np.concatenate(pair) for pair in both]
    eager = np.array([0, 0, EAGERNESS, EAGERNESS, 0], np.float32)
    return np.array(inputs) @ weights.out + weights.out_bias + eager


def best(weights: Weights, sentence: str) -> list[str]:
    """The best row of tags, found by trying all of them."""
    emissions = scores(weights, sentence)

    def total(path: tuple[int, ...]) -> float:
        moves = sum(float(weights.moves[now, before]) for before, now in pairwise(path))
        said = sum(float(emissions[at, tag]) for at, tag in enumerate(path))
        return moves + said + float(weights.first[path[0]] + weights.last[path[-1]])

    path = max(product(range(5), repeat=len(sentence)), key=total)
    return [weights.tags[tag] for tag in path]


def test_a_batch_is_tagged_as_each_sentence_would_be_alone(folder: Path) -> None:
    sentences = ["我叫王小明", "你好王明", "明明z明", "来了", "王"]
    weights, network = read_weights(folder), Network(folder)
    expected = [best(weights, sentence) for sentence in sentences]
    assert network.tag(sentences) == expected
    assert [network.tag([sentence])[0] for sentence in sentences] == expected


def test_extreme_weights_do_not_overflow(folder: Path) -> None:
    data = np.full((128, 384), 1e4, "<f4").tobytes()
    (folder / "fc_0.w_0").write_bytes(data)
    assert len(Network(folder).tag(["王小明"])[0]) == 3
