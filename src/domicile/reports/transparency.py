"""The transparency report: what was answered, refused, marked, asked and complained of, in counts.

Everything in it is counted from the operator's own records. It holds no content and nobody's name.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from statistics import median
from types import MappingProxyType
from typing import Final, NamedTuple, TypeVar, get_args

from domicile.core.errors import InvalidRequestError
from domicile.core.ids import MarketId
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Pack
from domicile.policy.cases.desk import CaseDesk
from domicile.policy.register.approvals import Register
from domicile.policy.retention.holds import HoldBook, HoldTally
from domicile.receipts.book import ReceiptBook
from domicile.reports.exposure import Span
from domicile.reports.tally import Tally, tally
from domicile.store.cases import CaseFact, CaseKind
from domicile.store.people.usage import Copy
from domicile.store.releases import ReleaseEvent, ReleaseState

T = TypeVar("T")

KINDS: Final[tuple[CaseKind, ...]] = get_args(CaseKind)
"""Every kind of case."""

STEP: Final = 1000
"""After so many receipts, whoever waits is told how far it is."""

CHANGES: Final[Mapping[str, tuple[str, ReleaseState]]] = MappingProxyType(
    {
        "opened": ("approve", ReleaseState.RELEASED),
        "restricted": ("restrict", ReleaseState.RESTRICTED),
        "suspended": ("suspend", ReleaseState.SUSPENDED),
        "withdrawn": ("withdraw", ReleaseState.WITHDRAWN),
        "recalled": ("recall", ReleaseState.WITHDRAWN),
    }
)
"""What is counted of the register: what was done, and the state that a release came into by it."""


class Asked(NamedTuple):
    """Requests of authorities that are alike."""

    year: int
    """The year in which they came."""

    event: str
    """Whose: ``foreign_request`` or ``regulator_request``."""

    area: str
    """Kind of law; empty where nobody said."""

    outcome: str
    """What came of them; empty while they are open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCounts:
    """Cases of one kind, counted."""

    opened: int
    """How many began."""

    answered: int
    """How many of them have an answer."""

    overdue: int
    """How many were answered late, or are late."""

    median_days: float | None
    """Days until the answer, half of them less; None where there is no answer."""

    outcomes: Mapping[str, int]
    """What came of them; empty is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transparency:
    """A transparency report."""

    market: MarketId
    """Of which market."""

    span: Span
    """Of which days."""

    made_at: datetime
    """When it was made."""

    operator: str
    """Who makes it."""

    counts: Tally
    """What the receipts say."""

    releases: Mapping[str, int]
    """Releases that were opened, restricted, suspended, withdrawn and recalled."""

    authorities: Mapping[Asked, int]
    """Requests of authorities, by year."""

    cases: Mapping[CaseKind, CaseCounts]
    """Every kind of case."""

    holds: HoldTally
    """Legal holds, of all markets."""

    unlabelled: int
    """Copies that were handed out without a visible label."""

    packs: tuple[Pack, ...]
    """The packs that bind the market, with who reviewed them."""

    @property
    def is_demo(self) -> bool:
        """Whether any of it was simulated."""
        return self.counts.demo > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """Where a report takes its counts from."""

    receipts: ReceiptBook
    """The receipts."""

    register: Register
    """The register of releases."""

    cases: CaseDesk
    """The cases."""

    holds: HoldBook
    """The legal holds."""

    copies: Callable[[MarketId], Iterable[Copy]]
    """Copies of a market that were handed out without a visible label."""

    atlas: Callable[[], Atlas]
    """The markets as they are now."""

    operator: Callable[[], str]
    """Who makes the report."""


def transparency(
    market: MarketId,
    span: Span,
    *,
    records: Records,
    at: datetime,
    progress: Callable[[int], None] = lambda _: None,
) -> Transparency:
    """Make the report of ``market`` over ``span``; memory does not grow with its receipts.

    Args:
        market: Of which market.
        span: Of which days, in UTC.
        records: Where the counts come from.
        at: The present moment.
        progress: Told how many receipts were read, now and then.

    Raises:
        InvalidRequestError: The last day lies before the first.
        UnknownMarketError: No pack speaks for the market.
        VaultError: A receipt was sealed with another key.
    """
    if span.last < span.first:
        raise InvalidRequestError("the last day (`to`) lies before the first (`from`)", param="to")
    atlas = records.atlas()
    atlas.get(market)
    facts = records.cases.facts(market, span.first, span.last)
    begin = datetime.combine(span.first, time(), UTC)
    end = datetime.combine(span.last, time.max, UTC)
    receipts = records.receipts.between(market, *span.hours)
    return Transparency(
        market=market,
        span=span,
        made_at=at,
        operator=records.operator(),
        counts=tally(_told(receipts, progress)),
        releases=_releases(records.register.history(), market, span),
        authorities=_authorities(facts),
        cases={kind: counted(facts, kind) for kind in KINDS},
        holds=records.holds.tally(begin, end),
        unlabelled=sum(begin <= copy.at <= end for copy in records.copies(market)),
        packs=atlas.lineage(market),
    )


def counted(facts: Sequence[CaseFact], kind: CaseKind) -> CaseCounts:
    """Count the cases of one kind."""
    found = [fact for fact in facts if fact.kind == kind]
    days = [fact.days for fact in found if fact.days is not None]
    return CaseCounts(
        opened=len(found),
        answered=len(days),
        overdue=sum(fact.overdue for fact in found),
        median_days=median(days) if days else None,
        outcomes=dict(sorted(Counter(fact.outcome for fact in found).items())),
    )


def _authorities(facts: Iterable[CaseFact]) -> Mapping[Asked, int]:
    found = Counter(
        Asked(year=fact.opened_on.year, event=fact.event, area=fact.area, outcome=fact.outcome)
        for fact in facts
        if fact.kind == "authority"
    )
    return dict(sorted(found.items()))


def _releases(events: Iterable[ReleaseEvent], market: MarketId, span: Span) -> Mapping[str, int]:
    found = [
        event
        for event in events
        if event.release.key.market == market and span.first <= event.act.at.date() <= span.last
    ]
    done: Counter[tuple[str, ReleaseState]] = Counter(
        (event.act.verb, event.release.state) for event in found
    )
    return {name: done[verb, state] for name, (verb, state) in CHANGES.items()}


def _told(receipts: Iterable[T], progress: Callable[[int], None]) -> Iterator[T]:
    for count, receipt in enumerate(receipts, start=1):
        yield receipt
        if count % STEP == 0:
            progress(count)
