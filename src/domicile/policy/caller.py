"""Which markets a caller's request belongs to. The caller does not choose the law."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, SiteId, SubjectId
from domicile.core.request import MarketSource, Whereabouts
from domicile.core.text import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, and what they say about where they are; every field may be left out."""

    market: MarketId | None = None
    """The market that the caller names."""

    source: MarketSource = "flag"
    """How it was named: by ``flag`` or ``header``."""

    key_market: MarketId | None = None
    """The own market of the caller's key."""

    subject_market: MarketId | None = None
    """The market of the person that the request is for, as the operator recorded it."""

    user_market: MarketId | None = None
    """The person's market, as the caller says."""

    device_market: MarketId | None = None
    """Where the device lies, as the caller says."""

    subject: SubjectId | None = None
    """The person."""

    site: SiteId | None = None
    """The only site that may answer."""

    language: Language | None = None
    """Language of notices and reasons; the settings' when left out."""

    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What the caller states of the request, in the packs' words: ``user``, ``use`` …"""

    device_only: bool = False
    """Whether the person wants nothing of theirs to go to any partner."""

    consents: frozenset[DataClass] = frozenset()
    """What the person would have agreed to; only ``decide --consent`` asks so."""

    client: str = ""
    """Version of the program that the person uses; empty where it does not tell."""

    session: str = ""
    """The session, by the caller's name for it; empty where there is none."""

    unlabelled: bool = False
    """Whether the person asks for a copy without the visible label."""


def whereabouts(caller: Caller, default: MarketId) -> Whereabouts:
    """Return whose rules bind a request of ``caller``.

    A flag is the operator's own hand and names the market. Otherwise the key's market is the base,
    else the subject's; what a header names beside it is added, and can only tighten: whoever calls
    the person somebody else's does not take them out of the market that is recorded. Without
    either, the header is the base, and ``default`` where nothing was said.
    """
    base, source = _base(caller, default)
    recorded = caller.subject_market or base
    user = recorded if caller.user_market is None else caller.user_market
    also = [
        market for market in (caller.market, caller.subject_market) if market not in {None, base}
    ]
    if source in {"key", "subject"} and user != recorded:
        also.append(recorded)
    return Whereabouts(
        operator=base,
        user=user,
        device=base if caller.device_market is None else caller.device_market,
        source=source,
        also=tuple(dict.fromkeys(also)),
    )


def _base(caller: Caller, default: MarketId) -> tuple[MarketId, MarketSource]:
    """Return the operator market, and who named it."""
    if caller.market is not None and caller.source == "flag":
        return caller.market, "flag"
    candidates: tuple[tuple[MarketId | None, MarketSource], ...] = (
        (caller.key_market, "key"),
        (caller.subject_market, "subject"),
        (caller.market, "header"),
    )
    for market, source in candidates:
        if market is not None:
            return market, source
    return default, "default"
