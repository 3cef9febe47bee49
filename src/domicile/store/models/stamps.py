"""Remembered digests: a file that was hashed once is not hashed again until it changes."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from domicile.core.decode import DecodeError, decode
from domicile.store.models.manifest import Manifest, PackFile

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """That a file had its digest, and how the file looked from outside at that moment."""

    sha256: str
    """The digest that was found, in hexadecimal."""

    size_bytes: int
    """Size of the file."""

    inode: int
    """Number of the file on its disk."""

    modified_ns: int
    """Last change of the content; a program can set it back."""

    changed_ns: int
    """Last change of any kind; a program cannot set it back."""


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class StampBook:
    """Keeps the stamps of each pack in one small file beside the packs.

    A stamp that cannot be read or written costs time and nothing else: the file is hashed again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def is_known_good(self, manifest: Manifest, file: PackFile, path: Path) -> bool:
        """Return whether ``path`` was found good before and looks untouched since."""
        try:
            return self._read(manifest).get(file.name) == _look(path, file.sha256)
        except OSError:
            return False

    def record(self, manifest: Manifest, folder: Path) -> None:
        """Remember that every file of the pack in ``folder`` has its digest."""
        stamps = {file.name: _look(folder / file.name, file.sha256) for file in manifest.files}
        text = json.dumps({name: asdict(stamp) for name, stamp in stamps.items()}, indent=1)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft = self._path(manifest).with_suffix(f".{os.getpid()}")
            draft.write_text(text, encoding="utf-8")
            draft.replace(self._path(manifest))
        except OSError:
            return

    def forget(self, manifest: Manifest) -> None:
        """Drop what is remembered of a pack."""
        try:
            self._path(manifest).unlink(missing_ok=True)
        except OSError:
            return

    def _path(self, manifest: Manifest) -> Path:
        return self._folder / f"{manifest.id}.json"

    def _read(self, manifest: Manifest) -> dict[str, Stamp]:
        try:
            data = json.loads(self._path(manifest).read_text(encoding="utf-8"))
            return {str(name): decode(value, Stamp) for name, value in data.items()}
        except (OSError, ValueError, AttributeError, DecodeError):
            return {}


def _look(path: Path, sha256: str) -> Stamp:
    status = path.stat()
    return Stamp(
        sha256=sha256,
        size_bytes=status.st_size,
        inode=status.st_ino,
        modified_ns=status.st_mtime_ns,
        changed_ns=status.st_ctime_ns,
    )
