"""Where requests are decided on: the pure decision, with everything that it asks for laid out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from domicile.core.clock import Clock
from domicile.core.decision import Decision
from domicile.core.findings import DataClass
from domicile.core.ids import FeatureId
from domicile.core.protocols import Feature
from domicile.core.request import Request
from domicile.core.settings import OperatorSettings
from domicile.core.site import Site
from domicile.markets.facts import UNLABELLED, YOUNG
from domicile.markets.resolve import Atlas
from domicile.policy.decider import Decider
from domicile.policy.inquiry import Inquiry
from domicile.policy.people import crossings, needed
from domicile.policy.question import LEAVES_AS_IT_IS, put
from domicile.policy.register.approvals import Register
from domicile.store.exports import Export, ExportBook
from domicile.store.releases import Releases

_NOTHING: Final[frozenset[str]] = frozenset()
_UNLABELLED: Final = frozenset({UNLABELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Decides on requests. Safe to use from any thread."""

    features: Mapping[FeatureId, Feature]
    """Everything that can be asked for."""

    sites: Callable[[], tuple[Site, ...]]
    """Returns every place that could answer as it is now; the same object until one changes."""

    operator: Callable[[], OperatorSettings]
    """Returns, in the same way, where the operator offers features, how strict it is, and what it
    attests."""

    register: Register
    """The register of releases."""

    exports: ExportBook
    """Who was exported where."""

    atlas: Callable[[], Atlas]
    """The markets as they are now."""

    clock: Clock
    """Tells the day."""

    decider: Decider
    """Remembers what was decided."""

    def decide(
        self, request: Request, classes: frozenset[DataClass], *, at: date | None = None
    ) -> Decision:
        """Decide on ``request`` as of ``at`` (today when left out); the register too.

        Raises:
            UnknownMarketError: No pack speaks for one of the markets.
            InvalidRequestError: The day lies before every rule, or long after a pack's review.
        """
        releases = self.register.snapshot() if at is None else self.register.as_of(at)
        inquiry = self.inquiry(request, classes, releases, at or self.clock.now().date())
        atlas = self.atlas()
        return self.decider.decide(self._with_people(inquiry, request, atlas), atlas)

    def inquiry(
        self, request: Request, classes: frozenset[DataClass], releases: Releases, at: date
    ) -> Inquiry:
        """Lay out everything that a decision on ``request`` depends on, but for the people."""
        feature = self.features[request.feature]
        return Inquiry(
            feature=request.feature,
            modality=feature.modality,
            whereabouts=request.whereabouts,
            audience=request.audience,
            at=at,
            today=self.clock.now().date(),
            client=request.client,
            session_minutes=self._limited(request),
            events=_UNLABELLED if request.unlabelled else _NOTHING,
            operator=self.operator(),
            sites=self.sites(),
            releases=releases,
            data=classes,
            choices=request.choices,
            pin=request.site,
            is_sensitive=feature.is_sensitive,
            screening=frozenset(feature.screening),
            facts=request.facts,
        )

    def count(self, request: Request, site: Site, classes: frozenset[DataClass]) -> None:
        """Write down whose data is about to leave for ``site``, where a rule counts people.

        To be called before anything leaves: what is not counted must not be sent. At the device
        nothing leaves.

        Raises:
            StorageError: It could not be written down.
        """
        if site.is_device or not classes:
            return
        at = self.clock.now().date()
        inquiry = self.inquiry(request, classes, self.register.snapshot(), at)
        packs = self.decider.binding(inquiry, self.atlas())
        markets = {crossing.rule.market for crossing in crossings(packs, (site,))}
        if not markets:
            return
        actions = put(inquiry, packs).actions
        exported = {
            Export(
                market=market,
                counterparty=site.owner or site.id,
                data_class=each,
                as_is=actions[each] in LEAVES_AS_IT_IS,
            )
            for market in markets
            for each in classes
        }
        self.exports.record(exported, request.subject)

    def _limited(self, request: Request) -> int:
        """Return how long the session has lasted, where that can matter; else 0."""
        is_minor = not request.facts.get("user", _NOTHING).isdisjoint(YOUNG)
        is_limited = is_minor and self.operator().minor_session_minutes > 0
        return request.session_minutes if is_limited else 0

    def _with_people(self, inquiry: Inquiry, request: Request, atlas: Atlas) -> Inquiry:
        packs = self.decider.binding(inquiry, atlas)
        tallies = needed(inquiry, packs)
        if not tallies:
            return inquiry
        markets = {tally.market for tally in tallies}
        since = min(tally.since for tally in tallies)
        return replace(
            inquiry,
            people=self.exports.people(tallies, request.subject, inquiry.at),
            is_counted=self.exports.is_counted(markets, since, request.subject),
        )
