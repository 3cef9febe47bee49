"""A step of a release: shown first, and carried out once somebody has put their name to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from domicile.app import Domicile
from domicile.core.errors import InvalidRequestError
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.text import COMMA, Language
from domicile.policy.register.moving import Motion
from domicile.policy.register.steps import OPENING, STEPS
from domicile.store.keys import ApiKey
from domicile.store.releases import Release, ReleaseKey, ReleaseState, Verb
from domicile.surfaces.console.operator.board import may_do, names_of
from domicile.surfaces.console.operator.words import ACT, CONSEQUENCES, STATES, VERBS
from domicile.surfaces.http.desks.releases import require_known, require_reach, verb_of

NUMBERED = frozenset({"submit", "approve"})
"""Steps to which a number belongs."""

EXPLAINED = frozenset({"restrict", "suspend", "withdraw"})
"""Steps that take a reason: people ask for it later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step that waits for somebody's name."""

    verb: Verb
    """What is to be done."""

    key: ReleaseKey
    """To which release."""

    names: tuple[str, str]
    """Market and feature, for people."""

    title: str
    """What the step is called."""

    change: str
    """The states before and after it."""

    consequence: str
    """What it brings about."""

    number: str
    """The number that the register holds."""

    min_client: str
    """The minimum version of the client that the register holds."""

    note: str
    """What else it takes; empty for nothing."""

    refusal: str
    """Why the register would not allow it; empty when it would."""

    @property
    def takes_number(self) -> bool:
        """Whether a number belongs to it."""
        return self.verb in NUMBERED

    @property
    def takes_client(self) -> bool:
        """Whether a minimum version of the client belongs to it."""
        return self.verb in OPENING

    @property
    def takes_reason(self) -> bool:
        """Whether it must be explained."""
        return self.verb in EXPLAINED


def step(domicile: Domicile, said: Mapping[str, str], language: Language) -> Step:
    """Return the step that an address asks for.

    Raises:
        UnknownRouteError: There is no such verb.
        UsageError: Market, feature or site do not exist.
    """
    verb, key = verb_of(said.get("verb", "")), _key(said)
    require_known(domicile, key)
    release = domicile.register.snapshot().get(key)
    state = release.state if release else None
    before = STATES[state] if state else ACT["absent"]
    records = STEPS[verb].records
    after = STATES[records[-1]] if records else before
    return Step(
        verb=verb,
        key=key,
        names=names_of(domicile, key, language),
        title=VERBS[verb].spoken(language),
        change=ACT["from_to"]
        .spoken(language)
        .format(before=before.spoken(language), after=after.spoken(language)),
        consequence=CONSEQUENCES[verb].spoken(language),
        number=release.number if release else "",
        min_client=release.min_client if release else "",
        note=_note(domicile, verb, release, language),
        refusal=_refusal(verb, state, language),
    )


def carry_out(domicile: Domicile, said: Mapping[str, str], pass_key: ApiKey | None) -> Release:
    """Carry out the step that a form asks for; return the release as it is now.

    Raises:
        ForbiddenError: The operator's key does not reach so far.
        InvalidRequestError: Nobody's name stands there, or no reason where one is asked.
        ReleaseStateError: The register does not allow it now.
        DomicileError: It could not be written down.
    """
    verb, key = verb_of(said.get("verb", "")), _key(said)
    require_known(domicile, key)
    require_reach(pass_key, key)
    reason = said.get("reason", "").strip()
    if verb in EXPLAINED and not reason:
        raise InvalidRequestError("this step takes a reason", remedy="Say why, and send it again.")
    motion = Motion(
        by=said.get("by", "").strip(),
        reason=reason,
        number=said.get("number", "").strip() if verb in NUMBERED else "",
        min_client=said.get("min_client", "").strip() if verb in OPENING else None,
    )
    return domicile.register.move(verb, key, motion)


def _note(domicile: Domicile, verb: Verb, release: Release | None, language: Language) -> str:
    """Say what the settings ask of an approval beside a name."""
    settings = domicile.settings.register
    if verb != "approve":
        return ""
    if settings.signed:
        return ACT["signed"].spoken(language)
    is_first = release is None or not release.is_pending
    return ACT["two_person"].spoken(language) if settings.two_person and is_first else ""


def _refusal(verb: Verb, state: ReleaseState | None, language: Language) -> str:
    if state in STEPS[verb].begins:
        return ""
    allowed = [VERBS[each].spoken(language) for each in may_do(state)]
    said = STATES[state] if state else ACT["absent"]
    return (
        ACT["not_allowed"]
        .spoken(language)
        .format(
            state=said.spoken(language),
            steps=COMMA.spoken(language).join(allowed) or ACT["no_steps"].spoken(language),
        )
    )


def _key(said: Mapping[str, str]) -> ReleaseKey:
    return ReleaseKey(
        MarketId(said.get("market", "")),
        FeatureId(said.get("feature", "")),
        SiteId(said.get("site", "")),
    )
