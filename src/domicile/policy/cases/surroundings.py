"""What the desk of cases asks others for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domicile.core.errors import UnknownSiteError, UnsupportedError
from domicile.core.ids import MarketId, SiteId, SubjectId
from domicile.core.settings import OperatorSettings, RegisterSettings
from domicile.core.site import Site
from domicile.markets.resolve import Atlas
from domicile.policy.cases.applied import Applied, applied
from domicile.policy.register.approvers import Approvers, approvers
from domicile.tlog.log import Log


class Hold(Protocol):
    """Lays a legal hold on records."""

    def __call__(self, *, by: str, reason: str, market: MarketId, subject: SubjectId | None) -> str:
        """Lay it; return its name. It MUST be durable by then."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The markets, the operator and its sites, the logs, and who lays legal holds."""

    atlas: Callable[[], Atlas]
    """The markets as they are now."""

    operator: Callable[[], OperatorSettings]
    """Whom the rules bind."""

    sites: Callable[[], Iterable[Site]]
    """Every site of the settings."""

    log: Callable[[MarketId], Log]
    """The log of a market."""

    register: Callable[[], RegisterSettings] = RegisterSettings
    """Whether answers to authorities are signed, and by whom."""

    hold: Hold | None = None
    """Lays legal holds; None where nobody does."""

    def rules(
        self, event: str, market: MarketId, at: datetime, *, site: SiteId
    ) -> tuple[Applied, ...]:
        """Return the rules that speak to ``event``, soonest due first.

        Args:
            event: What happened, in the packs' words.
            market: Where.
            at: When.
            site: The site that it is about; empty for no one site.

        Raises:
            UnknownMarketError: No pack speaks for the market.
            UnknownSiteError: The settings know no such site.
        """
        return applied(
            event,
            market,
            at,
            atlas=self.atlas(),
            operator=self.operator(),
            site=self._site(site) if site else None,
        )

    def approvers(self) -> Approvers | None:
        """Return who signs what is answered to authorities; None where nobody need.

        Raises:
            InvalidValueError: An approver's key is none.
        """
        settings = self.register()
        return approvers(settings) if settings.signed else None

    def lay_hold(self, *, by: str, reason: str, market: MarketId, subject: SubjectId) -> str:
        """Lay a legal hold; return its name.

        Raises:
            UnsupportedError: Nobody lays legal holds here.
        """
        if self.hold is None:
            raise UnsupportedError(
                "nobody lays legal holds here", remedy="Open the case without `--hold`."
            )
        return self.hold(by=by, reason=reason, market=market, subject=subject or None)

    def _site(self, site: SiteId) -> Site:
        found = next((each for each in self.sites() if each.id == site), None)
        if found is None:
            raise UnknownSiteError("the site is not among those that the settings name")
        return found
