"""The name model's arithmetic: a two-layer BiGRU and a conditional random field.

Both directions of a layer run side by side, and all sentences of a batch step by step.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from domicile.privacy.names.weights import HIDDEN, Floats, Layer, Weights, read_weights

Ints = NDArray[np.intp]

EAGERNESS = 0.4
"""Added to the score of a person's name, above 0: a name too many is put back, one missed leaks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Packing:
    """Sentences laid out step by step without padding, longest first."""

    lengths: tuple[int, ...]
    """Characters of each sentence."""

    bounds: tuple[int, ...]
    """Row at which each step begins, and the number of rows."""

    rows: Ints
    """For each row its character, counted through all sentences one after the other."""

    mirror: Ints
    """For each row the row of the same sentence, read from the other end."""


class Network:
    """The model, loaded.

    Args:
        folder: The opened model pack ``names-zh``.

    Raises:
        RecognizerError: The model is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        # The matrices are small: a second thread costs more than it brings, and on a busy machine
        # many times over.
        threadpool_limits(limits=1, user_api="blas")
        weights = read_weights(folder)
        eager = np.array([tag.startswith("PER") for tag in weights.tags], np.float32) * np.float32(
            EAGERNESS
        )
        self._weights = replace(weights, out_bias=weights.out_bias + eager)

    def tag(self, sentences: Sequence[str]) -> list[list[str]]:
        """Return one tag for each character; ``sentences`` MUST come longest first, none empty."""
        weights = self._weights
        packing = _pack([len(sentence) for sentence in sentences])
        emissions = _emissions(weights, packing, _ids(weights, sentences))
        names = weights.tags
        return [[names[tag] for tag in path] for path in _best_paths(weights, packing, emissions)]


def _ids(weights: Weights, sentences: Sequence[str]) -> Ints:
    unknown = weights.ids["OOV"]
    return np.array(
        [weights.ids.get(char, unknown) for sentence in sentences for char in sentence], np.intp
    )


def _pack(lengths: Sequence[int]) -> _Packing:
    sizes = np.array(lengths)
    steps = np.arange(sizes[0])
    alive = sizes[None, :] > steps[:, None]
    bounds = np.concatenate(([0], alive.sum(1).cumsum()))
    step, sentence = np.nonzero(alive)
    begins = np.concatenate(([0], sizes.cumsum()))[:-1]
    return _Packing(
        lengths=tuple(lengths),
        bounds=tuple(bounds.tolist()),
        rows=begins[sentence] + step,
        mirror=bounds[sizes[sentence] - 1 - step] + sentence,
    )


def _emissions(weights: Weights, packing: _Packing, ids: Ints) -> Floats:
    inputs = weights.embedding[ids[packing.rows]]
    for layer in weights.layers:
        both = np.stack((inputs, inputs[packing.mirror]))
        states = _run_layer(layer, np.matmul(both, layer.into) + layer.bias, packing.bounds)
        inputs = np.concatenate((states[0], states[1][packing.mirror]), axis=1)
    return inputs @ weights.out + weights.out_bias


def _run_layer(layer: Layer, pre: Floats, bounds: Sequence[int]) -> Floats:
    """Run both directions of one layer side by side (gates: update, reset; then the state)."""
    states = np.empty((2, bounds[-1], HIDDEN), np.float32)
    state = np.zeros((2, bounds[1], HIDDEN), np.float32)
    for begin, end in pairwise(bounds):
        state = state[:, : end - begin]
        now = pre[:, begin:end]
        gates = np.matmul(state, layer.gates)
        gates += now[..., : 2 * HIDDEN]
        gates *= 0.5
        np.tanh(gates, out=gates)
        gates += 1.0
        gates *= 0.5
        fresh = np.matmul(gates[..., HIDDEN:] * state, layer.state)
        fresh += now[..., 2 * HIDDEN :]
        np.tanh(fresh, out=fresh)
        fresh -= state
        fresh *= gates[..., :HIDDEN]
        state = state + fresh
        states[:, begin:end] = state
    return states


def _best_paths(weights: Weights, packing: _Packing, emissions: Floats) -> list[list[int]]:
    """Find the likeliest row of tags of every sentence (Viterbi, all sentences at once)."""
    bounds = packing.bounds
    scores = weights.first + emissions[: bounds[1]]
    finals = scores.copy()
    choices: list[Ints] = []
    for begin, end in pairwise(bounds[1:]):
        ways = scores[: end - begin, None, :] + weights.moves
        choice = ways.argmax(2)
        scores = np.take_along_axis(ways, choice[..., None], 2)[..., 0] + emissions[begin:end]
        finals[: end - begin] = scores
        choices.append(choice)
    paths: list[list[int]] = []
    for index, tag in enumerate((finals + weights.last).argmax(1).tolist()):
        path = [tag]
        for choice in reversed(choices[: packing.lengths[index] - 1]):
            path.append(int(choice[index, path[-1]]))
        paths.append(path[::-1])
    return paths
