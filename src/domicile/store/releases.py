"""What the approvals register holds: releases, and the events that led to them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, NamedTuple

from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.site import Origin

Verb = Literal["submit", "approve", "restrict", "suspend", "withdraw", "require"]
"""What can be done to a release."""

Deed = Verb | Literal["recall", ""]
"""What was done to a release; empty in what was written before that was recorded."""

Bar = Literal["", "unlogged", "unsigned"]
"""Why a release that was opened is not open: its events are not in the log, or nobody signed."""


class ReleaseState(StrEnum):
    """How far a release is."""

    PROPOSED = "proposed"
    ASSESSED = "assessed"
    FILED = "filed"
    APPROVED = "approved"
    RELEASED = "released"
    RESTRICTED = "restricted"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class ReleaseKey(NamedTuple):
    """One feature, in one market, served by one site."""

    market: MarketId
    """Where it is offered."""

    feature: FeatureId
    """What is offered."""

    site: SiteId
    """Who serves it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What the register holds about a release at one moment."""

    key: ReleaseKey
    """Which release."""

    state: ReleaseState
    """How far it is."""

    number: str
    """Number that a regulator gave the app; empty where there is none."""

    model: str
    """Name of the model that was submitted."""

    model_digest: str
    """SHA-256 of that model where it was known, in hexadecimal; else empty."""

    model_version: str = ""
    """Version of that model, as the settings said when it was submitted."""

    origin: Origin = ""
    """Whose model it was, as the settings said when it was submitted."""

    filing_no: str = ""
    """Number under which a regulator had published that model; empty where there was none."""

    certificates: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    """Certificates of the site that were in force when it was submitted, each with its last day."""

    min_client: str = ""
    """The oldest version of the client that may use the feature; empty asks for none."""

    event: int = 0
    """The event that led to this state, from 1; 0 until it is written down."""

    barred: Bar = ""
    """Why it is not open although its state is; empty where nothing is in the way."""

    is_signed: bool = False
    """Whether everybody who had to open it signed, with keys that the settings name."""

    is_pending: bool = False
    """Whether one person approved it, and another one has to."""

    @property
    def entry(self) -> str:
        """The register's entry, as reasons and receipts name it."""
        return f"{self.key.market}/{self.key.feature}/{self.key.site}#{self.event}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who did something to a release, when and why."""

    verb: Deed
    """What was done."""

    actor: str
    """Who; MUST NOT be empty."""

    at: datetime
    """When, aware of its zone."""

    reason: str = ""
    """Why; empty where nothing was said."""

    evidence: str = ""
    """SHA-256 of the file that shows it, in hexadecimal; empty where none was given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseEvent:
    """One step of a release's history; never changed, never removed."""

    release: Release
    """What the register held from then on."""

    act: Act
    """Who made it so."""

    previous: str
    """Digest of the event before it, of any release; empty for the first one."""

    salt: str
    """16 random bytes, in hexadecimal."""

    note: str = ""
    """What the actor signed, a C2SP signed note; empty where nobody signed."""

    digest: str = ""
    """SHA-256 over all of the above, in hexadecimal; empty in what was written before the history
    was chained."""

    log_size: int = 0
    """Size of the market's log when it was written; its line cannot stand earlier."""

    log_index: int | None = None
    """Where its line stands in the log; None while it waits."""


Releases = Mapping[ReleaseKey, Release]
"""The register at one moment. A plain ``(market, feature, site)`` finds an entry too."""


class Snapshot(Releases):
    """The register at one moment, with the numbers that were recalled.

    Args:
        releases: Every release.
        recalled: Numbers that nothing may rest on, in the form in which numbers are compared.
    """

    __slots__ = ("_recalled", "_releases")

    def __init__(self, releases: Releases, recalled: frozenset[str]) -> None:
        self._releases = releases
        self._recalled = recalled

    @property
    def recalled(self) -> frozenset[str]:
        """Numbers that nothing may rest on, in the form in which numbers are compared."""
        return self._recalled

    def __getitem__(self, key: ReleaseKey) -> Release:
        return self._releases[key]

    def __iter__(self) -> Iterator[ReleaseKey]:
        return iter(self._releases)

    def __len__(self) -> int:
        return len(self._releases)
