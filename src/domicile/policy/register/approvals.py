"""The approvals register: who let which feature run in which market on which site.

::

    none, withdrawn ── submit ──▶ filed
    filed, restricted, suspended ── approve ──▶ released
    released ── restrict ──▶ restricted
    released, restricted ── suspend ──▶ suspended
    any ── withdraw ──▶ withdrawn

``submit`` records proposed, assessed and filed; ``approve`` records approved and released. The
history is append-only, and every process sees a change at once.
"""

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from domicile.core.clock import Clock
from domicile.core.errors import InvalidRequestError, ReleaseStateError, UnknownSiteError
from domicile.core.request import Whereabouts
from domicile.core.settings import OperatorSettings
from domicile.core.site import Site
from domicile.markets.kinds.gate import GateParams
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Rule
from domicile.policy.binding import bound
from domicile.policy.inquiry import Inquiry
from domicile.policy.question import Question, put
from domicile.policy.register.numbers import number_problem
from domicile.store.database import Database
from domicile.store.releases import (
    Act,
    Release,
    ReleaseEvent,
    ReleaseKey,
    Releases,
    ReleaseState,
    ReleaseStore,
)

Verb = Literal["submit", "approve", "restrict", "suspend", "withdraw"]
"""What can be done to a release."""

_State = ReleaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a verb does."""

    begins: frozenset[ReleaseState | None]
    """States from which it may be done; None is a release that the register does not hold."""

    records: tuple[ReleaseState, ...]
    """States that it writes down; the last one stays."""


STEPS: Final[Mapping[Verb, Step]] = MappingProxyType(
    {
        "submit": Step(
            begins=frozenset({None, _State.WITHDRAWN}),
            records=(_State.PROPOSED, _State.ASSESSED, _State.FILED),
        ),
        "approve": Step(
            begins=frozenset({_State.FILED, _State.RESTRICTED, _State.SUSPENDED}),
            records=(_State.APPROVED, _State.RELEASED),
        ),
        "restrict": Step(begins=frozenset({_State.RELEASED}), records=(_State.RESTRICTED,)),
        "suspend": Step(
            begins=frozenset({_State.RELEASED, _State.RESTRICTED}), records=(_State.SUSPENDED,)
        ),
        "withdraw": Step(begins=frozenset(_State), records=(_State.WITHDRAWN,)),
    }
)
"""Every verb; what is not listed is forbidden."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """Who wants a step, and with what."""

    by: str
    """Who; not blank."""

    number: str = ""
    """Number that the market's regulator gave the app; empty keeps what the register holds."""

    evidence: Path | None = None
    """File that shows it; its digest is recorded, the file is not."""

    reason: str = ""
    """Why."""


