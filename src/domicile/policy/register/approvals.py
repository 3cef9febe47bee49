"""The approvals register: who let which feature run in which market on which site.

What can be done, and when, stands in ``steps``; what a release rests on, in ``grounds``. The
history is append-only and chained (``chain``), and its digests go into the market's log
(``outbox``): what opens is open only once it is there. Every process sees a change at once.
"""

import contextlib
import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, date, datetime, time

from domicile.core.clock import Clock, Entropy
from domicile.core.errors import (
    DomicileError,
    InvalidRequestError,
    InvalidValueError,
    UnknownSiteError,
)
from domicile.core.ids import MarketId, SiteId
from domicile.core.settings import OperatorSettings, RegisterSettings
from domicile.core.site import Site
from domicile.markets.resolve import Atlas
from domicile.policy.evidence import digest_of
from domicile.policy.register import moving, outbox
from domicile.policy.register.approvers import approvers
from domicile.policy.register.moving import Motion, Pen
from domicile.policy.register.numbering import check_number
from domicile.policy.register.numbers import MAX_CHARS, number_key
from domicile.policy.register.outbox import Audited, OpenLog
from domicile.policy.register.present import present, stands
from domicile.policy.register.steps import OPENING, STEPS, allow
from domicile.store.database import Database
from domicile.store.register import Mark, OpenRegister, Recall, ReleaseStore
from domicile.store.releases import (
    Release,
    ReleaseEvent,
    ReleaseKey,
    ReleaseState,
    Snapshot,
    Verb,
)

