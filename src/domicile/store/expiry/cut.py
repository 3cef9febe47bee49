"""The line between what is kept and what goes, and what every record can be asked about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from domicile.core.ids import MarketId, SubjectId

NOWHERE = MarketId("")
"""Market of rows that belong to none."""


class Extent(NamedTuple):
    """How much of a record there is."""

    size: int
    """Rows, from 1."""

    oldest: date
    """Day of the oldest one."""


class Due(NamedTuple):
    """Rows that are past their time."""

    free: int
    """Those that may go."""

    held: int
    """Those that a legal hold keeps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What legal holds keep of one record in one market."""

    whole: bool = False
    """Whether they keep all of it."""

    subjects: frozenset[SubjectId] = frozenset()
    """People of whom they keep everything."""


NOTHING_HELD = Held()
"""No hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Which rows are past their time."""

    market: MarketId
    """Rows of this market; `NOWHERE` are those of none."""

    before: date
    """Rows of earlier days (UTC) are past it."""

    today: date
    """The day on which it is asked."""

    held: Callable[[], Held]
    """Says what holds keep. MUST be asked inside the transaction that deletes, so that no hold that
    was placed before it is passed over."""


class Shelf(Protocol):
    """Where rows of one record stand. Implementations MUST be safe for any thread and process."""

    def extents(self) -> Mapping[MarketId, Extent]:
        """Return how much there is, for each market of which there is anything."""
        ...

    def due(self, cut: Cut) -> Due:
        """Count the rows that are past their time; deletes nothing."""
        ...

    def delete_before(self, cut: Cut, limit: int) -> int:
        """Delete rows that are past their time, all that are deleted or none.

        What holds keep MUST stay. Fewer than ``limit`` deleted rows mean that none is left.

        Args:
            cut: Which rows.
            limit: Most rows to delete, from 1.

        Returns:
            How many were deleted.

        Raises:
            StorageError: The store cannot be written; nothing was deleted.
        """
        ...
