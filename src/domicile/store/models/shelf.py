"""The packs of this machine: which there are, where they lie, and that they are what they say."""

import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from domicile.core.errors import ModelDamagedError, ModelMissingError, UnknownModelError
from domicile.core.ids import ModelId
from domicile.store.models.manifest import Manifest, PackFile, shipped_manifests
from domicile.store.models.stamps import StampBook, digest


class ModelShelf:
    """Gives model packs by id, and never one whose bytes differ from its manifest.

    Layout of ``models_dir``: ``<id>/`` holds a pack; ``incoming/<id>/`` takes files that a person
    brings; ``.staging/`` holds what is on its way; ``.stamps/`` what was found good before.

    Safe to use from several threads and processes at once.

    Args:
        models_dir: Folder of all packs; made when the first pack is installed.
        manifests: The packs that exist; those that come with Domicile when left out.
    """

    def __init__(self, models_dir: Path, *, manifests: Iterable[Manifest] | None = None) -> None:
        self.models_dir = models_dir
        known = shipped_manifests() if manifests is None else manifests
        self._manifests: Mapping[ModelId, Manifest] = {one.id: one for one in known}
        self.stamps = StampBook(models_dir / ".stamps")

    def manifests(self) -> tuple[Manifest, ...]:
        """Return every pack that exists, installed or not."""
        return tuple(self._manifests.values())

    def manifest(self, pack: ModelId) -> Manifest:
        """Return the manifest of ``pack``.

        Raises:
            UnknownModelError: There is no such pack.
        """
        if pack not in self._manifests:
            msg = "no model pack has this id; known are " + ", ".join(self._manifests)
            raise UnknownModelError(msg)
        return self._manifests[pack]

    def folder(self, pack: ModelId) -> Path:
        """Return where ``pack`` lies or would lie; nothing is checked.

        Raises:
            UnknownModelError: There is no such pack.
        """
        return self.models_dir / self.manifest(pack).id

    def is_installed(self, pack: ModelId) -> bool:
        """Return whether every file of ``pack`` is there with its size; digests are not read.

        Raises:
            UnknownModelError: There is no such pack.
        """
        folder = self.folder(pack)
        return all(
            _size(folder / file.name) == file.size_bytes for file in self.manifest(pack).files
        )

    def require_whole(self, pack: ModelId) -> None:
        """Make sure that every file of ``pack`` is there with its size; digests are not read.

        Raises:
            UnknownModelError: There is no such pack.
            ModelMissingError: A file is not there.
            ModelDamagedError: A file is longer or shorter than it should be.
        """
        manifest, folder = self.manifest(pack), self.folder(pack)
        for file in manifest.files:
            if self._found_size(manifest, folder / file.name) != file.size_bytes:
                raise _damaged(manifest, file)

    def path(self, pack: ModelId) -> Path:
        """Return the folder of ``pack`` after checking its files.

        Sizes are always checked; digests only of files that changed since they were last read.

        Raises:
            UnknownModelError: There is no such pack.
            ModelMissingError: A file is not there.
            ModelDamagedError: A file is not the one that the manifest pins.
        """
        return self._checked(pack, trust_stamps=True)

    def verify(self, pack: ModelId) -> Path:
        """Return the folder of ``pack`` after reading and hashing every file of it.

        Raises:
            UnknownModelError: There is no such pack.
            ModelMissingError: A file is not there.
            ModelDamagedError: A file is not the one that the manifest pins.
        """
        return self._checked(pack, trust_stamps=False)

    def model_file(self, pack: ModelId) -> Path:
        """Return the one file of the language model ``pack``, checked as by ``path``.

        Raises:
            UnknownModelError: There is no such pack, or it is not a language model.
            ModelMissingError: The file is not there.
            ModelDamagedError: The file is not the one that the manifest pins.
        """
        manifest = self.manifest(pack)
        if manifest.kind != "llm":
            msg = f"model pack {manifest.id} is not a language model"
            raise UnknownModelError(msg)
        return self.path(pack) / manifest.files[0].name

    def best_llm(self) -> ModelId:
        """Return the largest language model whose file is there, be it good or damaged.

        One that was damaged is not passed over: whoever asks it is told so by ``path``.

        Raises:
            ModelMissingError: None is.
        """
        models = [known for known in self.manifests() if known.kind == "llm"]
        for manifest in sorted(models, key=lambda model: model.size_bytes, reverse=True):
            if _size(self.folder(manifest.id) / manifest.files[0].name) is not None:
                return manifest.id
        msg = "no language model is installed"
        raise ModelMissingError(msg)

    def _checked(self, pack: ModelId, *, trust_stamps: bool) -> Path:
        manifest, folder = self.manifest(pack), self.folder(pack)
        unread = False
        for file in manifest.files:
            path = folder / file.name
            size = self._found_size(manifest, path)
            if trust_stamps and self.stamps.is_known_good(manifest, file, path):
                continue
            unread = True
            if size != file.size_bytes or digest(path) != file.sha256:
                self.stamps.forget(manifest)
                raise _damaged(manifest, file)
        if unread:
            self.stamps.record(manifest, folder)
        return folder

    def _found_size(self, manifest: Manifest, path: Path) -> int:
        size = _size(path)
        if size is None:
            msg = f"model pack {manifest.id} is not installed"
            raise ModelMissingError(msg, remedy=_pull(manifest))
        return size


def _damaged(manifest: Manifest, file: PackFile) -> ModelDamagedError:
    msg = f"{file.name} of model pack {manifest.id} is damaged"
    return ModelDamagedError(msg, remedy=_pull(manifest))


def _size(path: Path) -> int | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def _pull(manifest: Manifest) -> str:
    return f"Install it with `domicile models pull {manifest.id}`, or run `make setup`."
