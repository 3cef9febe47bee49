"""The transparency report for every surface: where its counts come from."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from domicile.core.ids import MarketId
from domicile.reports.exposure import Span
from domicile.reports.transparency import Records, Transparency, transparency

if TYPE_CHECKING:
    from domicile.app import Domicile


def reported(
    domicile: "Domicile",
    market: MarketId,
    span: Span,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> Transparency:
    """Make the transparency report of ``market`` over ``span``.

    Args:
        domicile: The house.
        market: Of which market.
        span: Of which days, in UTC.
        progress: Told how many receipts were read, now and then.

    Raises:
        InvalidRequestError: The last day lies before the first.
        UnknownMarketError: No pack speaks for the market.
        VaultError: A receipt was sealed with another key.
    """
    desks = domicile.desks
    records = Records(
        receipts=domicile.book,
        register=domicile.register,
        cases=desks.cases,
        holds=desks.holds,
        copies=desks.people.shown.all_copies,
        atlas=lambda: domicile.atlas,
        operator=lambda: domicile.settings.operator.name,
    )
    now = domicile.clock.now()
    return transparency(market, span, records=records, at=now, progress=progress)
