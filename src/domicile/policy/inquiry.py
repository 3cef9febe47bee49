"""Everything that a decision depends on, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from domicile.core.findings import DataClass
from domicile.core.ids import FeatureId, SiteId
from domicile.core.request import Audience, Choices, Whereabouts
from domicile.core.settings import OperatorSettings
from domicile.core.site import Site
from domicile.markets.facts import Facts
from domicile.store.exports import Tally
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

    today: date | None = None
    """The day on which it is asked, by which a pack's review has lapsed or has not; None looks at
    no review."""

    client: str = ""
    """Version of the program that the person uses; empty where it does not tell."""

    session_minutes: int = 0
    """Minutes that a minor's session has lasted, where the operator limits it; else 0."""

    operator: OperatorSettings
    """Where the operator offers features, how strict it is, and what it attests."""

    sites: tuple[Site, ...]
    """Every place that could answer, the device among them; a device that names no feature
    serves them all, another site only those that it names."""

    releases: Mapping[ReleaseKey, Release]
    """The register, as it was on that day."""

    data: frozenset[DataClass] = frozenset()
    """Kinds of data that were found in the request."""

    choices: Choices = field(default_factory=Choices)
    """What the person decided."""

    pin: SiteId | None = None
    """The only site that may answer, or None."""

    is_sensitive: bool = False
    """Whether the feature is sensitive by itself."""

    screening: frozenset[str] = frozenset()
    """Prohibited practices that the feature was screened against, and does not serve."""

    facts: Facts = field(default_factory=lambda: MappingProxyType({}))
    """What is stated of this request, in the packs' words: ``user``, ``use``, ``action`` …"""

    events: frozenset[str] = frozenset()
    """What happens with this request, in the packs' words, beside that the service runs."""

    people: Mapping[Tally, int] = field(default_factory=lambda: MappingProxyType({}))
    """People whose data was exported, the one in hand included; a tally that is missing is 1."""

    is_counted: bool = True
    """Whether people can be counted; if not, the operator's number of users is assumed."""


def serves(site: Site, feature: FeatureId) -> bool:
    """Return whether ``site`` could serve ``feature`` at all."""
    return feature in site.features or (site.is_device and not site.features)
