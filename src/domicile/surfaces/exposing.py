"""``partner exposure`` for every surface: which days, and where the facts come from."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from domicile.core.ids import SiteId
from domicile.reports.exposure import Exposure, Span, exposure

if TYPE_CHECKING:
    from domicile.app import Domicile

DAYS: Final = 365
"""Days before the last one that are counted where the first day is left out."""


def exposed(
    domicile: "Domicile", site: SiteId, first: date | None = None, last: date | None = None
) -> Exposure:
    """Return what ``site`` could be compelled to hand over.

    Args:
        domicile: The house.
        site: The partner.
        first: The first day whose receipts are counted; `DAYS` before the last when left out.
        last: The last day; today when left out.

    Raises:
        UnknownSiteError: There is no such site.
        InvalidRequestError: It is the device, or the last day lies before the first.
    """
    now = domicile.clock.now()
    until = last or now.date()
    since = first or max(until, date.min + timedelta(days=DAYS)) - timedelta(days=DAYS)
    return exposure(
        domicile.sites.get(site),
        Span(first=since, last=until),
        book=domicile.book,
        history=domicile.register.history(),
        atlas=domicile.atlas,
        at=now,
    )