__all__ = ["STEPS", "Motion", "Register", "Verb"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Memory:
    """The last snapshot, and what it was taken of."""

    version: int
    """Version of the store when it was last looked at."""

    world: tuple[Mark, RegisterSettings]
    """State of the register, and the settings."""

    snapshot: Snapshot
    """The snapshot."""


@dataclass(slots=True, eq=False)
class Register:
    """The approvals register. Safe to use from any thread."""

    database: Database
    """The store."""

    clock: Clock
    """Dates its history."""

    _: KW_ONLY

    atlas: Callable[[], Atlas]
    """The markets as they are now; packs say where a number is asked for."""

    sites: Callable[[], Iterable[Site]]
    """Every site of the settings as they are now, and the device."""

    operator: Callable[[], OperatorSettings]
    """The operator as the settings say now; gates ask whom it serves."""

    log: OpenLog
    """Opens a market's log; nothing is open before it is written there."""

    entropy: Entropy
    """Salts the history."""

    settings: Callable[[], RegisterSettings] = RegisterSettings
    """How releases are approved, as the settings say now."""

    _seen: _Memory | None = field(default=None, init=False, repr=False)

    def move(self, verb: Verb, key: ReleaseKey, motion: Motion) -> Release:
        """Carry out ``verb`` on the release ``key``; return it as it is now.

        What closes, closes at once. What opens is open as soon as it is in the market's log; where
        that failed, the release that is returned says so, and ``log_pending`` completes it.

        Raises:
            ReleaseStateError: Its present state does not allow that, it takes another person, or
                it rests on a number that was recalled.
            UnknownMarketError: No pack speaks for the market.
            UnknownSiteError: A release of this site cannot be opened; the settings lack it.
            InvalidRequestError: Somebody's name, the number, the evidence, a certificate, the
                client's version or the approver's key will not do.
            SecretError: The approver's key, or the log's, cannot be used.
            StorageError: It could not be written down.
        """
        moving.check_motion(motion)
        settings = self.settings()
        with self._store.change() as register:
            found = register.last(key)
            last = found if found is not None and stands(found) else None
            allow(verb, last.release if last else None)
            release = self._prepared(verb, last.release if last else _blank(key), motion, register)
            pen = self._pen(register, motion, settings, must_log=verb in {"submit", "approve"})
            least = last.release.min_client if last else ""
            moving.check_signed(verb, least, release, motion, settings=settings)
            for state in moving.next_states(
                verb, release, motion, last=last, settings=settings, known=pen.known
            ):
                step = dataclasses.replace(release, state=state)
                found = pen.write(verb, step, motion, after=found)
                release = found.release
        return self._logged(release)

    def recall(self, number: str, motion: Motion) -> tuple[Release, ...]:
        """Withdraw every release that rests on ``number``, in one step, and keep it out for good.

        Args:
            number: A filing number of a model, or a number of the app, that was taken back.
            motion: Who recalls it, and why.

        Returns:
            The releases that were withdrawn.

        Raises:
            InvalidRequestError: The number, or somebody's name, will not do.
            StorageError: It could not be written down; then nothing was.
        """
        moving.check_motion(motion)
        wanted = number_key(number)
        printed = "".join(number.split()).isprintable()
        if not wanted or len(number) > MAX_CHARS or not printed:
            raise InvalidRequestError(
                "`filing` is no number", remedy="Give the number that was taken back."
            )
        withdrawn = []
        with self._store.change() as register:
            pen = self._pen(register, motion, self.settings(), must_log=False)
            register.recall(
                Recall(number=wanted, actor=motion.by, at=pen.now, reason=motion.reason)
            )
            for last in filter(None, map(register.last, register.keys())):
                if _rests_on(last.release, wanted):
                    gone = dataclasses.replace(last.release, state=ReleaseState.WITHDRAWN)
                    written = pen.write("recall", gone, motion, after=last)
                    withdrawn.append(written.release)
        return tuple(self._logged(each) for each in withdrawn)

    def log_pending(self) -> int:
        """Write every event that waits into its market's log; return how many waited.

        Whoever finds it calls it: a running gateway does so all the time. It is safe at any time,
        in any process; no event is lost, and none is logged twice.

        Raises:
            SecretError: The key of a log cannot be used.
            ConsistencyError: A log contradicts itself.
            StorageError: A log cannot be written.
        """
        return outbox.log_pending(self._store, self.log)

    def verify(self) -> Audited:
        """Check the whole history against itself and the logs, after logging what waits.

        Raises:
            ConsistencyError: Something was changed, removed or added.
            SecretError: The key of a log cannot be used.
            StorageError: A log cannot be written.
        """
        self.log_pending()
        recalled = frozenset(each.number for each in self._store.recalls())
        return outbox.audit(self._store.history(), recalled, self.log)

    def snapshot(self) -> Snapshot:
        """Return every release as it is now; costs microseconds while nothing changes.

        The same object comes back until a release, or the settings, have changed: what was decided
        with it holds.

        Raises:
            InvalidValueError: The settings name an approver with a key that is none.
        """
        # The version is read first: a change in between is seen the next time.
        version, settings, seen = self._store.version(), self.settings(), self._seen
        if seen is not None and seen.version == version and seen.world[1] == settings:
            return seen.snapshot
        world = self._store.mark(), settings
        if seen is None or seen.world != world:
            recalled = (each.number for each in self._store.recalls())
            found = present(self._store.history(), recalled, settings)
        else:
            found = seen.snapshot  # others write to the store, too
        self._seen = _Memory(version=version, world=world, snapshot=found)
        return found

    def as_of(self, day: date) -> Snapshot:
        """Return every release as it was at the end of ``day``, in UTC."""
        end = datetime.combine(day, time.max, UTC)
        events = [event for event in self._store.history() if event.act.at <= end]
        recalled = (each.number for each in self._store.recalls() if each.at <= end)
        return present(events, recalled, self.settings())

    def history(self, key: ReleaseKey | None = None) -> tuple[ReleaseEvent, ...]:
        """Return everything that happened, oldest first; with ``key``, to that release only."""
        events = self._store.history()
        return tuple(each for each in events if key in {None, each.release.key})

    @property
    def _store(self) -> ReleaseStore:
        return ReleaseStore(self.database)

    def _prepared(
        self, verb: Verb, release: Release, motion: Motion, register: OpenRegister
    ) -> Release:
        """Return ``release`` as ``verb`` makes it, but for its state.

        Only opening asks for the site: one that left the settings can still be closed.
        """
        if verb == "require":
            if motion.min_client is None:
                raise InvalidRequestError(
                    "`require` asks for a version", remedy="Give it with `--min-client`."
                )
            return moving.required(release, motion)
        if verb not in OPENING:
            return release
        site, now = self._site(release.key.site), self.clock.now()
        if verb == "submit":
            release = moving.submitted(release, site, motion, now=now)
        else:
            release = moving.approved(release, motion)
        moving.refuse_recalled(release, site, register.recalled())
        check_number(
            release,
            site,
            atlas=self.atlas(),
            operator=self.operator(),
            at=now.date(),
            is_opening=verb == "approve",
        )
        return release

    def _site(self, wanted: SiteId) -> Site:
        for site in self.sites():
            if site.id == wanted:
                return site
        raise UnknownSiteError("the site is not among those that the settings name")

    def _pen(
        self, register: OpenRegister, motion: Motion, settings: RegisterSettings, *, must_log: bool
    ) -> Pen:
        def size(market: MarketId) -> int:
            # What closes must not fail because of a log; then its line is looked for everywhere.
            with contextlib.nullcontext() if must_log else contextlib.suppress(DomicileError):
                return self.log(market).size()
            return 0

        try:
            known = approvers(settings)
        except InvalidValueError:
            if must_log:
                raise
            known = {}
        return Pen(
            register=register,
            now=self.clock.now(),
            evidence=digest_of(motion.evidence, "--evidence"),
            entropy=self.entropy,
            log_size=size,
            known=known,
        )

    def _logged(self, release: Release) -> Release:
        """Return ``release`` as it is now, after logging what waits as far as that can be done."""
        with contextlib.suppress(DomicileError):
            self.log_pending()
        with contextlib.suppress(InvalidValueError):  # what closed is closed whatever they say
            present_ = self.snapshot().get(release.key)
            if present_ is not None and present_.event == release.event:
                return present_
        return release


def _rests_on(release: Release, number: str) -> bool:
    is_withdrawn = release.state is ReleaseState.WITHDRAWN
    numbers = {number_key(release.number), number_key(release.filing_no)}
    return not is_withdrawn and number in numbers


def _blank(key: ReleaseKey) -> Release:
    return Release(key=key, state=ReleaseState.PROPOSED, number="", model="", model_digest="")
