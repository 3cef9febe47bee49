"""Legal holds: who placed them, what they keep, and that they visibly stop every deletion."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from domicile.core.clock import Clock, Entropy
from domicile.core.errors import InvalidRequestError
from domicile.core.ids import MarketId, SubjectId
from domicile.markets.resolve import Atlas
from domicile.policy.errors import UnknownHoldError
from domicile.policy.retention.records import record_named
from domicile.store.expiry.cut import NOWHERE, Held
from domicile.store.holds import Act, Hold, HoldStore, Scope

ID_BYTES: Final = 6
"""Length of a hold's name, in random bytes."""

MAX_WORDS: Final = 2000
"""Longest name, reason or person, in characters."""


class HoldTally(NamedTuple):
    """Holds of a span of time, as they are counted in public."""

    placed: int
    """Placed within it."""

    lifted: int
    """Lifted within it."""

    standing: int
    """Standing at its end."""


class HoldBook:
    """The legal holds of one installation. Safe to use from any thread and process.

    Args:
        store: Keeps them.
        atlas: The markets as they are now.
        clock: Dates them.
        entropy: Names them.
    """

    def __init__(
        self, store: HoldStore, *, atlas: Callable[[], Atlas], clock: Clock, entropy: Entropy
    ) -> None:
        self._store = store
        self._atlas = atlas
        self._clock = clock
        self._entropy = entropy

    def place(self, scope: Scope, *, by: str, reason: str) -> Hold:
        """Place a hold: what it covers is not deleted until it is lifted.

        It binds every deletion that begins after this returns, in every process.

        Args:
            scope: What it covers.
            by: Who places it.
            reason: For which order or matter.

        Raises:
            InvalidRequestError: Nobody is named, no reason is given, or there is no such record.
            UnknownMarketError: No pack speaks for the market.
            StorageError: The store cannot be written.
        """
        if scope.record:
            record_named(scope.record)
        if scope.market:
            self._atlas().jurisdiction(scope.market)
        hold = Hold(
            id=self._entropy.token(ID_BYTES).hex(),
            scope=replace(scope, subject=scope.subject or None),
            placed=self._act(by, reason),
        )
        _check(scope.subject or "", "subject")
        self._store.place(hold)
        return hold

    def lay(self, *, by: str, reason: str, market: MarketId, subject: SubjectId | None) -> str:
        """Place a hold on all records of a market or a person; return its name. See `place`."""
        return self.place(Scope(market=market, subject=subject), by=by, reason=reason).id

    def lift(self, hold_id: str, *, by: str, reason: str = "") -> Hold:
        """Lift a hold; it stays in the history.

        Raises:
            InvalidRequestError: Nobody is named.
            UnknownHoldError: No hold that stands has this id.
            StorageError: The store cannot be written, or somebody else has just lifted it.
        """
        found = next((hold for hold in self.standing() if hold.id == hold_id), None)
        if found is None:
            raise UnknownHoldError("no legal hold that stands has this id")
        act = self._act(by, reason or "lifted")
        self._store.lift(hold_id, act)
        return replace(found, lifted=act)

    def all(self) -> tuple[Hold, ...]:
        """Return every hold that there ever was, oldest first; see `HoldStore.all`."""
        return self._store.all()

    def standing(self) -> tuple[Hold, ...]:
        """Return the holds that stand, oldest first."""
        return tuple(hold for hold in self._store.all() if hold.lifted is None)

    def covers(
        self,
        *,
        record: str | None = None,
        market: MarketId | None = None,
        subject: SubjectId | None = None,
    ) -> tuple[Hold, ...]:
        """Return the holds that stand and keep something of what is named from being deleted.

        What is left out may be anything: a hold that could reach it, does.

        Args:
            record: The record; see `records.RECORDS`.
            market: The market; `NOWHERE` for rows of none, which any hold on a market keeps.
            subject: The person. A hold on a record that holds nobody does not reach them.
        """
        return tuple(
            hold
            for hold in self.standing()
            if _meets(hold.scope, record, market) and _reaches(hold.scope, record, subject)
        )

    def held(self, record: str, market: MarketId) -> Held:
        """Return what holds keep of one record in one market.

        A hold on a person keeps a record whole in which nobody knows whose a row is.
        """
        found = self.covers(record=record, market=market)
        people = record_named(record).people
        subjects = frozenset(hold.scope.subject for hold in found if hold.scope.subject is not None)
        is_whole = any(hold.scope.subject is None for hold in found)
        if people == "unnamed" and subjects:
            is_whole = True
        return Held(whole=is_whole, subjects=frozenset() if is_whole else subjects)

    def tally(self, since: datetime, until: datetime) -> HoldTally:
        """Count the holds of a span of time, its ends included; both aware of their zone."""
        holds = self._store.all()
        placed = [_moment(hold.placed) for hold in holds]
        lifted = [_moment(hold.lifted) for hold in holds if hold.lifted is not None]
        return HoldTally(
            placed=sum(since <= at <= until for at in placed),
            lifted=sum(since <= at <= until for at in lifted),
            standing=sum(at <= until for at in placed) - sum(at <= until for at in lifted),
        )

    def _act(self, by: str, reason: str) -> Act:
        if not by.strip():
            raise InvalidRequestError("a hold needs the name of who acts", param="by")
        if not reason.strip():
            raise InvalidRequestError("a hold needs a reason", param="reason")
        _check(by, "by")
        _check(reason, "reason")
        at = self._clock.now().isoformat(timespec="seconds")
        return Act(by=by, reason=reason, at=at)


def _check(text: str, name: str) -> None:
    if len(text) > MAX_WORDS:
        raise InvalidRequestError(f"longer than {MAX_WORDS} characters", param=name)


def _meets(scope: Scope, record: str | None, market: MarketId | None) -> bool:
    is_record = record is None or scope.record in {"", record}
    is_market = market is None or market == NOWHERE or scope.market in {"", market}
    return is_record and is_market


def _reaches(scope: Scope, record: str | None, subject: SubjectId | None) -> bool:
    """Return whether a hold reaches a person, or, of one on a person, whether the record does."""
    if scope.subject is not None and record is not None and record_named(record).people == "none":
        return False
    if subject is None:
        return True
    if scope.record and record_named(scope.record).people == "none":
        return False
    return scope.subject in {None, subject}


def _moment(act: Act) -> datetime:
    return datetime.fromisoformat(act.at)
