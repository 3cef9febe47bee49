"""What the packs hold in store: days on which a rule begins or ends, or something falls due."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from domicile.core.decision import Upcoming
from domicile.core.ids import MarketId, RuleId
from domicile.core.text import Bilingual
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.schema import Pack, Rule

What = Literal["begins", "ends", "grace_ends", "due", "review_expires"]
"""What happens on a day: the first day of a rule; its last; the last of its grace; the day by which
a part of it must stand; the last day of a pack's review."""

_REVIEW: Final = Bilingual(
    en="The review of this pack expires; whoever keeps it must look at it again.",
    zh="本规则包的复核期限届满，须重新复核。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One day, and what happens on it."""

    date: date
    """The day."""

    what: What
    """What happens."""

    market: MarketId
    """In which market."""

    rule: str
    """Which rule; the market's own name, where its pack as a whole is meant."""

    text: Bilingual
    """What the rule asks, or what is to be done."""


def agenda(packs: Iterable[Pack], at: date, *, days: int) -> tuple[Entry, ...]:
    """Return what happens from ``at`` until ``days`` later, soonest first.

    What begins today has begun already, and is left out; what ends today is not over yet.
    """
    last = at + timedelta(days=days)
    found = [entry for pack in packs for entry in _of_pack(pack) if _lies_ahead(entry, at, last)]
    return tuple(sorted(found, key=lambda entry: (entry.date, entry.rule, entry.what)))


def upcoming(packs: Iterable[Pack], at: date, *, days: int = 90) -> tuple[Upcoming, ...]:
    """Return the rules that begin within ``days`` after ``at``, soonest first."""
    return tuple(
        Upcoming(rule=RuleId(entry.rule), date=entry.date, text=entry.text)
        for entry in agenda(packs, at, days=days)
        if entry.what == "begins"
    )


def turning_days(packs: Iterable[Pack]) -> frozenset[date]:
    """Return every day on which a rule of ``packs`` begins to bind, or no longer does."""
    found = set()
    for pack in packs:
        for entry in _of_pack(pack):
            if entry.what == "begins":
                found.add(entry.date)
            elif entry.what in {"ends", "grace_ends"}:
                found.add(entry.date + timedelta(days=1))
    return frozenset(found)


def _lies_ahead(entry: Entry, at: date, last: date) -> bool:
    return (at < entry.date if entry.what == "begins" else at <= entry.date) and entry.date <= last


def _of_pack(pack: Pack) -> Iterator[Entry]:
    yield Entry(
        date=pack.review.expires,
        what="review_expires",
        market=pack.id,
        rule=pack.id,
        text=_REVIEW,
    )
    for rule in pack.rules:
        for what, day in _of_rule(rule):
            yield Entry(date=day, what=what, market=pack.id, rule=rule.id, text=rule.requirement)


def _of_rule(rule: Rule) -> Iterator[tuple[What, date]]:
    yield "begins", rule.in_force_from
    if rule.in_force_until is not None:
        yield "ends", rule.in_force_until
    if rule.transitional is not None:
        yield "grace_ends", rule.transitional.until
    for day in due_days(rule):
        yield "due", day


def due_days(rule: Rule) -> tuple[date, ...]:
    """Return the days by which parts of ``rule`` must stand."""
    written: tuple[str, ...] = ()
    match rule.params:
        case AssessParams(due=day, report_from=later):
            written = (day, later)
        case LabelParams(due=day) | PartnerParams(due=day) | DiscloseParams(report_from=day):
            written = (day,)
        case _:
            pass
    return tuple(date.fromisoformat(day) for day in written if day)
