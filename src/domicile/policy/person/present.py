"""From everything that was said to what holds now."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from domicile.core.findings import DataClass
from domicile.core.ids import MarketId
from domicile.core.request import Choices
from domicile.markets.facts import AGES, BRACKETS, GUARDIAN
from domicile.policy.person.person import Person
from domicile.store.people.acts import GIVEN, OFF, ON, Act, Topic

GUARDIAN_CONSENT: Final = "guardian"
"""Word of the consent by which a guardian lets a young person use the features at all."""

YOUNG: Final = frozenset(
    {*AGES, *(bracket for bracket, says in BRACKETS.items() if not says.isdisjoint(AGES[:-1]))}
) - {AGES[-1]}
"""Ages so young that a guardian speaks for the person; who is only ``minor`` speaks for
themselves."""

PERSONALIZATION: Final = "personalization"
TRAINING: Final = "training"
DEVICE_ONLY: Final = "device_only"

SWITCHES: Final = (PERSONALIZATION, TRAINING, DEVICE_ONLY)
"""What a person can switch on and off."""

VersionOf = Callable[[MarketId, str], str]
"""Tells the present version of a market's text by its name; empty when there is no such text."""

_USER: Final = "user"


def present(acts: Iterable[Act], seen: Mapping[str, str], version_of: VersionOf) -> Person:
    """Return what holds after ``acts``.

    Args:
        acts: Everything that was said, oldest first; of one word the last act counts.
        seen: Notices that were shown, with their versions.
        version_of: An agreement to an older text does not hold for the present one.
    """
    last: dict[tuple[Topic, str], Act] = {(act.topic, act.word): act for act in acts}
    user = _told(last)
    consents = {
        act.word: act
        for act in last.values()
        if act.topic == "consent" and act.value == GIVEN and _counts(act, user)
    }
    is_restricted = _is(last, "restriction", _USER, ON)
    words = user | {GUARDIAN} if GUARDIAN_CONSENT in consents else user
    return Person(
        facts=MappingProxyType({_USER: words} if words else {}),
        choices=_choices(last, consents, is_restricted=is_restricted),
        agreed=frozenset(
            act.word
            for act in last.values()
            if act.topic == "agreement"
            and act.value == GIVEN
            and act.version == version_of(act.market, act.notice)
        ),
        seen=seen,
        consent_ids=MappingProxyType({word: act.id for word, act in consents.items()}),
        is_restricted=is_restricted,
    )


def _told(last: Mapping[tuple[Topic, str], Act]) -> frozenset[str]:
    act = last.get(("fact", _USER))
    return frozenset() if act is None or not act.value else frozenset(act.value.split(","))


def _counts(act: Act, user: frozenset[str]) -> bool:
    """Return whether a consent holds: of the youngest, only one that a guardian gave."""
    return bool(act.by) or YOUNG.isdisjoint(user)


def _choices(
    last: Mapping[tuple[Topic, str], Act], consents: Mapping[str, Act], *, is_restricted: bool
) -> Choices:
    known = {each.value: each for each in DataClass}
    trains = last.get(("choice", TRAINING))
    return Choices(
        consents=frozenset(known[word] for word in consents if word in known),
        device_only=is_restricted or _is(last, "choice", DEVICE_ONLY, ON),
        training=False if is_restricted else None if trains is None else trains.value == ON,
        personalization=not (is_restricted or _is(last, "choice", PERSONALIZATION, OFF)),
    )


def _is(last: Mapping[tuple[Topic, str], Act], topic: Topic, word: str, value: str) -> bool:
    act = last.get((topic, word))
    return act is not None and act.value == value
