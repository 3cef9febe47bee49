"""What a model pack is: its files by digest, and the places that carry them."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal

from domicile.core.decode import DecodeError, decode
from domicile.core.errors import ModelDamagedError
from domicile.core.ids import ModelId
from domicile.core.text import Bilingual

_DIGEST = re.compile(r"[0-9a-f]{64}")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
_REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==[0-9][A-Za-z0-9.]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFile:
    """One file of a pack. Its digest decides; who carried it does not matter."""

    name: str
    """Plain name in the pack's folder."""

    size_bytes: int
    """Exact size, from 1."""

    sha256: str
    """Digest of the content, in hexadecimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One registry package that carries bytes of a pack. It is read, never imported."""

    requirement: str
    """Package and exact version, ``name==version``."""

    archive: Literal["wheel", "sdist"]
    """Whether the package is a zip (wheel) or a compressed tar (sdist)."""

    sha256: str
    """Digest of the whole archive, in hexadecimal."""

    members: Mapping[str, str]
    """Name of a pack file to the archive member whose bytes are appended to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One way to get a pack."""

    kind: Literal["file", "pypi"]
    """``file``: the person laid the files into the incoming folder. ``pypi``: by pip."""

    parts: tuple[Part, ...] = ()
    """For ``pypi``: the packages, in the order in which their bytes are joined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A model pack."""

    id: ModelId
    """Its name in ``device.model`` and in ``domicile models``."""

    kind: Literal["llm", "names"]
    """What it is for: a language model, or the tagger that finds names of people."""

    title: Bilingual
    """Its name for people."""

    owner: str
    """Who made the model."""

    license: str
    """SPDX identifier of its licence."""

    languages: tuple[str, ...]
    """Languages that it was made for."""

    memory_bytes: int
    """Memory that it takes when loaded, with the default window."""

    files: tuple[PackFile, ...]
    """Its files; a language model has exactly one."""

    sources: tuple[Source, ...]
    """Ways to get it, tried in this order."""

    window_tokens: int = 0
    """Most tokens that it reads and writes together; 0 where that has no meaning."""

    template: Literal["", "chatml"] = ""
    """How a conversation is written down for it; empty where that has no meaning."""

    tuned: bool = False
    """Whether the operator trained it further; some packs of rules ask."""

    @property
    def size_bytes(self) -> int:
        """Return the size of all files together."""
        return sum(file.size_bytes for file in self.files)


def shipped_manifests() -> tuple[Manifest, ...]:
    """Return the manifests that come with Domicile, ordered by id."""
    folder = files(__package__).joinpath("manifests")
    found = [read_manifest(entry) for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return tuple(sorted(found, key=lambda manifest: manifest.id))


def read_manifest(file: Traversable) -> Manifest:
    """Decode one manifest file.

    Raises:
        ModelDamagedError: It is not TOML, not a manifest, or contradicts itself.
    """
    try:
        manifest = decode(tomllib.loads(file.read_text(encoding="utf-8")), Manifest)
    except (tomllib.TOMLDecodeError, DecodeError) as error:
        msg = f"model manifest {file.name} is malformed: {error}"
        raise ModelDamagedError(msg) from error
    problem = next(_problems(manifest, file.name), None)
    if problem:
        msg = f"model manifest {file.name} is malformed: {problem}"
        raise ModelDamagedError(msg)
    return manifest


def _problems(manifest: Manifest, file_name: str) -> Iterator[str]:
    """Yield what the types cannot rule out."""
    names = {file.name for file in manifest.files}
    if file_name != f"{manifest.id}.toml":
        yield "`id` is not the name of the file"
    if not names or len(names) != len(manifest.files):
        yield "`files` is empty or names a file twice"
    if manifest.kind == "llm" and len(names) != 1:
        yield "a language model has exactly one file"
    for file in manifest.files:
        if not _PLAIN_NAME.fullmatch(file.name):
            yield f"`{file.name}` is not a plain file name"
        if file.size_bytes < 1 or not _DIGEST.fullmatch(file.sha256):
            yield f"size or digest of `{file.name}`"
    for part in (part for source in manifest.sources for part in source.parts):
        if not _REQUIREMENT.fullmatch(part.requirement) or not _DIGEST.fullmatch(part.sha256):
            yield f"requirement or digest of `{part.requirement}`"
        if not part.members or not part.members.keys() <= names:
            yield f"members of `{part.requirement}`"
