"""All places that can answer: the device first, then partners in the settings' order."""

from collections.abc import Mapping
from dataclasses import dataclass

from domicile.core.errors import UnknownSiteError
from domicile.core.ids import DEVICE, FeatureId, SiteId
from domicile.core.settings import DeviceSettings
from domicile.core.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What a site can take on."""

    window_tokens: int | None
    """Tokens that prompt and reply may take; None is unknown, and trusted to be enough."""

    available: bool = True
    """False when the site has no model installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBook:
    """The sites of one installation."""

    sites: tuple[Site, ...]
    """The device first, then partners in order of preference."""

    capacities: Mapping[SiteId, Capacity]
    """What each site can take on; a site that is not named is trusted."""

    def get(self, site: SiteId) -> Site:
        """Return the site of this id.

        Raises:
            UnknownSiteError: There is none.
        """
        for candidate in self.sites:
            if candidate.id == site:
                return candidate
        known = ", ".join(candidate.id for candidate in self.sites)
        raise UnknownSiteError(f"unknown site; known are: {known}")

    def capacity(self, site: SiteId) -> Capacity:
        """Return what ``site`` can take on."""
        return self.capacities.get(site, Capacity(window_tokens=None))


def device_site(
    *,
    model: str,
    model_digest: str,
    features: tuple[FeatureId, ...],
    device: DeviceSettings | None = None,
) -> Site:
    """Describe the machine that Domicile runs on; it lies in the device market.

    Args:
        model: Name of its model; empty when none is installed.
        model_digest: SHA-256 of the model file, in hexadecimal; empty when none is installed.
        features: What it serves.
        device: What the operator says of the model.
    """
    said = device or DeviceSettings()
    return Site(
        id=DEVICE,
        dialect="device",
        model=model,
        model_digest=model_digest,
        features=features,
        evidence="checked" if model_digest else "declared",
        origin=said.origin,
        filing_no=said.filing_no,
    )
