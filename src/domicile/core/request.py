"""What somebody asks for, and where they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from domicile.core.content import Content, Sampling
from domicile.core.findings import DataClass
from domicile.core.ids import FeatureId, MarketId, SiteId, SubjectId
from domicile.core.text import Language

Role = Literal["device", "gateway", "both"]
"""Whose machine this is: the person's own, an operator's server, or both at once."""

Audience = Literal["public", "internal", "personal"]
"""Whom the operator serves; only ``public`` meets the approval duties of a public offer."""

MarketSource = Literal["flag", "key", "subject", "header", "default"]
"""Who said which market the request belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """The markets whose rules bind a request; the strictest of them wins."""

    operator: MarketId
    """The market in which the operator offers the feature."""

    user: MarketId
    """The person's market; ``US`` or ``US-*`` means a US person, as the operator attests."""

    device: MarketId
    """Where the device lies."""

    source: MarketSource
    """Where the operator market came from."""

    also: tuple[MarketId, ...] = ()
    """Further markets that a header named: they can only tighten."""

    @property
    def markets(self) -> tuple[MarketId, ...]:
        """Every market whose rules bind, each once, the operator's first."""
        return tuple(dict.fromkeys((self.operator, self.user, self.device, *self.also)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person decided about their own data."""

    consents: frozenset[DataClass] = frozenset()
    """Classes of data that they agreed to share with partners."""

    device_only: bool = False
    """True: nothing of theirs goes to any partner."""

    training: bool | None = None
    """False: no site that may train on what it reads; None is not said."""

    personalization: bool = True
    """False: nothing is fitted to the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, as it enters the pipeline."""

    feature: FeatureId
    """What is asked for."""

    content: Content
    """What is said."""

    whereabouts: Whereabouts
    """Whose rules apply."""

    audience: Audience
    """Whom the operator serves."""

    role: Role
    """Whose machine this is."""

    options: Mapping[str, str] = field(default_factory=dict)
    """Choices of the feature, such as ``{"to": "en"}``."""

    sampling: Sampling = field(default_factory=Sampling)
    """How the reply is drawn."""

    subject: SubjectId | None = None
    """The person, by the operator's name for them."""

    site: SiteId | None = None
    """The only site that may answer, or None for Domicile's choice."""

    language: Language = "en"
    """The language of notices and reasons."""

    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What the caller states about the request, in the packs' words: ``user``, ``use``, ``action``,
    ``territory``."""

    choices: Choices = field(default_factory=Choices)
    """What the person decided."""

    client: str = ""
    """Version of the program that the person uses; empty where it does not tell."""

    session: str = ""
    """The session, by the caller's name for it; empty where there is none."""

    session_minutes: int = 0
    """Minutes that this session has lasted, from 0."""

    session_minutes_before: int = 0
    """Minutes that it had lasted at the request before."""

    unlabelled: bool = False
    """Whether the person asks for a copy without the visible label."""
