"""The models at all sites, each opened when it is first asked."""

from collections.abc import AsyncGenerator, Callable

from domicile.core.errors import ModelMissingError, PrivacyError
from domicile.core.ids import ModelId, SiteId
from domicile.core.reply import ReplyEvent
from domicile.core.settings import Settings
from domicile.core.site import Site
from domicile.core.task import Task
from domicile.egress.partners.dialects import Partner, open_partner
from domicile.privacy.cleared import Cleared
from domicile.runtimes.llama import DEFAULT_WINDOW_TOKENS, LlamaRuntime
from domicile.store.models.manifest import Manifest
from domicile.store.models.shelf import ModelShelf


class Engines:
    """The models at all sites. For use from one event loop at a time.

    Args:
        settings: Threads of this device, and how long to wait for a partner.
        shelf: Where the model packs of this device lie.
        model: Returns the device's model as it is now, or None when none is installed.
    """

    def __init__(
        self, settings: Settings, shelf: ModelShelf, model: Callable[[], ModelId | None]
    ) -> None:
        self._settings = settings
        self._shelf = shelf
        self._model = model
        self._partners: dict[SiteId, tuple[Site, Partner]] = {}
        self._runtimes: dict[ModelId, LlamaRuntime] = {}
        self._retired: list[Partner] = []

    def run(self, site: Site, ready: Task | Cleared) -> AsyncGenerator[ReplyEvent]:
        """Run ``ready`` at ``site``.

        Raises:
            PrivacyError: The site is a partner, and the task was not cleared.
            ModelMissingError: The site is the device, and it has no model.
        """
        if isinstance(ready, Cleared):
            return self._partner(site).run(ready)
        if not site.is_device:
            raise PrivacyError("only a cleared task may leave this machine")
        return self.runtime.run(ready)

    @property
    def runtime(self) -> LlamaRuntime:
        """The device's own model; its file is the one that its manifest pins, also just now.

        Raises:
            ModelMissingError: None is installed.
            ModelDamagedError: The file was changed.
        """
        model = self._model()
        if model is None:
            raise ModelMissingError("no language model is installed on this device")
        file = self._shelf.model_file(model)
        if model not in self._runtimes:
            self._runtimes[model] = LlamaRuntime(
                file,
                threads=self._settings.device.threads,
                window_tokens=window_tokens(self._shelf.manifest(model)),
            )
        return self._runtimes[model]

    async def aclose(self) -> None:
        """Let go of every model and connection."""
        partners = [*self._retired, *(partner for _, partner in self._partners.values())]
        runtimes = tuple(self._runtimes.values())
        self._retired.clear()
        self._partners.clear()
        self._runtimes.clear()
        for partner in partners:
            await partner.aclose()
        for runtime in runtimes:
            await runtime.aclose()

    def _partner(self, site: Site) -> Partner:
        """Return the way to ``site``; where its settings have changed since, a new one.

        Requests that are under way end on the old one.
        """
        known = self._partners.get(site.id)
        if known is not None and known[0] == site:
            return known[1]
        if known is not None:
            self._retired.append(known[1])
        partner = open_partner(site, self._settings.partner_timeout_s)
        self._partners[site.id] = site, partner
        return partner


def window_tokens(manifest: Manifest) -> int:
    """Return the window that this device gives a model: its own, bounded for the memory's sake."""
    return min(manifest.window_tokens, DEFAULT_WINDOW_TOKENS)
