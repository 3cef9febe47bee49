"""The models at all sites, each opened when it is first asked."""

from collections.abc import AsyncGenerator
from functools import cached_property

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
        model: The device's model, or None when none is installed.
    """

    def __init__(self, settings: Settings, shelf: ModelShelf, model: ModelId | None) -> None:
        self._settings = settings
        self._shelf = shelf
        self._model = model
        self._partners: dict[SiteId, Partner] = {}

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

    @cached_property
    def runtime(self) -> LlamaRuntime:
        """The device's own model."""
        if self._model is None:
            raise ModelMissingError("no language model is installed on this device")
        return LlamaRuntime(
            self._shelf.model_file(self._model),
            threads=self._settings.device.threads,
            window_tokens=window_tokens(self._shelf.manifest(self._model)),
        )

    async def aclose(self) -> None:
        """Let go of every model and connection."""
        for partner in self._partners.values():
            await partner.aclose()
        self._partners.clear()
        if runtime := self.__dict__.pop("runtime", None):
            await runtime.aclose()

    def _partner(self, site: Site) -> Partner:
        if site.id not in self._partners:
            self._partners[site.id] = open_partner(site, self._settings.partner_timeout_s)
        return self._partners[site.id]


def window_tokens(manifest: Manifest) -> int:
    """Return the window that this device gives a model: its own, bounded for the memory's sake."""
    return min(manifest.window_tokens, DEFAULT_WINDOW_TOKENS)
