"""Files that somebody else may be writing: what they look like from outside, and their bytes."""

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domicile.core.errors import PackError
from domicile.markets.source import MAX_BYTES

SUFFIX: Final = ".yaml"
"""How the name of a pack's file ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A file from outside; whoever changes the file changes its stamp."""

    path: Path
    """Where it lies."""

    facts: tuple[int, ...]
    """Kind, device, inode, size in bytes, and when contents and inode changed, in nanoseconds;
    empty when there is no such file. Links are followed."""


def stamp(path: Path) -> Stamp:
    """Return the stamp of ``path``, also of one that is missing."""
    try:
        found = path.stat()
    except OSError:
        return Stamp(path=path, facts=())
    return Stamp(
        path=path,
        facts=(
            found.st_mode,
            found.st_dev,
            found.st_ino,
            found.st_size,
            found.st_mtime_ns,
            found.st_ctime_ns,
        ),
    )


def pack_files(folder: Path) -> tuple[Path, ...]:
    """Return the packs in ``folder``, by name; what begins with a dot is an editor's own.

    Raises:
        PackError: The folder cannot be read.
    """
    try:
        found = [
            path
            for path in folder.iterdir()
            if path.suffix == SUFFIX and not path.name.startswith(".")
        ]
    except OSError as error:
        raise PackError(
            f"{folder.name}: the folder of packs cannot be read ({error.strerror})",
            remedy="Create the folder that `packs_dir` names, or remove that setting.",
        ) from error
    return tuple(sorted(found))


def read_file(path: Path) -> bytes:
    """Return what stands in ``path``; of a file that is too large, no more than shows that it is.

    Raises:
        PackError: It is no plain file, cannot be read, or is too large.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for ever
            raise PackError(f"{path.name}: cannot be read (no plain file)")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PackError(f"{path.name}: cannot be read ({error.strerror})") from error
    if len(data) > MAX_BYTES:
        raise PackError(f"{path.name}: larger than {MAX_BYTES} bytes")
    return data
