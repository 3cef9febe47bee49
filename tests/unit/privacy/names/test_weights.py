from pathlib import Path

import numpy as np
import pytest

from domicile.core.errors import RecognizerError
from domicile.privacy.names.weights import read_weights
from tests.unit.privacy.names.packs import HEADER, TAGS, WORDS, write_pack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "pack")


def test_a_pack_is_read_as_it_was_written(folder: Path) -> None:
    weights = read_weights(folder)
    assert weights.tags == TAGS
    assert weights.ids["王"] == WORDS.index("王")
    raw = np.frombuffer((folder / "word_emb").read_bytes()[len(HEADER) :], "<f4")
    assert np.array_equal(weights.embedding.ravel(), raw)
    assert [layer.into.shape[1] for layer in weights.layers] == [128, 256]
    crf = np.frombuffer((folder / "crfw").read_bytes()[len(HEADER) :], "<f4").reshape(7, 5)
    assert np.array_equal(weights.first, crf[0])
    assert np.array_equal(weights.moves.T, crf[2:])


@pytest.mark.parametrize("name", ["word.dic", "tag.dic", "word_emb", "crfw", "gru_3.w_0"])
def test_a_missing_file_is_named_with_its_pack_and_the_remedy(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(RecognizerError, match="`names-zh` is not installed") as caught:
        read_weights(folder)
    assert "domicile models pull names-zh" in caught.value.remedy


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("word_emb", b""),
        ("fc_0.w_0", b"\x00" * 1000),
        ("crfw", b"\x00" * 100_000),
        ("word.dic", b"\xff\xfe\xfd"),
        ("word.dic", b""),
        ("word.dic", b"x\ty\n"),
        ("tag.dic", b"0\tPER-B\n"),
        ("tag.dic", b""),
    ],
)
def test_a_damaged_file_is_said(folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)
    with pytest.raises(RecognizerError, match="`names-zh` is damaged"):
        read_weights(folder)


def test_a_folder_in_place_of_a_file_is_damage(folder: Path) -> None:
    (folder / "crfw").unlink()
    (folder / "crfw").mkdir()
    with pytest.raises(RecognizerError, match="`names-zh` is damaged"):
        read_weights(folder)
