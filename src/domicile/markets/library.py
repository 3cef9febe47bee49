"""The packs and the overlay as they stand now, read anew when a file changes: all or nothing."""

import dataclasses
import math
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from domicile.core.clock import Clock
from domicile.core.errors import PackError
from domicile.core.ids import MarketId
from domicile.markets.files import Stamp, pack_files, read_file, stamp
from domicile.markets.load import parse_pack
from domicile.markets.overlay import parse_overlay
from domicile.markets.resolve import Atlas, shipped
from domicile.markets.schema import Pack
from domicile.markets.source import read_source

LOOK_EVERY_S: Final = 1.0
"""Files are looked at no more often than this, in seconds."""

FIRST_TRIES: Final = 5
"""So often the first load begins anew when somebody writes meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Texts:
    """What the files hold, read together."""

    packs: tuple[tuple[str, bytes], ...]
    """Name and bytes of each file of the folder, in order."""

    overlay: bytes | None
    """Bytes of the overlay; None without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """What the last look came to. INVARIANT: replaced as a whole, never changed."""

    atlas: Atlas
    """The last whole one."""

    fault: PackError | None
    """What is wrong with the files, or None."""

    stamps: tuple[Stamp, ...]
    """The files from outside, when they were read."""

    found: _Texts | PackError
    """What they held, or why that could not be read."""

    is_settled: bool = False
    """Whether they were read twice, a look apart. One reading could lie within the same tick of
    the file system's clock as a change that the stamps then hide."""


class Library:
    """Every market's pack and the operator's overlay; when a file changes, so does the atlas.

    What is broken never serves, not even in part: the atlas that was whole stays, and ``fault``
    tells what is wrong. Safe to share between threads; nobody waits for a load in another thread.

    Args:
        folder: Packs beside those that come with Domicile, one ``*.yaml`` each; a newer edition
            takes the place of the one that comes along. None for none.
        overlay: The operator's own, stricter rules; None for none.
        clock: Tells when to look again.

    Raises:
        PackError: The folder is missing, or a file is no pack or no overlay.
    """

    def __init__(self, folder: Path | None, overlay: Path | None, *, clock: Clock) -> None:
        self._folder = folder
        self._overlay = overlay
        self._clock = clock
        self._shipped = {pack.id: pack for pack in shipped()}
        self._looking = threading.Lock()
        self._state = self._first()
        self._next_look_s = self._after_now()

    @property
    def atlas(self) -> Atlas:
        """All markets as their files stand, or as they stood when they were last whole.

        At most once a second it looks at the files; who calls then also carries out the load, and
        everybody else goes on with the atlas that stands.
        """
        return self._now().atlas

    @property
    def fault(self) -> PackError | None:
        """What is wrong with the files as they stand, or None; it looks as ``atlas`` does."""
        return self._now().fault

    def _now(self) -> _State:
        if self._is_due() and self._looking.acquire(blocking=False):
            try:
                if self._is_due():
                    self._next_look_s = self._after_now()
                    self._look()
            finally:
                self._looking.release()
        return self._state

    def _is_due(self) -> bool:
        return self._clock.monotonic_s() >= self._next_look_s

    def _after_now(self) -> float:
        nothing_changes = self._folder is None and self._overlay is None
        return math.inf if nothing_changes else self._clock.monotonic_s() + LOOK_EVERY_S

    def _first(self) -> _State:
        for _ in range(FIRST_TRIES):
            stamps = self._stamps()
            texts = self._read()
            if self._stamps() == stamps:
                return _State(atlas=self._build(texts), fault=None, stamps=stamps, found=texts)
        raise PackError("the packs change while they are read", remedy="Start again.")

    def _look(self) -> None:
        before = self._state
        stamps = self._stamps()
        if before.is_settled and stamps == before.stamps:
            return
        found = self._found()
        if self._stamps() != stamps:
            return  # somebody is writing: the next look sees what came of it
        if found == before.found:
            settled = stamps == before.stamps
            self._state = dataclasses.replace(before, stamps=stamps, is_settled=settled)
        else:
            atlas, fault = self._built(found, before.atlas)
            self._state = _State(atlas=atlas, fault=fault, stamps=stamps, found=found)

    def _stamps(self) -> tuple[Stamp, ...]:
        files: list[Path] = []
        if self._folder is not None:
            try:
                files += pack_files(self._folder)
            except PackError:  # reading it says what is wrong
                files.append(self._folder)
        if self._overlay is not None:
            files.append(self._overlay)
        return tuple(stamp(path) for path in files)

    def _read(self) -> _Texts:
        files = () if self._folder is None else pack_files(self._folder)
        return _Texts(
            packs=tuple((path.name, read_file(path)) for path in files),
            overlay=None if self._overlay is None else read_file(self._overlay),
        )

    def _found(self) -> _Texts | PackError:
        try:
            return self._read()
        except PackError as error:
            return _kept(error)

    def _built(self, found: _Texts | PackError, otherwise: Atlas) -> tuple[Atlas, PackError | None]:
        if isinstance(found, PackError):
            return otherwise, found
        try:
            return self._build(found), None
        except PackError as error:
            return otherwise, _kept(error)

    def _build(self, texts: _Texts) -> Atlas:
        packs = {**self._shipped, **self._of_folder(texts)}
        if self._overlay is None or texts.overlay is None:
            return Atlas(packs.values())
        return Atlas(packs.values(), parse_overlay(texts.overlay, self._overlay.name, packs))

    def _of_folder(self, texts: _Texts) -> dict[MarketId, Pack]:
        found: dict[MarketId, Pack] = {}
        for name, data in texts.packs:
            pack = parse_pack(data, name)
            old = self._shipped.get(pack.id)
            if pack.id in found:
                problem = f"another file of the folder speaks for {pack.id}"
                raise read_source(data, name).error("id", problem)
            if old is not None and pack.as_of <= old.as_of:
                problem = f"not newer than the pack {old.id} that comes along, of {old.as_of}"
                raise read_source(data, name).error("as_of", problem)
            found[pack.id] = pack
        return found


def _kept(error: PackError) -> PackError:
    """Return ``error`` without its traceback, which would keep alive whatever was being read."""
    return PackError(error.message, remedy=error.remedy)
