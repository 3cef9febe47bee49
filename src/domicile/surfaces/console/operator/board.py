"""The board: every release in the column of its state, with what it lacks and what may be done."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domicile.app import Domicile
from domicile.core.content import Content, Message
from domicile.core.decision import Outcome, Reason
from domicile.core.errors import UsageError
from domicile.core.text import Bilingual, Language
from domicile.policy.caller import Caller
from domicile.policy.register.steps import STEPS
from domicile.store.releases import Act, Release, ReleaseKey, ReleaseState, Verb
from domicile.surfaces.console.operator.words import STATES, VERBS
from domicile.surfaces.releases import remark

COLUMNS: Final = (
    ReleaseState.FILED,
    ReleaseState.APPROVED,
    ReleaseState.RELEASED,
    ReleaseState.RESTRICTED,
    ReleaseState.SUSPENDED,
    ReleaseState.WITHDRAWN,
)
"""The columns, from left to right; a release rests in no other state."""

SAID: Final = frozenset({"approval.missing", "approval.suspended", "approval.withdrawn"})
"""Reasons that say no more than the column in which a release stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something that closes a release."""

    rule: str
    """The rule that asks for it."""

    citation: str
    """Where that is written."""

    text: str
    """What was found."""

    remedy: str
    """What would help; empty where nothing would."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One release."""

    release: Release
    """What the register holds."""

    names: tuple[str, str]
    """Market and feature, for people."""

    act: Act
    """Who brought it to this state."""

    remark: str
    """What else is to be known of it; empty for nothing."""

    is_open: bool
    """Whether a request without personal data would be served."""

    is_demo: bool
    """Whether its site is made up for a demo."""

    is_gone: bool
    """Whether the settings no longer name its site."""

    missing: tuple[Missing, ...]
    """What closes it, beside its state."""

    steps: tuple[tuple[Verb, str], ...]
    """What may be done now, and what that is called."""

    @property
    def since(self) -> datetime:
        """Since when it is so."""
        return self.act.at

    @property
    def place(self) -> str:
        """Its name on the page."""
        return "-".join(self.release.key)

    @property
    def address(self) -> Mapping[str, str]:
        """What names it in an address."""
        return self.release.key._asdict()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """All releases of one state."""

    state: ReleaseState
    """The state."""

    title: str
    """What it is called."""

    cards: tuple[Card, ...]
    """The releases."""


def board(domicile: Domicile, language: Language) -> tuple[Column, ...]:
    """Return the board as the register is now, in the words of ``language``."""
    releases = domicile.register.snapshot()
    acts = {event.release.key: event.act for event in domicile.register.history()}
    cards = [
        _card(domicile, releases[key], acts[key], language)
        for key in sorted(releases)
        if key in acts  # one that was made after the history was read waits for the next page
    ]
    return tuple(
        Column(
            state=state,
            title=STATES[state].spoken(language),
            cards=tuple(card for card in cards if card.release.state is state),
        )
        for state in COLUMNS
    )


def may_do(state: ReleaseState | None) -> tuple[Verb, ...]:
    """Return the verbs that the register allows from ``state``."""
    return tuple(verb for verb, step in STEPS.items() if state in step.begins)


def names_of(domicile: Domicile, key: ReleaseKey, language: Language) -> tuple[str, str]:
    """Return what market and feature are called; by their ids where they are gone."""
    return (
        _named(lambda: domicile.atlas.get(key.market).name, key.market).spoken(language),
        _named(lambda: domicile.feature(key.feature).title, key.feature).spoken(language),
    )


def _card(domicile: Domicile, release: Release, act: Act, language: Language) -> Card:
    key = release.key
    site = next((each for each in domicile.sites.sites if each.id == key.site), None)
    reasons = None if site is None else _refusing(domicile, key)
    return Card(
        release=release,
        names=names_of(domicile, key, language),
        act=act,
        remark=remark(release, language),
        is_open=reasons == (),
        is_demo=site is not None and site.evidence == "simulated",
        is_gone=site is None,
        missing=_missing(reasons or (), language),
        steps=tuple((verb, VERBS[verb].spoken(language)) for verb in may_do(release.state)),
    )


def _refusing(domicile: Domicile, key: ReleaseKey) -> tuple[Reason, ...] | None:
    """Return what closes a release to a request without personal data; None: it cannot be asked."""
    caller = Caller(market=key.market, source="flag", site=key.site)
    content = Content(messages=(Message(role="user"),))
    try:
        request = domicile.request(key.feature, content, caller)
    except UsageError:  # market or feature is gone
        return None
    reasons = domicile.decide(request, frozenset()).reasons
    return tuple(each for each in reasons if each.outcome is Outcome.REFUSE)


def _missing(reasons: Iterable[Reason], language: Language) -> tuple[Missing, ...]:
    """Leave out what the column says already."""
    return tuple(
        Missing(
            rule=reason.rule,
            citation=reason.citation,
            text=reason.text.spoken(language),
            remedy=reason.remedy.spoken(language) if reason.remedy else "",
        )
        for reason in reasons
        if reason.rule not in SAID
    )


def _named(look_up: Callable[[], Bilingual], word: str) -> Bilingual:
    try:
        return look_up()
    except UsageError:
        return Bilingual(en=word, zh=word)
