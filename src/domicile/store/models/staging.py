"""A pack on its way in: bytes gather aside and enter the shelf checked, or not at all."""

import asyncio
import errno
import fcntl
import json
import os
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from domicile.core.errors import DiskFullError, ModelDamagedError, StorageError
from domicile.core.ids import ModelId
from domicile.store.models.manifest import Manifest, PackFile, Part
from domicile.store.models.shelf import ModelShelf
from domicile.store.models.stamps import digest

_LOCK_RETRY_S = 0.2


class Staging:
    """Gathers the bytes of one pack. Holds the pack's lock: see ``staged``.

    What has arrived is written down after every part, so that a later attempt goes on from there.
    """

    def __init__(self, shelf: ModelShelf, pack: ModelId) -> None:
        self.manifest = shelf.manifest(pack)
        self._shelf = shelf
        self._target = shelf.folder(pack)
        self._folder = shelf.models_dir / ".staging" / self.manifest.id
        self._journal = self._folder / "journal.json"
        self.scratch = self._folder / "scratch"
        self.wanted: tuple[PackFile, ...] = ()

    def open(self) -> None:
        """Find what is wanted; throw away what an attempt that was killed left half done."""
        self.wanted = tuple(file for file in self.manifest.files if not self._is_there(file))
        with storing("models_dir"):
            shutil.rmtree(self.scratch, ignore_errors=True)
            self.scratch.mkdir(parents=True)

    def close(self) -> None:
        """Remove the scratch folder; what has arrived stays for the next attempt."""
        shutil.rmtree(self.scratch, ignore_errors=True)

    def arrived_bytes(self) -> int:
        """Return how many bytes of the wanted files have arrived."""
        return sum(_size(self._folder / file.name) for file in self.wanted)

    def require_space(self, *, spare_bytes: int) -> None:
        """Check that the rest fits on the disk.

        Args:
            spare_bytes: What is needed beside the pack itself while it arrives.

        Raises:
            DiskFullError: It does not.
        """
        missing = sum(file.size_bytes for file in self.wanted) - self.arrived_bytes()
        free = shutil.disk_usage(self._folder).free
        if free < missing + spare_bytes:
            need_mb = (missing + spare_bytes - free) // 10**6 + 1
            raise _full(f"{need_mb} MB are missing for model pack {self.manifest.id}")

    def resume(self, parts: tuple[Part, ...]) -> int:
        """Return how many of ``parts`` have arrived; what came from elsewhere is dropped."""
        done, sizes = self._read_journal()
        if done and done == [part.sha256 for part in parts[: len(done)]]:
            try:
                for name, size in sizes.items():
                    os.truncate(self._folder / name, size)
            except OSError:
                self.discard()
                return 0
            return len(done)
        self.discard()
        return 0

    def append(self, name: str, data: bytes) -> None:
        """Add ``data`` to the end of a file of the pack; ``note`` and ``commit`` make it last.

        Raises:
            ModelDamagedError: There are more bytes than the file has.
            DiskFullError: No space is left.
        """
        limit = next(file.size_bytes for file in self.manifest.files if file.name == name)
        with storing("models_dir"), (self._folder / name).open("ab") as file:
            if file.tell() + len(data) > limit:
                raise _wrong(self.manifest.id, name)
            file.write(data)

    def note(self, part: Part) -> None:
        """Write down that every byte of ``part`` has arrived."""
        done, _ = self._read_journal()
        self._sync_files()
        sizes = {file.name: _size(self._folder / file.name) for file in self.manifest.files}
        entry = {"parts": [*done, part.sha256], "sizes": {n: s for n, s in sizes.items() if s}}
        with storing("models_dir"):
            draft = self._journal.with_suffix(".new")
            draft.write_text(json.dumps(entry), encoding="utf-8")
            draft.replace(self._journal)

    def commit(self) -> None:
        """Check every file and move it onto the shelf.

        Raises:
            ModelDamagedError: A file has not the digest that the manifest pins; all are removed.
        """
        self._sync_files()
        with storing("models_dir"):
            for file in self.wanted:
                path = self._folder / file.name
                if _size(path) != file.size_bytes or digest(path) != file.sha256:
                    self.discard()
                    raise _wrong(self.manifest.id, file.name)
            self._target.mkdir(parents=True, exist_ok=True)
            for file in self.wanted:
                (self._folder / file.name).replace(self._target / file.name)
            _sync(self._target)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._shelf.stamps.record(self.manifest, self._target)

    def discard(self) -> None:
        """Remove everything that has arrived."""
        for name in (self._journal.name, *(file.name for file in self.manifest.files)):
            (self._folder / name).unlink(missing_ok=True)

    def _sync_files(self) -> None:
        with storing("models_dir"):
            for file in self.wanted:
                if (self._folder / file.name).exists():
                    _sync(self._folder / file.name)

    def _is_there(self, file: PackFile) -> bool:
        path = self._target / file.name
        if self._shelf.stamps.is_known_good(self.manifest, file, path):
            return True
        return _size(path) == file.size_bytes and digest(path) == file.sha256

    def _read_journal(self) -> tuple[list[str], Mapping[str, int]]:
        """Return digests of the parts that arrived, and how long each file was then."""
        try:
            entry = json.loads(self._journal.read_text(encoding="utf-8"))
            names = {file.name for file in self.manifest.files}
            sizes = {name: int(size) for name, size in entry["sizes"].items() if name in names}
            return [str(digest) for digest in entry["parts"]], sizes
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return [], {}


@asynccontextmanager
async def staged(shelf: ModelShelf, pack: ModelId) -> AsyncIterator[Staging]:
    """Open the staging of ``pack``, waiting while another process installs it.

    The lock goes with the process, so a killed one blocks nobody.

    Raises:
        UnknownModelError: There is no such pack.
        StorageError: The folder of the packs cannot be written.
    """
    staging = Staging(shelf, pack)
    lock = _open_lock(shelf, staging.manifest)
    try:
        await _acquire(lock)
        try:
            await asyncio.to_thread(staging.open)
            yield staging
        finally:
            staging.close()
    finally:
        os.close(lock)


@contextmanager
def storing(place: str) -> Iterator[None]:
    """Turn trouble with the disk into errors with a remedy.

    Raises:
        DiskFullError: No space is left.
        StorageError: Anything else.
    """
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise _full(f"no space is left in {place}") from error
        msg = f"{place} cannot be written ({errno.errorcode.get(error.errno or 0, 'unknown')})"
        raise StorageError(
            msg, remedy=f"Check that `{place}` exists and is yours to write."
        ) from error


def _open_lock(shelf: ModelShelf, manifest: Manifest) -> int:
    with storing("models_dir"):
        folder = shelf.models_dir / ".staging"
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(folder / f"{manifest.id}.lock", os.O_RDWR | os.O_CREAT, 0o600)


async def _acquire(descriptor: int) -> None:
    while True:
        if _try_lock(descriptor):
            return
        await asyncio.sleep(_LOCK_RETRY_S)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _full(message: str) -> DiskFullError:
    return DiskFullError(message, remedy="Free some space on the disk of `models_dir`.")


def _wrong(pack: ModelId, name: str) -> ModelDamagedError:
    return ModelDamagedError(f"{name} of model pack {pack} arrived with other bytes; removed")
