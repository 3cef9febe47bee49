"""All settings, with their defaults. How they are read stands in ``settings_file``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from domicile.core.ids import FeatureId, MarketId
from domicile.core.request import Audience, Role
from domicile.core.site import Origin, Site
from domicile.core.text import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorSettings:
    """Who offers the features, where, and to whom."""

    name: str = "Domicile"
    """The operator's name; it stands in notices and receipts."""

    markets: tuple[MarketId, ...] = (
        MarketId("CN"),
        MarketId("EU"),
        MarketId("US"),
        MarketId("US-CA"),
    )
    """Markets in which features are offered; elsewhere requests are refused."""

    default_market: MarketId = MarketId("US-CA")
    """Market of a request that names none."""

    audience: Audience = "internal"
    """Whom the operator serves; ``public`` meets the approval duties of a public offer."""

    partners_non_sensitive_only: bool = False
    """True: features and data marked sensitive never reach a partner."""

    strict_onboarding: bool = False
    """True: documents that a pack asks of a partner are required, not only warned about."""

    sensitive_features: tuple[FeatureId, ...] = ()
    """Features that the operator marks sensitive, beside those that are by themselves."""

    monthly_users: int = 0
    """Monthly users, from 0; rules have thresholds, and where people cannot be counted this number
    is assumed."""

    placed_on_market: date | None = None
    """Day on which the product was placed on the market; grace periods for older ones ask."""

    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Further facts that the operator attests, in the packs' words: fact to words, such as
    ``handler`` to ``ciio``."""

    documents: Mapping[str, str] = field(default_factory=dict)
    """Documents that packs ask of the operator (``dpia``, ``pipia``, ``ropa`` …) to their file or
    address."""

    overlay: str = ""
    """File of the operator's own, stricter rules, relative to the settings file."""

    statements: Mapping[str, str] = field(default_factory=dict)
    """What the operator tells people, by the packs' words for it (``contact``, ``controller``,
    ``retention`` …): notices that ask for it are shown with it, and are met."""

    minor_session_minutes: int = 0
    """How long a minor may use a feature in one session, in minutes; 0 sets no limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceSettings:
    """How this machine answers by itself."""

    model: str = "auto"
    """Model pack by id; ``auto`` takes the best one that is installed."""

    threads: int = 0
    """Threads of the runtime, from 1; 0 leaves one core to everything else."""

    origin: Origin = ""
    """Whose model it is: the operator's ``own``, ``tuned`` from another's, or a partner's ``filed``
    one, unmodified. Unless said, a gate that asks counts it as the operator's own; the packs that
    come with Domicile are made by others, and unmodified."""

    filing_no: str = ""
    """Number under which a regulator published that model; the operator enters it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Where the gateway listens."""

    host: str = "127.0.0.1"
    """Address to listen on. Beyond loopback, every call needs a key."""

    port: int = 8420
    """Port, 1 to 65535."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSettings:
    """How releases are approved."""

    two_person: bool = False
    """True: it takes two people to open a release, and to answer an authority's request."""

    signed: bool = False
    """True: whoever opens a release signs it with the key that ``approvers`` names; a release that
    nobody signed so stays closed."""

    approvers: Mapping[str, str] = field(default_factory=dict)
    """Approvers by name, each with the verifier key that ``domicile release key`` prints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionSettings:
    """How long records are kept, in days from 1; a pack's bounds are stricter where they differ."""

    receipts_days: int = 3650
    """Receipts."""

    network_log_days: int = 184
    """The log of calls: when, which route, which status; never what was said."""

    sessions_days: int = 30
    """When a person's sessions began, and which notices they were shown."""

    labels_days: int = 184
    """Fingerprints of what was labelled, and the record of unlabelled copies."""

    exports_days: int = 3653
    """Whose data was exported where."""

    cases_days: int = 1096
    """Requests from authorities, complaints and other cases, from the day they were closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set."""

    role: Role = "both"
    """Whose machine this is: ``device``, ``gateway`` or ``both``."""

    data_dir: Path = Path("~/.local/share/domicile")
    """Folder of the store, the keys and the log."""

    models_dir: Path = Path("~/.cache/domicile/models")
    """Folder of the model packs; may be shared by several ``data_dir``."""

    packs_dir: Path | None = None
    """Folder of further market packs, one YAML file each; a newer edition takes the place of the
    one that comes with Domicile. Changes take effect at once."""

    database: Literal["sqlite"] = "sqlite"
    """The store; SQLite in ``data_dir``."""

    language: Language = "en"
    """Language of notices and reasons when a request names none."""

    partner_timeout_s: float = 60.0
    """Longest wait for a partner's response, and then for each event of it, in seconds, above 0."""

    batch_interval_s: float = 5.0
    """How often a running gateway closes a batch of receipts, in seconds, above 0."""

    operator: OperatorSettings = field(default_factory=OperatorSettings)
    """Who offers the features."""

    device: DeviceSettings = field(default_factory=DeviceSettings)
    """How this machine answers."""

    server: ServerSettings = field(default_factory=ServerSettings)
    """Where the gateway listens."""

    register: RegisterSettings = field(default_factory=RegisterSettings)
    """How releases are approved."""

    retention: RetentionSettings = field(default_factory=RetentionSettings)
    """How long records are kept."""

    sites: tuple[Site, ...] = ()
    """Partner sites, in order of preference."""
