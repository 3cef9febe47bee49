import dataclasses
from pathlib import Path

import pytest

from domicile.core.errors import ModelDamagedError, ModelMissingError, UnknownModelError
from domicile.core.ids import ModelId
from domicile.store.models import shelf as shelf_module
from domicile.store.models.manifest import Manifest, PackFile
from domicile.store.models.shelf import ModelShelf
from tests.unit.store.models.packs import CONTENT, TINY, lay, manifest, sha256


@pytest.fixture
def shelf(tmp_path: Path) -> ModelShelf:
    return ModelShelf(tmp_path, manifests=[manifest()])


def model(name: str, content: bytes) -> Manifest:
    file = PackFile(name=f"{name}.gguf", size_bytes=len(content), sha256=sha256(content))
    return dataclasses.replace(manifest(), id=ModelId(name), kind="llm", files=(file,))


def test_the_shelf_knows_the_shipped_packs(tmp_path: Path) -> None:
    assert {known.kind for known in ModelShelf(tmp_path).manifests()} == {"llm", "names"}


def test_an_unknown_pack_is_named_as_such(shelf: ModelShelf) -> None:
    for ask in (shelf.manifest, shelf.path, shelf.is_installed, shelf.model_file):
        with pytest.raises(UnknownModelError, match="known are tiny"):
            ask(ModelId("../tiny"))


def test_a_pack_that_is_not_there_says_how_to_get_it(shelf: ModelShelf) -> None:
    assert not shelf.is_installed(TINY)
    with pytest.raises(ModelMissingError) as caught:
        shelf.path(TINY)
    assert "domicile models pull tiny" in caught.value.remedy


def test_a_pack_with_one_file_missing_is_missing(shelf: ModelShelf) -> None:
    (lay(shelf.folder(TINY)) / "words").unlink()
    with pytest.raises(ModelMissingError):
        shelf.path(TINY)


def test_a_good_pack_is_given(shelf: ModelShelf) -> None:
    folder = lay(shelf.folder(TINY))
    assert shelf.path(TINY) == shelf.verify(TINY) == folder
    assert shelf.is_installed(TINY)


@pytest.mark.parametrize("content", [CONTENT["weights"][:-1], b"9" + CONTENT["weights"][1:], b""])
def test_a_damaged_pack_is_never_given(shelf: ModelShelf, content: bytes) -> None:
    path = lay(shelf.folder(TINY)) / "weights"
    shelf.path(TINY)
    path.write_bytes(content)
    for ask in (shelf.path, shelf.verify, shelf.path):
        with pytest.raises(ModelDamagedError, match="weights of model pack tiny"):
            ask(TINY)
    path.write_bytes(CONTENT["weights"])
    assert shelf.path(TINY) == path.parent


def test_a_pack_is_read_once_and_then_trusted(
    shelf: ModelShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(shelf.folder(TINY))
    read: list[Path] = []

    def counting(path: Path) -> str:
        read.append(path)
        return sha256(path.read_bytes())

    monkeypatch.setattr(shelf_module, "digest", counting)
    shelf.path(TINY)
    assert len(read) == len(CONTENT)
    shelf.path(TINY)
    ModelShelf(shelf.models_dir, manifests=[manifest()]).path(TINY)
    assert len(read) == len(CONTENT)
    shelf.verify(TINY)
    assert len(read) == 2 * len(CONTENT)


def test_the_largest_installed_language_model_is_best(tmp_path: Path) -> None:
    small, large = model("small", b"1"), model("large", b"22")
    shelf = ModelShelf(tmp_path, manifests=[manifest(), small, large])
    lay(shelf.folder(TINY))
    with pytest.raises(ModelMissingError, match="no language model"):
        shelf.best_llm()
    for pack, content in ((small, b"1"), (large, b"22")):
        shelf.folder(pack.id).mkdir()
        (shelf.folder(pack.id) / pack.files[0].name).write_bytes(content)
        assert shelf.best_llm() == pack.id
    assert shelf.model_file(large.id) == tmp_path / "large" / "large.gguf"


@pytest.mark.parametrize("content", [b"2", b"222", b""])
def test_a_damaged_best_model_is_not_passed_over(tmp_path: Path, content: bytes) -> None:
    small, large = model("small", b"1"), model("large", b"22")
    shelf = ModelShelf(tmp_path, manifests=[small, large])
    for pack, there in ((small, b"1"), (large, content)):
        shelf.folder(pack.id).mkdir()
        (shelf.folder(pack.id) / pack.files[0].name).write_bytes(there)
    assert shelf.best_llm() == large.id
    for ask in (shelf.model_file, shelf.require_whole):
        with pytest.raises(ModelDamagedError, match="of model pack large is damaged"):
            ask(large.id)
    shelf.require_whole(small.id)


def test_a_pack_is_whole_when_every_file_has_its_size(shelf: ModelShelf) -> None:
    with pytest.raises(ModelMissingError, match="not installed"):
        shelf.require_whole(TINY)
    lay(shelf.folder(TINY))
    shelf.require_whole(TINY)


def test_only_a_language_model_has_a_model_file(shelf: ModelShelf) -> None:
    lay(shelf.folder(TINY))
    with pytest.raises(UnknownModelError, match="not a language model"):
        shelf.model_file(TINY)


def test_a_folder_in_place_of_a_file_is_no_file(shelf: ModelShelf) -> None:
    (shelf.folder(TINY) / "weights").mkdir(parents=True)
    with pytest.raises(ModelMissingError):
        shelf.path(TINY)


def test_a_file_in_place_of_the_folder_is_no_pack(shelf: ModelShelf) -> None:
    shelf.folder(TINY).write_bytes(b"")
    assert not shelf.is_installed(TINY)
