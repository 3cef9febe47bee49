"""A pack small enough to make in a test."""

import hashlib
from pathlib import Path

from domicile.core.ids import ModelId
from domicile.core.text import Bilingual
from domicile.store.models.manifest import Manifest, PackFile, Part, Source

CONTENT = {"weights": b"0123456789" * 50, "words": b"a\nb\n"}
TINY = ModelId("tiny")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def manifest(*parts: Part, with_file_source: bool = False) -> Manifest:
    sources = [Source(kind="file")] if with_file_source else []
    return Manifest(
        id=TINY,
        kind="names",
        title=Bilingual(en="Tiny", zh="小"),
        owner="Nobody",
        license="MIT",
        languages=("en",),
        memory_bytes=1,
        files=tuple(
            PackFile(name=name, size_bytes=len(data), sha256=sha256(data))
            for name, data in CONTENT.items()
        ),
        sources=(*sources, Source(kind="pypi", parts=parts)),
    )


def lay(folder: Path) -> Path:
    """Write the right files into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in CONTENT.items():
        (folder / name).write_bytes(data)
    return folder