class Register:
    """The approvals register. Safe to use from any thread.

    Args:
        database: The store.
        clock: Dates its history.
        atlas: Returns the markets as they are now; packs say where a number is asked for.
        sites: Every site of the settings, and the device.
        operator: The operator; gates ask whom it serves.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        atlas: Callable[[], Atlas],
        sites: Iterable[Site],
        operator: OperatorSettings,
    ) -> None:
        self._store = ReleaseStore(database)
        self._clock = clock
        self._atlas = atlas
        self._sites = {site.id: site for site in sites}
        self._operator = operator
        self._seen: tuple[int, Releases] | None = None

    def move(self, verb: Verb, key: ReleaseKey, motion: Motion) -> Release:
        """Carry out ``verb`` on the release ``key``; return it as it is now.

        Raises:
            ReleaseStateError: Its present state does not allow that.
            UnknownMarketError: No pack speaks for the market.
            UnknownSiteError: A release of this site cannot be opened; the settings lack it.
            InvalidRequestError: Somebody's name, the number or the evidence will not do.
            StorageError: It could not be written down.
        """
        if not motion.by.strip():
            raise InvalidRequestError("`by` is blank", remedy="Say who does it, with `--by NAME`.")
        evidence = _digest(motion.evidence)
        with self._store.change() as register:
            present = register.find(key)
            _allow(verb, present)
            release = present or _blank(key)
            if verb in {"submit", "approve"}:
                release = self._opened(verb, release, motion)
            act = Act(
                actor=motion.by, at=self._clock.now(), reason=motion.reason, evidence=evidence
            )
            for state in STEPS[verb].records:
                release = register.append(dataclasses.replace(release, state=state), act)
            return release

    def snapshot(self) -> Releases:
        """Return every release as it is now; costs microseconds while nothing changes.

        The same object comes back until a release has changed: what was decided with it holds.
        """
        version = self._store.version()
        seen = self._seen
        if seen is None or seen[0] != version:
            # The version is read first: a change in between is seen the next time.
            present = self._store.present()
            known = seen is not None and seen[1] == present  # others write to the store, too
            seen = self._seen = (version, seen[1] if seen is not None and known else present)
        return seen[1]

    def as_of(self, day: date) -> Releases:
        """Return every release as it was at the end of ``day``, in UTC."""
        return self._store.on_day(day)

    def history(self, key: ReleaseKey | None = None) -> tuple[ReleaseEvent, ...]:
        """Return everything that happened, oldest first; with ``key``, to that release only."""
        return self._store.history(key)

    def _opened(self, verb: Verb, release: Release, motion: Motion) -> Release:
        """Return ``release`` with the site's model when submitted, and with a number that will do.

        Only opening asks for the site: one that left the settings can still be closed.
        """
        site = self._sites.get(release.key.site)
        if site is None:
            raise UnknownSiteError("the site is not among those that the settings name")
        if verb == "submit":
            release = dataclasses.replace(
                release,
                number="",
                model=site.model,
                model_digest=site.model_digest,
                origin=site.origin,
            )
        release = dataclasses.replace(release, number=motion.number or release.number)
        self._check_number(verb, release, site)
        return release

    def _check_number(self, verb: Verb, release: Release, site: Site) -> None:
        asked = self._inquiry(release.key, site)
        question = put(asked, bound(asked, self._atlas()))
        gates = tuple(_numbered(question))
        facts = question.of_site(site)
        asking = next((rule for rule, _ in gates if question.holds(rule, facts)), None)
        if release.number:
            simulated = site.evidence == "simulated"
            for pattern in {params.number_format for _, params in gates} or {""}:
                problem = number_problem(release.number, pattern, simulated=simulated)
                if problem is not None:
                    raise InvalidRequestError(problem.en, remedy="Correct `--number`.")
        elif asking is not None and verb == "approve":
            raise InvalidRequestError(
                f"{asking.id} asks for the number that the regulator gave",
                remedy="Give it with `--number`.",
            )

    def _inquiry(self, key: ReleaseKey, site: Site) -> Inquiry:
        return Inquiry(
            feature=key.feature,
            modality="text",
            whereabouts=Whereabouts(
                operator=key.market, user=key.market, device=key.market, source="flag"
            ),
            audience=self._operator.audience,
            at=self._clock.now().date(),
            operator=self._operator,
            sites=(site,),
            releases={},
        )


def _numbered(question: Question) -> Iterator[tuple[Rule, GateParams]]:
    """Yield the gates that ask for a number of some site or other."""
    for rule in question.binding.of_a_site:
        if isinstance(rule.params, GateParams) and rule.params.number:
            yield rule, rule.params


def _blank(key: ReleaseKey) -> Release:
    return Release(key=key, state=_State.PROPOSED, number="", model="", model_digest="")


def _allow(verb: Verb, present: Release | None) -> None:
    begins = STEPS[verb].begins
    state = present.state if present else None
    if state not in begins:
        needed = ", ".join(sorted(state.value if state else "none" for state in begins))
        now = state.value if state else "not in the register"
        raise ReleaseStateError(f"the release is {now}; `{verb}` needs it to be {needed}")


def _digest(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise InvalidRequestError(
            f"the evidence cannot be read ({error.strerror})",
            remedy="Name a file that exists with `--evidence`.",
        ) from error
