"""A name model of made-up weights, in the files of the real one."""

from pathlib import Path

import numpy as np

WORDS = ("OOV", *"王小明你好来了我叫，。abc")
TAGS = ("v-B", "v-I", "PER-B", "PER-I", "O")
HIDDEN = 128
HEADER = b"\x00" * 20


def write_pack(folder: Path, seed: int = 0) -> Path:
    """Write a whole pack into ``folder``, with few words and tags."""
    chance = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for name, words in (("word.dic", WORDS), ("tag.dic", TAGS)):
        lines = "".join(f"{index}\t{word}\n" for index, word in enumerate(words))
        (folder / name).write_text(lines, encoding="utf-8")
    shapes = {"word_emb": (len(WORDS), HIDDEN), "crfw": (len(TAGS) + 2, len(TAGS))}
    for part in range(4):
        shapes[f"fc_{part}.w_0"] = (HIDDEN if part < 2 else 2 * HIDDEN, 3 * HIDDEN)
        shapes[f"gru_{part}.w_0"] = (HIDDEN, 3 * HIDDEN)
        shapes[f"fc_{part}.b_0"] = shapes[f"gru_{part}.b_0"] = (1, 3 * HIDDEN)
    shapes |= {"fc_4.w_0": (2 * HIDDEN, len(TAGS)), "fc_4.b_0": (1, len(TAGS))}
    for name, shape in shapes.items():
        numbers = chance.normal(scale=0.2, size=shape).astype("<f4")
        (folder / name).write_bytes(HEADER + numbers.tobytes())
    return folder
