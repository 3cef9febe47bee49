"""How releases stand after a history: the last event of each, and whether it opens anything."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import MappingProxyType

from domicile.core.settings import RegisterSettings
from domicile.policy.register.approvers import Approvers, approvers, signed_by
from domicile.policy.register.chain import break_in, facts, is_same
from domicile.policy.register.steps import OPENING, is_half_approved, loosens
from domicile.store.releases import Bar, Release, ReleaseEvent, ReleaseKey, ReleaseState, Snapshot

OPEN_STATES = frozenset({ReleaseState.RELEASED, ReleaseState.RESTRICTED})
"""States in which a release serves somebody."""


def present(
    history: Sequence[ReleaseEvent], recalled: Iterable[str], settings: RegisterSettings
) -> Snapshot:
    """Return how every release stands after ``history``.

    Raises:
        InvalidValueError: The settings name approvers with keys that are none.
    """
    known = approvers(settings)
    # A forged history could hold any act twice; only where nobody signs is it trusted unread.
    is_intact = not settings.signed or break_in(history) is None
    runs: dict[ReleaseKey, list[ReleaseEvent]] = {}
    for event in history:
        runs.setdefault(event.release.key, []).append(event)
    releases = {
        key: _standing(run, settings, known, is_intact=is_intact)
        for key, run in runs.items()
        if stands(run[-1])
    }
    return Snapshot(MappingProxyType(releases), frozenset(recalled))


def stands(last: ReleaseEvent) -> bool:
    """Return whether ``last`` still counts.

    What was written before the history was chained rests on less than is asked for now; of that,
    only a suspension holds.
    """
    return bool(last.digest) or last.release.state is ReleaseState.SUSPENDED


def _standing(
    run: Sequence[ReleaseEvent], settings: RegisterSettings, known: Approvers, *, is_intact: bool
) -> Release:
    release = run[-1].release
    is_signed = is_intact and is_granted(run, known, two_person=settings.two_person)
    return replace(
        release,
        barred=_bar(run, is_signed=is_signed or not settings.signed),
        is_signed=is_signed,
        is_pending=settings.two_person and is_half_approved(run[-1]),
    )


def _bar(run: Sequence[ReleaseEvent], *, is_signed: bool) -> Bar:
    if run[-1].release.state not in OPEN_STATES:
        return ""
    if not is_signed:
        return "unsigned"
    waits = any(each.log_index is None and each.act.verb in OPENING for each in run)
    return "unlogged" if waits else ""


def is_granted(run: Sequence[ReleaseEvent], known: Approvers, *, two_person: bool) -> bool:
    """Return whether approvers signed what made the release at the end of ``run`` open.

    Args:
        run: Everything that happened to one release, oldest first.
        known: The approvers.
        two_person: Whether it takes two of them.
    """
    last = len(run) - 1
    while last > 0 and not _opens(run[last]):
        if not _keeps(run[last - 1], run[last], known, two_person=two_person):
            return False
        last -= 1
    grant = run[last]
    if not _opens(grant):
        return False
    key = signed_by(grant, known)
    if key is None or not two_person:
        return key is not None
    first = run[last - 1] if last > 0 and is_half_approved(run[last - 1]) else None
    if first is None or not is_same(first.release, grant.release):
        return False
    other = signed_by(first, known)
    return other is not None and other.public_key != key.public_key


def _opens(event: ReleaseEvent) -> bool:
    return event.act.verb == "approve" and event.release.state is ReleaseState.RELEASED


def _keeps(
    before: ReleaseEvent, after: ReleaseEvent, known: Approvers, *, two_person: bool
) -> bool:
    """Return whether ``after`` opens nothing that ``before`` did not, or an approver signed it."""
    old, new = before.release, after.release
    verb, states = after.act.verb, (old.state, new.state)
    if verb == "require" and old.state is new.state:
        if facts(replace(new, min_client=old.min_client)) != facts(old):
            return False
        signed = not two_person and signed_by(after, known) is not None
        return signed or not loosens(old.min_client, new.min_client)
    restricts = verb == "restrict" and states == (ReleaseState.RELEASED, ReleaseState.RESTRICTED)
    waits = verb == "approve" and states == (ReleaseState.RESTRICTED, ReleaseState.RESTRICTED)
    return (restricts or waits) and is_same(old, new)
