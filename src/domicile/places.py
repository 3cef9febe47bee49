"""The places that can answer, as settings and files are at this moment.

Who runs a gateway corrects a site's facts in the settings file; who is wrong about them must not
serve until the next restart. So operator, sites, the device's model and how releases are approved
are read anew whenever the file has changed. What cannot be used never serves: the settings that
were whole stay, and ``fault`` tells what is wrong.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from domicile.core.errors import DomicileError, ModelMissingError, UnknownModelError
from domicile.core.ids import DEVICE, FeatureId, ModelId
from domicile.core.protocols import Feature
from domicile.core.settings import OperatorSettings, Settings
from domicile.core.settings_file import Loaded
from domicile.core.site import Site
from domicile.engines import window_tokens
from domicile.markets.files import Stamp, stamp
from domicile.placement.evidence import files, shown
from domicile.placement.sites import Capacity, SiteBook, device_site
from domicile.policy.attested import check_features
from domicile.policy.register.approvers import approvers
from domicile.store.models.shelf import ModelShelf

FRESH_NS: Final = 1_000_000_000
"""A file that was changed so short ago may change again within the same tick of its disk's clock;
it is read anew until that time has passed, in nanoseconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """How things stand. INVARIANT: replaced as a whole, never changed."""

    settings: Settings
    """The settings, with operator, sites and approvers as they are now."""

    book: SiteBook
    """The places."""

    model: ModelId | None
    """The device's language model, or None when none is installed."""

    stamps: tuple[Stamp, ...]
    """The files from outside, when they were looked at."""

    read_ns: int
    """When they had not yet been read, in nanoseconds since 1970."""

    fault: DomicileError | None = None
    """What is wrong with the settings as they are now, or None."""

    problem: DomicileError | None = None
    """What was wrong with them from the start, so that nothing can be asked; or None."""


@dataclass(slots=True, kw_only=True)
class Places:
    """The places of one installation. Safe to use from any thread."""

    loaded: Loaded
    """The settings at the start; what is read anew stands above."""

    shelf: ModelShelf
    """The model packs of this machine."""

    features: Mapping[FeatureId, Feature]
    """Everything that can be asked for."""

    check: Callable[[OperatorSettings], None]
    """Refuses an operator whose words no pack knows."""

    now_ns: Callable[[], int] = time.time_ns
    """Tells the time of the disks, in nanoseconds since 1970."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _standing: _Standing | None = None

    @property
    def settings(self) -> Settings:
        """The settings as they are now; the same object until they change."""
        return self._now().settings

    @property
    def book(self) -> SiteBook:
        """The places as they are now; the same object until they change.

        Raises:
            InvalidValueError: The settings name a feature that does not exist, and always did.
            UnknownModelError: They name a model that does not exist, and always did.
        """
        return self._usable().book

    @property
    def fault(self) -> DomicileError | None:
        """What is wrong with the settings as they stand, or None; the old ones serve meanwhile."""
        return self._now().fault

    @property
    def device_model(self) -> ModelId | None:
        """The language model of this machine, or None when none is installed.

        Raises:
            UnknownModelError: The settings name one that does not exist, and always did.
        """
        standing = self._now()
        if isinstance(standing.problem, UnknownModelError):
            raise standing.problem
        return standing.model

    def _usable(self) -> _Standing:
        standing = self._now()
        if standing.problem is not None:
            raise standing.problem
        return standing

    def _now(self) -> _Standing:
        standing = self._standing
        if standing is not None and not self._has_changed(standing):
            return standing
        with self._lock:
            standing = self._standing
            if standing is None:
                standing = self._first()
            elif self._has_changed(standing):
                standing = self._next(standing)
            self._standing = standing
        return standing

    def _has_changed(self, standing: _Standing) -> bool:
        stamps = tuple(stamp(each.path) for each in standing.stamps)
        if stamps != standing.stamps:
            return True
        # By the inode: what is moved to its place can bring an older time of its contents along.
        changed = [each.facts[-1] for each in stamps if each.facts]
        newest = max(changed, default=0)
        is_unsettled = bool(changed) and standing.read_ns - newest < FRESH_NS
        return is_unsettled and self.now_ns() - newest >= FRESH_NS

    def _first(self) -> _Standing:
        settings, stamps = self.loaded.settings, self._stamps(self.loaded.settings.sites)
        # What was changed between reading and this first look is read anew at the next.
        file = stamps[0].facts[-1] if self.loaded.file and stamps[0].facts else 0
        read_ns = self.now_ns() if file == self.loaded.changed_ns else 0
        try:
            check_features(settings.operator, settings.sites, self.features)
            return self._stand(settings, stamps, read_ns)
        except DomicileError as error:
            return _Standing(
                settings=settings,
                book=SiteBook(sites=(), capacities={}),
                model=None,
                stamps=stamps,
                read_ns=read_ns,
                problem=error,
            )

    def _next(self, before: _Standing) -> _Standing:
        """Read everything anew; where that fails, go on with what was whole, and say so."""
        again, start, read_ns = self.loaded.again, self.loaded.settings, self.now_ns()
        try:
            read = start if again is None else again().settings
            check_features(read.operator, read.sites, self.features)
            self.check(read.operator)
            approvers(read.register)
            device = replace(read.device, threads=start.device.threads)
            settings = replace(
                start,
                operator=read.operator,
                sites=read.sites,
                device=device,
                register=read.register,
            )
            standing = self._stand(settings, self._stamps(read.sites), read_ns)
        except DomicileError as error:
            stamps = self._stamps(before.settings.sites)
            return replace(before, stamps=stamps, read_ns=read_ns, fault=error)
        if standing.settings == before.settings and standing.book == before.book:
            return replace(before, stamps=standing.stamps, read_ns=read_ns, fault=None)
        return standing

    def _stand(self, settings: Settings, stamps: tuple[Stamp, ...], read_ns: int) -> _Standing:
        model = self._model(settings.device.model)
        room = None if model is None else window_tokens(self.shelf.manifest(model))
        capacity = Capacity(window_tokens=room, available=model is not None)
        book = SiteBook(
            sites=(self._device(settings, model), *map(shown, settings.sites)),
            capacities={DEVICE: capacity},
        )
        return _Standing(settings=settings, book=book, model=model, stamps=stamps, read_ns=read_ns)

    def _stamps(self, sites: tuple[Site, ...]) -> tuple[Stamp, ...]:
        shows = [each.path for site in sites if site.evidence == "checked" for each in files(site)]
        file = self.loaded.file
        return tuple(map(stamp, shows if file is None else [file, *shows]))

    def _model(self, wanted: str) -> ModelId | None:
        if wanted != "auto":
            return self.shelf.manifest(ModelId(wanted)).id
        try:
            return self.shelf.best_llm()
        except ModelMissingError:
            return None

    def _device(self, settings: Settings, model: ModelId | None) -> Site:
        manifest = None if model is None else self.shelf.manifest(model)
        return device_site(
            model=manifest.id if manifest else "",
            model_digest=manifest.files[0].sha256 if manifest else "",
            features=tuple(self.features),
            device=settings.device,
        )
