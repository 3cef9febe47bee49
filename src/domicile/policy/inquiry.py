"""Everything that a decision depends on, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from domicile.core.findings import DataClass
from domicile.core.ids import FeatureId, SiteId
from domicile.core.request import Audience, Whereabouts
from domicile.core.settings import OperatorSettings
from domicile.core.site import Site
from domicile.store.releases import Release, ReleaseKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """A question to the packs that apply: may this run, where, and with which duties."""

    feature: FeatureId
    """What is asked for; callers MUST know that it exists."""

    modality: str
    """What the feature makes: ``text``, ``audio``, ``image`` …"""

    whereabouts: Whereabouts
    """Whose rules apply."""

    audience: Audience
    """Whom the operator serves."""

    at: date
    """The day for which is decided."""

    operator: OperatorSettings
    """Where the operator offers features, and how strict it is."""

    sites: tuple[Site, ...]
    """Every place that could answer, the device among them; a device that names no feature
    serves them all, another site only those that it names."""

    releases: Mapping[ReleaseKey, Release]
    """The register, as it was on that day."""

    data: frozenset[DataClass] = frozenset()
    """Kinds of data that were found in the request."""

    consents: frozenset[DataClass] = frozenset()
    """Kinds of data that the person agreed to share."""

    pin: SiteId | None = None
    """The only site that may answer, or None."""

    sensitive_feature: bool = False
    """Whether the feature is marked sensitive."""

    uses: frozenset[str] = frozenset()
    """Uses of the answer that rules ask about, such as ``consequential_decision``."""

    monthly_users: int = 0
    """Monthly users of the operator, from 0."""

    attested: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    """Further facts in the packs' words, as the operator attests them: ``user``, ``handler`` …"""


def serves(site: Site, feature: FeatureId) -> bool:
    """Return whether ``site`` could serve ``feature`` at all."""
    return feature in site.features or (site.is_device and not site.features)
