"""The learned numbers of the name model, as the files of its pack hold them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domicile.core.errors import RecognizerError

Floats = NDArray[np.float32]

HIDDEN = 128
"""Width of a layer in one direction, and of a character's vector."""

REMEDY = "Nothing was sent. Install the name model with `domicile models pull names-zh`."

_LONGEST_HEADER = 64  # bytes before the numbers in a file


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer; the first axis of each array is the direction."""

    into: Floats
    """From the layer below to gates and state: 2 x width below x 3 HIDDEN."""

    bias: Floats
    """Added to that: 2 x 1 x 3 HIDDEN."""

    gates: Floats
    """From the state before to the update and reset gates: 2 x HIDDEN x 2 HIDDEN."""

    state: Floats
    """From the reset state to the new one: 2 x HIDDEN x HIDDEN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """All that was learned."""

    ids: Mapping[str, int]
    """Character to its row in ``embedding``; ``OOV`` stands for all others."""

    tags: tuple[str, ...]
    """The tags, such as ``PER-B``."""

    embedding: Floats
    """One vector a character."""

    layers: tuple[Layer, ...]
    """The layers, lowest first."""

    out: Floats
    """From the last layer to tags."""

    out_bias: Floats
    """Added to that."""

    first: Floats
    """How likely a sentence begins with each tag."""

    last: Floats
    """How likely it ends with each tag."""

    moves: Floats
    """How likely each tag (row) follows each other (column)."""


def read_weights(folder: Path) -> Weights:
    """Read the opened model pack ``names-zh``.

    Raises:
        RecognizerError: A file is missing or damaged.
    """
    try:
        ids, tags = _table(folder / "word.dic"), _table(folder / "tag.dic")
        names = tuple(sorted(tags, key=lambda tag: tags[tag]))
        crf = _array(folder / "crfw", len(names) + 2, len(names))
        return Weights(
            ids={"OOV": ids["OOV"], **ids},
            tags=names,
            embedding=_array(folder / "word_emb", max(ids.values()) + 1, HIDDEN),
            layers=(_layer(folder, (0, 1), HIDDEN), _layer(folder, (2, 3), 2 * HIDDEN)),
            out=_array(folder / "fc_4.w_0", 2 * HIDDEN, len(names)),
            out_bias=_array(folder / "fc_4.b_0", len(names)),
            first=crf[0],
            last=crf[1],
            moves=np.ascontiguousarray(crf[2:].T),
        )
    except FileNotFoundError as error:
        message = "the model pack `names-zh` is not installed, so names cannot be found"
        raise RecognizerError(message, remedy=REMEDY) from error
    except (OSError, ValueError, KeyError) as error:
        message = "the model pack `names-zh` is damaged, so names cannot be found"
        raise RecognizerError(message, remedy=REMEDY) from error


def _table(file: Path) -> dict[str, int]:
    rows = (line.split("\t") for line in file.read_text(encoding="utf-8").split("\n"))
    return {row[1]: int(row[0]) for row in rows if len(row) == len(("id", "word"))}


def _array(file: Path, *shape: int) -> Floats:
    data = file.read_bytes()
    size_bytes = 4 * int(np.prod(shape))
    if not size_bytes <= len(data) <= size_bytes + _LONGEST_HEADER:
        raise ValueError(f"{file.name} has another size")
    return np.frombuffer(data[-size_bytes:], "<f4").reshape(shape).astype(np.float32)


def _layer(folder: Path, parts: tuple[int, int], width: int) -> Layer:
    def both(read: Callable[[int], Floats]) -> Floats:
        return np.stack([read(part) for part in parts])

    recurrent = both(lambda part: _array(folder / f"gru_{part}.w_0", 3 * HIDDEN * HIDDEN))
    cut = 2 * HIDDEN * HIDDEN
    return Layer(
        into=both(lambda part: _array(folder / f"fc_{part}.w_0", width, 3 * HIDDEN)),
        bias=both(
            lambda part: (
                _array(folder / f"fc_{part}.b_0", 1, 3 * HIDDEN)
                + _array(folder / f"gru_{part}.b_0", 1, 3 * HIDDEN)
            )
        ),
        gates=np.ascontiguousarray(recurrent[:, :cut].reshape(2, HIDDEN, 2 * HIDDEN)),
        state=np.ascontiguousarray(recurrent[:, cut:].reshape(2, HIDDEN, HIDDEN)),
    )
