import subprocess
import sys
from pathlib import Path

import pytest

from domicile.core.errors import ModelMissingError, RecognizerError
from domicile.privacy.names.tagger import BATCH_CHARS, Tagger
from tests.unit.privacy.names.packs import TAGS, write_pack


@pytest.fixture
def tagger(tmp_path: Path) -> Tagger:
    write_pack(tmp_path)
    return Tagger(lambda: tmp_path)


def test_every_character_has_a_tag_whatever_the_order(tagger: Tagger) -> None:
    sentences = ["王", "我叫王小明", "", "你好"]
    tags = tagger.tag(sentences)
    assert [len(row) for row in tags] == [1, 5, 0, 2]
    assert {tag for row in tags for tag in row} <= set(TAGS)
    assert tagger.tag(sentences[::-1]) == tags[::-1]
    assert tagger.tag([]) == []


def test_many_sentences_are_read_in_several_batches(tagger: Tagger) -> None:
    sentences = ["我叫王小明" * 20] * (BATCH_CHARS // 50)
    assert tagger.tag(sentences) == tagger.tag(sentences[:1]) * len(sentences)


def test_nothing_is_opened_before_the_first_sentence(tmp_path: Path) -> None:
    opened: list[Path] = []

    def folder() -> Path:
        opened.append(tmp_path)
        return write_pack(tmp_path)

    tagger = Tagger(folder)
    assert opened == []
    tagger.tag(["王"])
    tagger.tag(["王"])
    assert opened == [tmp_path]


def test_numpy_is_not_imported_before_it_is_needed() -> None:
    script = "import sys, domicile.privacy.detect.catalog; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_pack_that_is_not_installed_stops_everything() -> None:
    def folder() -> Path:
        raise ModelMissingError("the model pack `names-zh` is not installed", remedy="pull it")

    with pytest.raises(RecognizerError, match="names-zh") as caught:
        Tagger(folder).tag(["王"])
    assert caught.value.remedy == "pull it"


def test_a_folder_without_a_pack_stops_everything(tmp_path: Path) -> None:
    with pytest.raises(RecognizerError, match="names-zh"):
        Tagger(lambda: tmp_path / "nowhere").tag(["王"])
