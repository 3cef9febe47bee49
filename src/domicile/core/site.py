"""Places that can answer, and what is known of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from domicile.core.ids import DEVICE, FeatureId, SiteId

Evidence = Literal["declared", "checked", "simulated"]
"""How a site's facts are known: said by the operator, backed by a file, or made up for a demo."""

Region = Literal[
    "cn-mainland", "hk", "mo", "tw", "eu", "gb", "us", "ca", "jp", "kr", "sg", "in",
    "global", "international",
]  # fmt: skip
"""Where a site stores or computes; ``eu`` is the EEA."""

Origin = Literal["", "own", "tuned", "filed"]
"""Whose model a site runs: the operator's own, tuned from another's, or filed and unmodified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a partner may do with what it reads; the worst is assumed until shown otherwise."""

    trains_on_input: bool = True
    """Whether the partner trains on what it reads."""

    retains_prompts: bool = True
    """Whether the partner keeps what it reads."""

    retention_days: int | None = None
    """How long it keeps it, in days from 0; None is unknown."""

    evidence: str = ""
    """File that shows these terms, relative to the settings file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate that a site holds."""

    scope: str
    """What it covers."""

    expires: date
    """Its last day."""

    evidence: str = ""
    """File that shows it, relative to the settings file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One place that can answer, with the facts that rules ask about."""

    id: SiteId
    """Its name in the settings, in ``--site`` and in receipts."""

    dialect: Literal["device", "openai"] = "openai"
    """How it is spoken to."""

    base_url: str = ""
    """Address of a partner's API, up to ``/v1``; plain http only to loopback."""

    model: str = ""
    """Name of the model that the site runs."""

    model_version: str = ""
    """Version of the model, as its maker names it; a release holds for the version submitted."""

    model_digest: str = ""
    """SHA-256 of the model file where it is known, in hexadecimal; else empty."""

    api_key_file: str = ""
    """File that holds the key, relative to the settings file."""

    owner: str = ""
    """Who runs it."""

    owner_country: str = ""
    """ISO 3166 code of the majority owner's country; empty is unknown."""

    region: Region | None = None
    """Where it stores; None is unknown."""

    inference_scope: Region | None = None
    """Where it may compute; None is unknown."""

    filing_no: str = ""
    """Number under which a regulator published the model; the operator enters it."""

    origin: Origin = ""
    """Whose model it is: the operator's ``own``, ``tuned`` from another's, or ``filed`` and
    unmodified. Unless said, it is the operator's own where the operator runs the site."""

    checked_on: date | None = None
    """When the operator last looked these facts up; None is not recorded."""

    features: tuple[FeatureId, ...] = ()
    """Features that it may serve."""

    evidence: Evidence = "declared"
    """How these facts are known."""

    terms: Terms = field(default_factory=Terms)
    """What the partner may do with what it reads."""

    documents: Mapping[str, str] = field(default_factory=dict)
    """Document name (``dpa``, ``annex_xii`` …) to its file or address."""

    certificates: Mapping[str, Certificate] = field(default_factory=dict)
    """Certificates by name."""

    @property
    def is_device(self) -> bool:
        """Whether this is the machine that Domicile runs on."""
        return self.id == DEVICE
