"""Archives of the two kinds, small enough to make in a test."""

import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from domicile.store.models.manifest import Part
from tests.unit.store.models.packs import CONTENT, sha256

PKG_INFO = b"Metadata-Version: 1.1\nName: carrier\nVersion: 1.0\n"
SETUP = b"import pathlib\npathlib.Path('{canary}').write_text('setup.py ran')\n"


def wheel(folder: Path, members: Mapping[str, bytes]) -> Path:
    path = folder / "carrier-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
        file.writestr("carrier-1.0.dist-info/METADATA", PKG_INFO)
        file.writestr(
            "carrier-1.0.dist-info/WHEEL",
            "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        )
        file.writestr("carrier-1.0.dist-info/RECORD", "")
    return path


def sdist(folder: Path, members: Mapping[str, bytes], *, canary: Path | None = None) -> Path:
    path = folder / "carrier-1.0.tar.gz"
    setup = SETUP.replace(b"{canary}", str(canary).encode())
    everything = {**members, "carrier-1.0/PKG-INFO": PKG_INFO, "carrier-1.0/setup.py": setup}
    with tarfile.open(path, "w:gz") as file:
        for name, data in everything.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            file.addfile(entry, io.BytesIO(data))
    return path


def carried(archive: Path) -> Part:
    """Return the part that pins ``archive``, which holds the tiny pack under ``carrier/``."""
    kind = "wheel" if archive.suffix == ".whl" else "sdist"
    folder = "carrier" if kind == "wheel" else "carrier-1.0/carrier"
    return Part(
        requirement="carrier==1.0",
        archive="wheel" if kind == "wheel" else "sdist",
        sha256=sha256(archive.read_bytes()),
        members={name: f"{folder}/{name}" for name in CONTENT},
    )


def tiny_wheel(folder: Path) -> Path:
    return wheel(folder, {f"carrier/{name}": data for name, data in CONTENT.items()})


def tiny_sdist(folder: Path, *, canary: Path | None = None) -> Path:
    members = {f"carrier-1.0/carrier/{name}": data for name, data in CONTENT.items()}
    return sdist(folder, members, canary=canary)
