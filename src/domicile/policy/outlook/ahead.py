"""What will close a site that is open: rules that begin, reviews and certificates that run out."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from domicile.core.decision import Reason
from domicile.core.errors import InvalidRequestError
from domicile.core.findings import DataClass
from domicile.core.ids import RuleId
from domicile.core.text import Bilingual
from domicile.markets.agenda import turning_days
from domicile.markets.resolve import Atlas
from domicile.policy.binding import bound
from domicile.policy.outlook.look import Look

DAYS_AHEAD: Final = 90
"""How far ahead is looked, in days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """A rule that will close the site."""

    rule: RuleId
    """Which rule."""

    date: date
    """From which day."""

    text: Bilingual
    """What it says."""

    only_with_data: bool
    """Whether it takes a request with personal data; every class was asked at once."""


def ahead(now: Look, atlas: Atlas) -> Iterator[Ahead]:
    """Yield each rule that does not close the site today and will within `DAYS_AHEAD`, once.

    It is decided on every such day without data, and with every class of it. The days end where a
    pack's review is so long over that it may no longer speak.
    """
    seen = {reason.rule for reason, _ in _closing(now)}
    for later in _days(now, atlas):
        for reason, only_with_data in _closing(later):
            if reason.rule not in seen:
                seen.add(reason.rule)
                yield Ahead(
                    rule=reason.rule,
                    date=later.inquiry.at,
                    text=reason.text,
                    only_with_data=only_with_data,
                )


def _days(now: Look, atlas: Atlas) -> Iterator[Look]:
    at = now.inquiry.at
    for day in sorted(_turning(now)):
        if at < day <= at + timedelta(days=DAYS_AHEAD):
            try:
                packs = bound(replace(now.inquiry, at=day), atlas)
            except InvalidRequestError:
                return
            yield now.on(day, packs)


def _closing(look: Look) -> Iterator[tuple[Reason, bool]]:
    yield from ((reason, False) for reason in look.refusals)
    yield from ((reason, True) for reason in look.having(DataClass).refusals)


def _turning(now: Look) -> frozenset[date]:
    """Return the days on which the decision may turn: a rule's, a review's, a certificate's."""
    packs = now.packs.packs
    last = [pack.review.expires for pack in packs]
    last += [held.expires for held in now.site.certificates.values()]
    return turning_days(packs) | {day + timedelta(days=1) for day in last}
