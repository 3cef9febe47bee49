"""The exit drill: what would die and what would take over if a site were gone. Nothing is changed.

Every feature that the site serves is decided on in every market, with the site and without it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

from domicile.core.answer import Level
from domicile.core.decision import Decision, Outcome, Reason
from domicile.core.findings import DataClass
from domicile.core.ids import DEVICE, FeatureId, MarketId, SiteId
from domicile.core.site import Site
from domicile.markets.resolve import Atlas
from domicile.policy.binding import Binding, bound
from domicile.policy.decide import decided
from domicile.policy.inquiry import Inquiry, serves

Fact = Literal["level", "evidence", "region", "model"]
"""What may differ between two sites."""

Data = Literal["none", "ordinary", "sensitive"]
"""What kind of data a request holds."""

ORDINARY: Final = frozenset({DataClass.NAME, DataClass.PHONE})
"""What nearly every request may hold."""

_STRENGTH: Final[Mapping[Fact, tuple[str, ...]]] = MappingProxyType(
    {
        "level": ("D", "O", "P3", "P2", "P1", "P0"),
        "evidence": ("checked", "declared", "simulated"),
    }
)
"""Values of facts of which one is better than another, the best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that differs between who answers now and who would."""

    what: Fact
    """What differs."""

    now: str
    """What it is."""

    then: str
    """What it would be."""

    is_weaker: bool | None
    """Whether that is less; None where neither is less than the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Who answers requests with one kind of data, and who would."""

    data: Data
    """Which kind."""

    now: SiteId | None
    """Who answers; None where nobody may or can."""

    then: SiteId | None
    """Who would answer without the site; None where nobody may or can."""

    why: tuple[Reason, ...]
    """Everything that keeps those that are left from answering, where nobody would."""

    changes: tuple[Change, ...]
    """What differs, where somebody else would answer."""

    @property
    def dies(self) -> bool:
        """Whether somebody answers now, and nobody would."""
        return self.now is not None and self.then is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """A feature in a market that the site serves."""

    market: MarketId
    """The operator market."""

    feature: FeatureId
    """Which feature."""

    turns: tuple[Turn, ...]
    """Requests without data, with ordinary data, and with sensitive data."""

    @property
    def plain(self) -> Turn:
        """Requests without data."""
        return self.turns[0]

    @property
    def with_data(self) -> tuple[Turn, ...]:
        """Requests with data, where somebody else answers them, or would."""
        plain = self.plain.now, self.plain.then
        return tuple(turn for turn in self.turns[1:] if (turn.now, turn.then) != plain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a decision does not know of the sites."""

    unable: frozenset[SiteId]
    """Sites that have no model installed."""

    level: Callable[[Site], Level]
    """Who could read the text at a site."""


def drill(
    inquiries: Iterable[Inquiry], atlas: Atlas, without: SiteId, here: Circumstances
) -> Iterator[Affected]:
    """Yield every feature and market that ``without`` serves, and what would become of them.

    Args:
        inquiries: One for each market and feature, with every site and no data.
        atlas: The markets.
        without: The site that would be gone.
        here: What a decision does not know.

    Raises:
        UnknownMarketError: No pack speaks for a market.
        InvalidRequestError: A pack's review is long over.
    """
    for inquiry in inquiries:
        sites = {site.id: site for site in inquiry.sites}
        if without in sites and serves(sites[without], inquiry.feature):
            packs = bound(inquiry, atlas)
            yield Affected(
                market=inquiry.whereabouts.operator,
                feature=inquiry.feature,
                turns=tuple(
                    _turn(kind, replace(inquiry, data=classes), packs, without=without, here=here)
                    for kind, classes in _requests(packs)
                ),
            )


def _requests(packs: Binding) -> Iterator[tuple[Data, frozenset[DataClass]]]:
    yield "none", frozenset()
    yield "ordinary", ORDINARY
    yield "sensitive", ORDINARY | packs.sensitive


def _turn(
    kind: Data, asked: Inquiry, packs: Binding, *, without: SiteId, here: Circumstances
) -> Turn:
    sites = {site.id: site for site in asked.sites}
    left = tuple(site for site in asked.sites if site.id != without)
    after = decided(replace(asked, sites=left), packs)
    now = _answering(decided(asked, packs), here)
    then = _answering(after, here)
    return Turn(
        data=kind,
        now=now,
        then=then,
        why=tuple(_closing(after)) if then is None else (),
        changes=tuple(_changes(sites[now], sites[then], here)) if now and then else (),
    )


def _answering(decision: Decision, here: Circumstances) -> SiteId | None:
    """Return the site that answers: the first in the decision's order that may and can."""
    return next(
        (
            verdict.site
            for verdict in decision.sites
            if verdict.permitted and verdict.site not in here.unable
        ),
        None,
    )


def _closing(decision: Decision) -> Iterator[Reason]:
    for reason in decision.reasons:
        if reason.outcome is Outcome.REFUSE:
            yield reason


def _changes(now: Site, then: Site, here: Circumstances) -> Iterator[Change]:
    facts: dict[Fact, tuple[str, str]] = {
        "level": (here.level(now), here.level(then)),
        "evidence": (now.evidence, then.evidence),
        "region": (_region(now), _region(then)),
        "model": (now.model, then.model),
    }
    for what, (before, after) in facts.items():
        if before != after:
            order = _STRENGTH.get(what)
            weaker = None if order is None else order.index(after) > order.index(before)
            yield Change(what=what, now=before, then=after, is_weaker=weaker)


def _region(site: Site) -> str:
    return DEVICE if site.is_device else site.inference_scope or "unknown"
