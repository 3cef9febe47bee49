"""What a run of the timer did, and what is kept: plain values, for surfaces to show."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from domicile.core.ids import MarketId
from domicile.core.text import Bilingual
from domicile.policy.retention.schedule import Keeping
from domicile.store.expiry.cut import Extent
from domicile.store.holds import Hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One record in one market, as it is now."""

    keeping: Keeping
    """How long it is kept, and why."""

    extent: Extent | None
    """How much of it there is; None where there is nothing, or Domicile does not have it."""

    holds: tuple[Hold, ...]
    """Legal holds that keep something of it from being deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a run did to one record in one market."""

    keeping: Keeping
    """How long it is kept, and why."""

    before: date
    """Rows of earlier days were past their time."""

    deleted: int
    """Rows that were deleted; that would be, for a dry run."""

    held_back: int
    """Rows past their time that a legal hold kept."""

    holds: tuple[Hold, ...]
    """The holds that kept them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run of the timer did."""

    at: datetime
    """When it began, in UTC."""

    outcome: Literal["done", "dry_run", "stopped", "clock_back"]
    """``clock_back``: nothing was deleted, as the clock stands before the last run."""

    last_at: datetime
    """When the timer had run before."""

    lines: tuple[Line, ...] = ()
    """What became of each record of which something was past its time."""

    is_wiped: bool = True
    """Whether no byte of what was deleted is left in the store's files."""

    @property
    def deleted(self) -> int:
        """Rows that were deleted, of all records."""
        return sum(line.deleted for line in self.lines)

    @property
    def held_back(self) -> int:
        """Rows past their time that holds kept, of all records."""
        return sum(line.held_back for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is."""

    record: str
    """Which record it is at."""

    market: MarketId
    """In which market."""

    deleted: int
    """Rows of it that were deleted."""

    due: int
    """Rows of it that were past their time at the beginning."""


def conflicts(keeping: Keeping, holds: tuple[Hold, ...]) -> tuple[Bilingual, ...]:
    """Say what pulls both ways: a law that has it kept against one that has it gone, a hold too.

    What has it kept wins, every time.
    """
    most, least = keeping.most, keeping.least
    if most is None:
        return ()
    name = keeping.record.name
    found = []
    if keeping.is_contradictory and least is not None:
        found.append(
            Bilingual(
                en=f"`{name}`: {least.rule} ({least.citation}) has it kept for {least.days} days,"
                f" {most.rule} ({most.citation}) has it gone after {most.days}; it is kept.",
                zh=f"`{name}`：{least.rule}（{least.citation}）要求保存 {least.days} 日，"
                f"{most.rule}（{most.citation}）要求 {most.days} 日后删除；予以保存。",
            )
        )
    found += [
        Bilingual(
            en=f"`{name}`: the hold {hold.id} ({hold.placed.reason}) keeps it,"
            f" {most.rule} ({most.citation}) has it gone after {most.days} days; it is kept.",
            zh=f"`{name}`：法律保全 {hold.id}（{hold.placed.reason}）要求保留，"
            f"{most.rule}（{most.citation}）要求 {most.days} 日后删除；予以保留。",
        )
        for hold in holds
    ]
    return tuple(found)
