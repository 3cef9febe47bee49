"""What can be done to a release, and when.

::

    none, withdrawn ── submit ──▶ filed
    filed, approved, restricted, suspended ── approve ──▶ released
    released ── restrict ──▶ restricted
    released, restricted ── suspend ──▶ suspended
    filed, released, restricted ── require ──▶ as it is, for newer clients only
    any ── withdraw ──▶ withdrawn

``submit`` records proposed, assessed and filed; ``approve`` records approved and released. Where it
takes two people, the first ``approve`` ends in approved (a restricted release stays restricted),
and another person's ends in released.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from domicile.core.errors import ReleaseStateError
from domicile.policy.register.likeness import letters
from domicile.policy.register.versions import parse_version
from domicile.store.releases import Release, ReleaseEvent, ReleaseState, Verb

_State = ReleaseState

OPENING: Final = frozenset({"submit", "approve", "require"})
"""Deeds that open, or prepare it: nothing is open before they are in the log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a verb does."""

    begins: frozenset[ReleaseState | None]
    """States from which it may be done; None is a release that the register does not hold."""

    records: tuple[ReleaseState, ...]
    """States that it writes down; the last one stays. Empty: the state stays as it is."""


STEPS: Final[Mapping[Verb, Step]] = MappingProxyType(
    {
        "submit": Step(
            begins=frozenset({None, _State.WITHDRAWN}),
            records=(_State.PROPOSED, _State.ASSESSED, _State.FILED),
        ),
        "approve": Step(
            begins=frozenset({_State.FILED, _State.APPROVED, _State.RESTRICTED, _State.SUSPENDED}),
            records=(_State.APPROVED, _State.RELEASED),
        ),
        "restrict": Step(begins=frozenset({_State.RELEASED}), records=(_State.RESTRICTED,)),
        "suspend": Step(
            begins=frozenset({_State.RELEASED, _State.RESTRICTED}), records=(_State.SUSPENDED,)
        ),
        "withdraw": Step(begins=frozenset(_State), records=(_State.WITHDRAWN,)),
        "require": Step(
            begins=frozenset({_State.FILED, _State.RELEASED, _State.RESTRICTED}), records=()
        ),
    }
)
"""Every verb; what is not listed is forbidden."""


def allow(verb: Verb, present: Release | None) -> None:
    """Make sure that ``verb`` may be done to ``present``.

    Raises:
        ReleaseStateError: It may not; the message names what may.
    """
    state = present.state if present else None
    if state in STEPS[verb].begins:
        return
    needed = ", ".join(sorted(each.value if each else "none" for each in STEPS[verb].begins))
    now = state.value if state else "not in the register"
    ways = "; ".join(
        f"`{each}` leads to {(step.records or (state,))[-1]}"
        for each, step in STEPS.items()
        if state in step.begins
    )
    raise ReleaseStateError(
        f"the release is {now}; `{verb}` needs it to be {needed}",
        remedy=f"What is allowed now: {ways}.",
    )


def recorded(
    verb: Verb, present: ReleaseState | None, *, is_first_of_two: bool, is_second: bool
) -> tuple[ReleaseState, ...]:
    """Return the states that ``verb`` writes down, from ``present`` on.

    Args:
        verb: What is done; it is allowed.
        present: The present state; None is a release that the register does not hold.
        is_first_of_two: Whether another person has to approve after this one.
        is_second: Whether another person has approved before.
    """
    if verb == "require" and present is not None:
        return (present,)
    if verb == "approve" and is_first_of_two:
        return (present,) if present is _State.RESTRICTED else (_State.APPROVED,)
    if verb == "approve" and (is_second or present is _State.APPROVED):
        return (_State.RELEASED,)
    return STEPS[verb].records


def is_half_approved(last: ReleaseEvent | None) -> bool:
    """Return whether ``last`` is an approval that waits for another person's."""
    return (
        last is not None
        and last.act.verb == "approve"
        and last.release.state in {_State.APPROVED, _State.RESTRICTED}
    )


def loosens(old: str, new: str) -> bool:
    """Return whether a client may be older under the minimum ``new`` than under ``old``."""
    least, before = parse_version(new), parse_version(old)
    return bool(old) and (least is None or before is None or least < before)


def person(name: str) -> str:
    """Return ``name`` in the form in which people are compared."""
    return letters(name)
