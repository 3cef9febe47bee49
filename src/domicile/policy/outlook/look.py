"""One site, decided on alone: what was asked, what binds, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from domicile.core.decision import Decision, Outcome, Reason, SiteVerdict
from domicile.core.findings import DataClass
from domicile.core.site import Site
from domicile.policy.binding import Binding
from domicile.policy.decide import decided
from domicile.policy.inquiry import Inquiry
from domicile.policy.question import Question, put
from domicile.store.releases import Release, ReleaseKey, ReleaseState, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A decision on one site, and everything that led to it."""

    site: Site
    """Which site."""

    question: Question
    """What every rule was asked."""

    decision: Decision
    """What came of it."""

    @property
    def inquiry(self) -> Inquiry:
        """What was asked."""
        return self.question.inquiry

    @property
    def packs(self) -> Binding:
        """What binds."""
        return self.question.binding

    @property
    def verdict(self) -> SiteVerdict:
        """What was said of the site."""
        return self.decision.sites[0]

    @property
    def refusals(self) -> tuple[Reason, ...]:
        """Everything that closes the site."""
        return tuple(reason for reason in self.verdict.reasons if reason.outcome is Outcome.REFUSE)

    @property
    def release(self) -> Release | None:
        """What the register holds of it."""
        return self.inquiry.releases.get(_key(self.inquiry, self.site))

    def having(self, data: Iterable[DataClass]) -> "Look":
        """Return the decision on a request that holds ``data``."""
        return _decided(replace(self.inquiry, data=frozenset(data)), self.site, self.packs)

    def on(self, day: date, packs: Binding) -> "Look":
        """Return the decision as it will be on ``day``, when ``packs`` bind."""
        today = None if self.inquiry.today is None else day
        return _decided(replace(self.inquiry, at=day, today=today), self.site, packs)

    def released(self, site: Site, *, anew: bool) -> "Look":
        """Return the decision as if the register held an open release of ``site``.

        Args:
            site: The site, or what it would be in its place.
            anew: Whether it would be submitted anew, and so without the number that is there.
        """
        key, present = _key(self.inquiry, site), self.release
        entry = Release(
            key=key,
            state=ReleaseState.RELEASED,
            number="" if present is None or anew else present.number,
            model=site.model,
            model_digest=site.model_digest,
            model_version=site.model_version,
            origin=site.origin,
            filing_no=site.filing_no,
            certificates={
                name: held.expires
                for name, held in site.certificates.items()
                if held.expires >= self.inquiry.at
            },
        )
        known = self.inquiry.releases
        recalled = known.recalled if isinstance(known, Snapshot) else frozenset[str]()
        releases = Snapshot({**known, key: entry}, recalled)
        asked = replace(self.inquiry, sites=(site,), releases=releases)
        return _decided(asked, site, self.packs)


def look(inquiry: Inquiry, site: Site, packs: Binding) -> Look:
    """Decide on ``site`` alone, whether or not it serves the feature.

    The operator's number of users stands for the people whose data is exported: a release is
    planned for all of them. Their clients are as new as the register asks.
    """
    release = inquiry.releases.get(_key(inquiry, site))
    asked = replace(
        inquiry,
        sites=(site,),
        pin=site.id,
        is_counted=False,
        client=release.min_client if release else "",
    )
    return _decided(asked, site, packs)


def _decided(asked: Inquiry, site: Site, packs: Binding) -> Look:
    return Look(site=site, question=put(asked, packs), decision=decided(asked, packs))


def _key(inquiry: Inquiry, site: Site) -> ReleaseKey:
    return ReleaseKey(inquiry.whereabouts.operator, inquiry.feature, site.id)
