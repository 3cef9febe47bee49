"""The dialects that partners speak. A new one is added here and nowhere else."""

from collections.abc import AsyncGenerator, Mapping
from importlib import import_module
from typing import Final, Protocol, cast

from domicile.core.reply import ReplyEvent
from domicile.core.site import Site
from domicile.privacy.cleared import Cleared


class Partner(Protocol):
    """A site elsewhere. Implementations MUST send nothing but what a ``Cleared`` holds."""

    def run(self, cleared: Cleared) -> AsyncGenerator[ReplyEvent]:
        """Run ``cleared`` there: one ``Sent`` before bytes leave, pieces, one ``Finish``.

        When no connection came about, ``Unsent`` takes ``Sent`` back before the error.

        Raises:
            PrivacyError: The outgoing bytes still hold what must not leave; nothing was sent.
            PartnerError: The partner cannot be reached, refuses, or breaks off.
        """
        ...

    async def aclose(self) -> None:
        """Let go of every connection."""
        ...


class Dialect(Protocol):
    """Opens a partner."""

    def __call__(self, site: Site, timeout_s: float) -> Partner:
        """Return the partner at ``site``; nothing is sent yet."""
        ...


# A dialect is imported when a partner first needs it: who has none does not pay for an HTTP client.
DIALECTS: Final[Mapping[str, tuple[str, str]]] = {
    "openai": ("domicile.egress.partners.openai", "OpenAIPartner"),
}
"""Name in the settings to module and class."""


def open_partner(site: Site, timeout_s: float) -> Partner:
    """Return the partner at ``site``; nothing is sent yet."""
    module, name = DIALECTS[site.dialect]
    return cast("Dialect", getattr(import_module(module), name))(site, timeout_s)
