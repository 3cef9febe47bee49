"""A request, with what is known of its person and of the session."""

from dataclasses import replace
from typing import Final

from domicile.core.request import Choices, Request
from domicile.markets.facts import YOUNG, Facts
from domicile.policy.person.desk import PersonDesk

TIMED_USES: Final = frozenset({"companion"})
"""Uses in which the time of a session counts; the time of minors always does."""

_NOTHING: Final[frozenset[str]] = frozenset()


def known(request: Request, desk: PersonDesk) -> Request:
    """Return ``request`` with the person's recorded facts and choices, and the session's time.

    What is recorded and what the caller states hold both: neither takes anything back.

    Raises:
        StorageError: The store cannot be read or written.
    """
    if request.subject is not None:
        person = desk.about(request.subject)
        request = replace(
            request,
            facts=_both(request.facts, person.facts),
            choices=_joined(request.choices, person.choices),
        )
    if not _is_timed(request.facts):
        return request
    sitting = desk.sitting(request.subject, request.session)
    return replace(request, session_minutes=sitting.minutes, session_minutes_before=sitting.before)


def _both(stated: Facts, recorded: Facts) -> Facts:
    names = {*stated, *recorded}
    return {name: stated.get(name, _NOTHING) | recorded.get(name, _NOTHING) for name in names}


def _joined(stated: Choices, recorded: Choices) -> Choices:
    return Choices(
        consents=stated.consents | recorded.consents,
        device_only=stated.device_only or recorded.device_only,
        training=False if stated.training is False else recorded.training,
        personalization=stated.personalization and recorded.personalization,
    )


def _is_timed(facts: Facts) -> bool:
    return not (
        YOUNG.isdisjoint(facts.get("user", _NOTHING))
        and TIMED_USES.isdisjoint(facts.get("use", _NOTHING))
    )
