"""What a partner could be compelled to hand over: from settings, register, receipts and packs.

It is made of the operator's own records, and holds no content. It says nothing of secret orders.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Final

from domicile.core.errors import InvalidRequestError
from domicile.core.ids import FeatureId, MarketId
from domicile.core.site import Site
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Rule
from domicile.receipts.book import ReceiptBook
from domicile.reports.sent import Sent, sent
from domicile.store.releases import ReleaseEvent, ReleaseKey, ReleaseState

EVENTS: Final = frozenset({"foreign_request", "regulator_request"})
"""Events of the packs in which an authority asks for something."""

OPEN: Final = frozenset({ReleaseState.RELEASED, ReleaseState.RESTRICTED})
"""States in which a release lets its site answer somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From one day to another, both included, in UTC."""

    first: date
    """The first day."""

    last: date
    """The last day; not before the first."""

    @property
    def hours(self) -> tuple[str, str]:
        """The first and the last hour, as receipts write them."""
        return f"{self.first.isoformat()}T00Z", f"{self.last.isoformat()}T23Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A time during which the site was released for a feature in a market."""

    market: MarketId
    """The operator market."""

    feature: FeatureId
    """Which feature."""

    since: datetime
    """When it was opened."""

    until: datetime | None
    """When it was closed; None while it is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Everything that the report says of one partner."""

    site: Site
    """The partner, with its facts."""

    at: datetime
    """When the report was made."""

    span: Span
    """Which receipts were counted."""

    opened: tuple[Opened, ...]
    """When it was released for what, oldest first."""

    sent: Sent
    """What left for it."""

    rules: tuple[Rule, ...]
    """Rules of all packs that speak of requests by authorities, and are in force."""


def exposure(
    site: Site,
    span: Span,
    *,
    book: ReceiptBook,
    history: Iterable[ReleaseEvent],
    atlas: Atlas,
    at: datetime,
) -> Exposure:
    """Gather what is known of ``site``.

    Args:
        site: The partner.
        span: Which receipts to count.
        book: The receipts; every market is gone through.
        history: What happened in the register, oldest first.
        atlas: The markets.
        at: The present moment, in UTC.

    Raises:
        InvalidRequestError: The site is the device: nobody else holds anything there; or the
            span ends before it begins.
        VaultError: A receipt was sealed with another key.
    """
    if site.is_device:
        raise InvalidRequestError(
            "the device is no partner",
            remedy="List the sites with `domicile partner list`.",
            param="site",
        )
    if span.last < span.first:
        raise InvalidRequestError("the last day (`to`) lies before the first (`from`)", param="to")
    receipts = chain.from_iterable(book.between(market, *span.hours) for market in atlas.markets)
    mine = (event for event in history if event.release.key.site == site.id)
    return Exposure(
        site=site,
        at=at,
        span=span,
        opened=tuple(sorted(opened(mine), key=_beginning)),
        sent=sent(receipts, site.id),
        rules=tuple(_rules(atlas, at.date())),
    )


def opened(events: Iterable[ReleaseEvent]) -> Iterator[Opened]:
    """Yield when releases were open, from their history, oldest event first."""
    begun: dict[ReleaseKey, datetime] = {}
    for event in events:
        key, at = event.release.key, event.act.at
        if event.release.state in OPEN:
            begun.setdefault(key, at)
        elif key in begun:
            yield _opened(key, begun.pop(key), at)
    yield from (_opened(key, since, None) for key, since in begun.items())


def _opened(key: ReleaseKey, since: datetime, until: datetime | None) -> Opened:
    return Opened(market=key.market, feature=key.feature, since=since, until=until)


def _beginning(one: Opened) -> tuple[datetime, MarketId, FeatureId]:
    return one.since, one.market, one.feature


def _rules(atlas: Atlas, at: date) -> Iterator[Rule]:
    for market in atlas.markets:
        for rule in atlas.get(market).rules:
            if rule.in_force(at) and not EVENTS.isdisjoint(rule.applies_to.event):
                yield rule
