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
from domicile.policy.register.grounds import changes, expired
from domicile.store.releases import ReleaseState, Verb

ANEW: Final[tuple[Verb, ...]] = ("withdraw", "submit", "approve")
"""What it takes when an entry of the register no longer holds for the model."""

_NO_STEP: Final = frozenset({"approval.lapsed", "approval.unlogged"})
"""What the register says, and no step of it mends: a pack's review is over, or the log waits."""

_BESIDE: Final = _NO_STEP | {"approval.recalled"}
"""What the register says, and is missing beside the steps that are left."""

_BY_APPROVAL: Final = frozenset({"approval.missing", "approval.suspended", "approval.restricted"})
"""What an approval mends, once there is an entry."""

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
    said = {reason.rule for reason in now.refusals if reason.kind == "approval"} - _NO_STEP
    release, path = now.release, ANEW
    if not said:
        return ()
    if release is None or release.state is ReleaseState.WITHDRAWN:
        path = ANEW[1:]
    elif said & _BY_APPROVAL and changes(release, now.site, now.inquiry.at) is None:
        path = ANEW[2:]
        two_person = two_person and not release.is_pending
    return (*path, "approve") if two_person else path


def _of_site(now: Look, atlas: Atlas, path: tuple[Verb, ...], *, is_able: bool) -> SitePlan:
    then = now.released(now.site, anew="submit" in path)
    plain = (
        *_of_register(now),
        *(_expired(now) if "submit" in path else ()),
        *_missing(then),
        *(() if is_able else (_NO_MODEL,)),
    )
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
    return tuple(of_reason(reason) for reason in now.refusals if reason.rule in _BESIDE)


def _expired(now: Look) -> tuple[Missing, ...]:
    """Return the certificates that are over: nothing is submitted that rests on one."""
    return tuple(
        Missing(
            rule=RuleId("approval.certificate"),
            kind="approval",
            what=Bilingual(
                en=f"The certificate `{name}` has expired.", zh=f"证书 `{name}` 已到期。"
            ),
            remedy=Bilingual(
                en="Renew it or take it out of the site's `certificates`.",
                zh="请续期，或从站点的 `certificates` 中删除。",
            ),
            citation="Settings, sites.certificates",
            basis="house",
            known="primary",
        )
        for name in expired(now.site, now.inquiry.at)
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
