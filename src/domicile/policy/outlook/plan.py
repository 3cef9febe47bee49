"""How far a feature is from its release: decided as things stand, and as if it were released.

What the register lacks falls away under the second decision; what is left is what packs and
settings still ask.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, RuleId, SiteId
from domicile.core.site import Site
from domicile.core.text import Bilingual
from domicile.markets.resolve import Atlas
from domicile.policy.binding import bound
from domicile.policy.inquiry import Inquiry, serves
from domicile.policy.outlook.ahead import Ahead, ahead
from domicile.policy.outlook.look import Look, look
from domicile.policy.outlook.missing import Missing, missing, of_reason, unmet
from domicile.policy.outlook.routes import Route, other, route
from domicile.policy.register.approvals import STEPS, Verb
from domicile.policy.register.standing import changes
from domicile.store.releases import ReleaseState

ANEW: Final[tuple[Verb, ...]] = ("withdraw", "submit", "approve")
"""What it takes when an entry of the register no longer holds for the model."""

_BY_STEPS: Final = frozenset(
    {
        "approval.missing",
        "approval.suspended",
        "approval.withdrawn",
        "approval.restricted",
        "approval.stale",
        "approval.unsigned",
    }
)
"""What the register says, and steps would mend; anything else of it is missing besides."""

_NEW_ENTRY: Final = frozenset({"approval.stale", "approval.unsigned"})
"""What only a new entry mends."""

_NO_MODEL: Final = Missing(
    rule=RuleId("device.model"),
    kind="operator",
    what=Bilingual(
        en="No language model is installed on this device.", zh="本设备未安装语言模型。"
    ),
    remedy=Bilingual(
        en="Install one with `domicile models pull ID`.", zh="可用 `domicile models pull ID` 安装。"
    ),
    citation="Settings, device.model",
    basis="house",
    known="primary",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherRoute:
    """The other route, where it asks less."""

    route: Route
    """What it asks."""

    missing: tuple[Missing, ...]
    """What would be missing there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePlan:
    """How far one site is."""

    site: SiteId
    """Which site."""

    is_open: bool
    """Whether it may answer today, as long as a request holds no personal data."""

    state: ReleaseState | None
    """What the register holds; None for nothing."""

    steps: tuple[Verb, ...]
    """What is left to do in the register, in this order."""

    missing: tuple[Missing, ...]
    """What packs and settings still ask."""

    duties: tuple[Missing, ...]
    """What the operator must still supply so that every duty can be met; it closes nothing."""

    ahead: tuple[Ahead, ...]
    """Rules that will close it before long, soonest first."""

    route: Route | None
    """By which route its model comes in; None where no gate speaks of routes."""

    other: OtherRoute | None
    """The other route, where it asks less."""

    @property
    def distance(self) -> int:
        """Steps left in the register, and things that are missing whatever the data."""
        return len(self.steps) + sum(not thing.data for thing in self.missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketPlan:
    """How far a feature is in one market."""

    market: MarketId
    """Which market."""

    name: Bilingual
    """Its name for people."""

    sites: tuple[SitePlan, ...]
    """Every site that serves the feature, the device first."""

    @property
    def is_open(self) -> bool:
        """Whether some site may answer today."""
        return any(site.is_open for site in self.sites)

    @property
    def distance(self) -> int | None:
        """The distance of the nearest site; None where no site serves the feature."""
        return min((site.distance for site in self.sites), default=None)


def plan(
    inquiry: Inquiry,
    atlas: Atlas,
    *,
    unable: frozenset[SiteId] = frozenset(),
    two_person: bool = False,
) -> MarketPlan:
    """Return how far the feature of ``inquiry`` is in its operator market.

    Args:
        inquiry: The feature, the market, the sites and the register; no data. A pin narrows the
            plan down to one site, whether or not it serves the feature.
        atlas: The markets.
        unable: Sites that have no model installed.
        two_person: Whether it takes two people to open a release.

    Raises:
        UnknownMarketError: No pack speaks for the market.
        InvalidRequestError: A pack's review is long over.
    """
    sites = [
        site
        for site in inquiry.sites
        if site.id == inquiry.pin or (inquiry.pin is None and serves(site, inquiry.feature))
    ]
    packs = bound(inquiry, atlas)
    return MarketPlan(
        market=inquiry.whereabouts.operator,
        name=atlas.get(inquiry.whereabouts.operator).name,
        sites=tuple(
            _of_site(
                now, atlas, steps(now, two_person=two_person), is_able=now.site.id not in unable
            )
            for now in (look(inquiry, site, packs) for site in sorted(sites, key=_is_partner))
        ),
    )


def steps(now: Look, *, two_person: bool = False) -> tuple[Verb, ...]:
    """Return what is left to do in the register before it holds an open release."""
    said = {reason.rule for reason in now.refusals if reason.kind == "approval"}
    if not said & _BY_STEPS:
        return ()
    state = now.release.state if now.release else None
    path: tuple[Verb, ...] = ("approve",)
    if state in STEPS["submit"].begins:
        path = ("submit", "approve")
    elif said & _NEW_ENTRY or _is_stale(now):
        path = ANEW
    elif state is ReleaseState.APPROVED:  # the first of two people has approved
        return path
    return (*path, "approve") if two_person else path


def _is_stale(now: Look) -> bool:
    """Tell whether what was submitted is no longer what the settings name."""
    return now.release is not None and changes(now.release, now.site) is not None


def _of_site(now: Look, atlas: Atlas, path: tuple[Verb, ...], *, is_able: bool) -> SitePlan:
    then = now.released(now.site, anew="submit" in path)
    plain = (*_of_register(now), *_missing(then), *(() if is_able else (_NO_MODEL,)))
    owed = _unmet(then)
    return SitePlan(
        site=now.site.id,
        is_open=now.verdict.permitted and is_able,
        state=now.release.state if now.release else None,
        steps=path,
        missing=(*plain, *_with_data(then, plain, _missing)),
        duties=(*owed, *_with_data(then, owed, _unmet)),
        ahead=tuple(ahead(then, atlas)),
        route=route(then.question, now.site),
        other=_shorter(then),
    )


def _of_register(now: Look) -> tuple[Missing, ...]:
    """Return what the register says, and no step of it mends."""
    return tuple(
        of_reason(reason)
        for reason in now.refusals
        if reason.kind == "approval" and reason.rule not in _BY_STEPS
    )


def _unmet(then: Look) -> tuple[Missing, ...]:
    return tuple(unmet(then.question, then.decision))


def _missing(then: Look) -> tuple[Missing, ...]:
    return missing(then.question, then.site, then.verdict)


def _with_data(
    then: Look, plain: tuple[Missing, ...], ask: Callable[[Look], Iterable[Missing]]
) -> tuple[Missing, ...]:
    """Return what ``ask`` finds only where some class of data is found, with the classes."""
    found: dict[Missing, list[DataClass]] = {}
    for each in DataClass:
        for thing in ask(then.having({each})):
            if thing not in plain:
                found.setdefault(thing, []).append(each)
    return tuple(replace(thing, data=tuple(classes)) for thing, classes in found.items())


def _shorter(then: Look) -> OtherRoute | None:
    """Return the other route where less is missing there, and less is to be told."""
    mine, found = route(then.question, then.site), other(then.question, then.site)
    if mine is None or found is None:
        return None
    theirs, site = found
    lacks = _missing(then.released(site, anew=True))
    if len(lacks) + len(theirs.fields) >= len(_missing(then)) + len(mine.fields):
        return None
    return OtherRoute(route=theirs, missing=lacks)


def _is_partner(site: Site) -> bool:
    return not site.is_device
