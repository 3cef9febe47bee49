"""The desk of cases: opens them, moves them on, and shows what is due.

What an authority asks for is held at once, and escalated where a rule says so; nothing is answered
or refused to it but by two people. Whoever complains gets a secret, and looks their case up by it.
"""

import dataclasses
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from domicile.core.clock import Clock, Entropy
from domicile.core.errors import ConsistencyError, InvalidRequestError, SettingsError, StorageError
from domicile.core.ids import MarketId, SubjectId
from domicile.policy.cases.applied import due_of, kind_of, written
from domicile.policy.cases.case import (
    ASKER,
    HOUSE,
    MAX_TEXT_CHARS,
    Act,
    Asked,
    Case,
    Opening,
    require_name,
    require_short,
)
from domicile.policy.cases.checks import check
from domicile.policy.cases.ledger import Ledger, taken
from domicile.policy.cases.moves import moved
from domicile.policy.cases.outbox import Outbox
from domicile.policy.cases.signing import SIGNED, require_two
from domicile.policy.cases.states import BEGINS, Verb
from domicile.policy.cases.surroundings import Surroundings
from domicile.policy.errors import TooManyError, UnknownCaseError
from domicile.policy.register.approvers import Approvers
from domicile.store.cases import CaseFact, CaseId, CaseRow, CaseStore, OpenCases, fact_of
from domicile.store.database import Database
from domicile.store.vault import Vault

ID_BYTES: Final = 8
SECRET_BYTES: Final = 20

COMPLAINTS_A_MINUTE: Final = 30
"""Most complaints that are taken within a minute through one key."""

COMPLAINT: Final = "complaint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """A complaint that was taken."""

    case: Case
    """The case."""

    secret: str
    """With it, and with it alone, it can be looked up; kept nowhere."""


class CaseDesk:
    """The cases of one installation. Safe to use from any thread and process.

    Args:
        database: The store.
        vault: Encrypts at rest.
        around: What it asks others for.
        clock: Tells the time.
        entropy: Where names and secrets come from.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        *,
        around: Surroundings,
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._around = around
        self._clock = clock
        self._entropy = entropy
        self._store = CaseStore(database)
        self._outbox = Outbox(self._store, around.log)
        self._ledger = Ledger(vault, self._outbox, clock=clock, entropy=entropy)

    def open(self, event: str, market: MarketId, opening: Opening) -> Case:
        """Open a case of ``event`` in ``market``.

        What an authority asks for is held; where a rule speaks to it, it is escalated at once, and
        the rule is named.

        Args:
            event: What happened, in the packs' words: ``foreign_request``, ``pi_breach`` …
            market: Where.
            opening: Who asks for what.

        Raises:
            InvalidRequestError: No case is made of the event, or something is too long.
            UnknownMarketError: No pack speaks for the market.
            UnknownSiteError: The settings know no such site.
            UnsupportedError: Nobody lays legal holds here.
            StorageError: It could not be written down; no case was opened.
        """
        return self._open(event, market, opening, secret=b"")

    def complain(self, market: MarketId, asked: Asked, *, via: str = "") -> Acknowledged:
        """Take a complaint in, and give out the secret by which it is looked up.

        Law: Interim Measures for Generative AI Services Art. 15.

        Raises:
            InvalidRequestError: Nothing is complained of, or something is too long.
            TooManyError: More came in through ``via`` than are taken.
            UnknownMarketError: No pack speaks for the market.
            StorageError: It could not be written down; no case was opened.
        """
        secret = self._entropy.token(SECRET_BYTES).hex()
        case = self._open(
            COMPLAINT, market, Opening(by=ASKER, asked=asked, via=via), secret=_hashed(secret)
        )
        return Acknowledged(case=case, secret=secret)

    def act(self, case_id: CaseId, verb: Verb, act: Act) -> Case:
        """Do ``verb`` to a case; return it as it is then.

        Raises:
            CaseHeldError: A rule holds back what an authority asks for.
            CaseStateError: Its state does not allow that, or it takes another person.
            InvalidRequestError: Something is missing, or longer than it may be.
            UnknownCaseError: There is no such case.
            StorageError: It could not be written down; nothing has changed.
        """
        by = taken(act)
        with self._store.change() as cases:
            row = _require(cases.find(case_id))
            case = self._ledger.read(cases, row)
            then = moved(case, row, verb, act, at=self._clock.now())
            check(case, verb, act)
            known = self._approvers(case, verb)
            if known is not None and verb == "confirm":
                require_two(case, act.by, known)
            self._ledger.append(cases, then, verb, by, known=known)
        self._send()
        return self.show(case_id)

    def appeal(self, case_id: CaseId, secret: str, text: str) -> Case:
        """Appeal the answer to a complaint, as whoever complained.

        Raises:
            CaseStateError: It is not answered, or was appealed before.
            UnknownCaseError: There is no such case, or the secret is not its own.
        """
        self.look_up(case_id, secret)
        return self.act(case_id, "appeal", Act(by=ASKER, text=text))

    def look_up(self, case_id: CaseId, secret: str) -> Case:
        """Return a case to whoever holds its secret.

        Raises:
            UnknownCaseError: There is no such case, or the secret is not its own.
        """
        with self._store.view() as cases:
            row = cases.find(case_id)
            known = row.secret if row is not None and row.secret else bytes(32)
            if row is None or not hmac.compare_digest(known, _hashed(secret)):
                raise UnknownCaseError("no case has this id and this secret")
            return self._ledger.read(cases, row)

    def show(self, case_id: CaseId) -> Case:
        """Return one case.

        Raises:
            UnknownCaseError: There is no such case.
        """
        with self._store.view() as cases:
            return self._ledger.read(cases, _require(cases.find(case_id)))

    def list(self) -> tuple[Case, ...]:
        """Return every case, the newest first."""
        with self._store.view() as cases:
            return tuple(self._ledger.read(cases, row) for row in cases.list())

    def of_subject(self, subject: SubjectId) -> tuple[Case, ...]:
        """Return every case about one person, the newest first."""
        return tuple(case for case in self.list() if case.asked.subject == subject)

    def facts(self, market: MarketId | None, first: date, last: date) -> tuple[CaseFact, ...]:
        """Return what is counted of the cases that began from ``first`` to ``last``, in UTC."""
        return self._store.facts(market, first, last, self._clock.now())

    def verify(self) -> int:
        """Make sure that no history was changed; return how many cases there are.

        Raises:
            ConsistencyError: One was.
            VaultError: What is sealed was changed, or sealed with another key.
        """
        with self._store.view() as cases:
            rows = cases.list()
            for row in rows:
                self._ledger.verify(cases, row)
            return len(rows)

    def log_pending(self) -> None:
        """Bring what happened into the logs, as far as it is not there yet.

        Raises:
            ConsistencyError: A log contradicts itself.
            StorageError: A log cannot be written.
        """
        self._outbox.send()

    def delete_before(
        self, day: date, *, market: MarketId | None, is_held: Callable[[Case], bool]
    ) -> int:
        """Delete the cases that were closed before ``day``; return how many.

        What is counted of each stays, and is about nobody. One whose history is not all in the log
        stays until it is.

        Args:
            day: The first day whose cases stay.
            market: Only this market's; None for all.
            is_held: Tells which cases a legal hold keeps.
        """
        with self._store.change() as cases:
            old = cases.closed_before(day, market)
            gone = [row for row in old if not is_held(self._ledger.read(cases, row))]
            for row in gone:
                cases.remove(row, fact_of(row, self._clock.now()))
        return len(gone)

    def _open(self, event: str, market: MarketId, opening: Opening, *, secret: bytes) -> Case:
        _check_opening(opening)
        atlas = self._around.atlas()
        kind = kind_of(event, atlas)
        atlas.get(market)
        began = _began(opening.at, self._clock.now())
        rules = self._around.rules(event, market, began, site=opening.asked.site)
        case_id = CaseId(self._entropy.token(ID_BYTES).hex())
        asked = self._asked(case_id, market, opening)
        row = CaseRow(
            case_id=case_id,
            kind=kind,
            event=event,
            market=market,
            area=opening.area,
            via=opening.via,
            opened_at=began,
            due=due_of(rules),
            state=BEGINS[kind],
            outcome="",
            answered_at=None,
            closed_at=None,
            secret=secret,
            rules=written(rules),
            sealed=self._ledger.seal(case_id, asked),
        )
        with self._store.change() as cases:
            if secret:
                self._require_room(cases, opening.via)
            self._ledger.append(cases, row, None, taken(Act(by=opening.by)))
            speaking = tuple(rule.rule for rule in rules if rule.on_request)
            if speaking:
                then = dataclasses.replace(row, state="escalated")
                house = taken(Act(by=HOUSE))
                self._ledger.append(cases, then, "escalate", house, rules=speaking)
        self._send()
        return self.show(case_id)

    def _asked(self, case_id: CaseId, market: MarketId, opening: Opening) -> Asked:
        """Lay the hold that is wished for. It comes first: a hold without its case does no harm."""
        if not opening.hold:
            return opening.asked
        name = self._around.lay_hold(
            by=opening.by,
            reason=f"case {case_id}",
            market=market,
            subject=opening.asked.subject,
        )
        return dataclasses.replace(opening.asked, hold=name)

    def _approvers(self, case: Case, verb: Verb) -> Approvers | None:
        """Return who must sign ``verb``; None where nobody need."""
        is_signed = case.kind == "authority" and verb in SIGNED
        return self._around.approvers() if is_signed else None

    def _require_room(self, cases: OpenCases, via: str) -> None:
        since = self._clock.now() - timedelta(minutes=1)
        if cases.came_since("complaint", via, since) >= COMPLAINTS_A_MINUTE:
            raise TooManyError(f"more than {COMPLAINTS_A_MINUTE} complaints came within a minute")

    def _send(self) -> None:
        """Bring the logs up to date; what fails now waits for `log_pending`, and is shown so."""
        try:
            self._outbox.send()
        except (ConsistencyError, SettingsError, StorageError):
            return


def _began(at: datetime | None, now: datetime) -> datetime:
    """Return when a case begins, in UTC; where nobody says, ``now``."""
    try:
        began = (at or now).astimezone(UTC)
    except OverflowError as error:
        raise InvalidRequestError("the case begins before the calendar", param="at") from error
    if began > now:
        raise InvalidRequestError("the case begins in the future", param="at")
    return began


def _check_opening(opening: Opening) -> None:
    require_name(opening.by)
    asked = opening.asked
    if not asked.text.strip():
        raise InvalidRequestError("what it is about is missing", param="text")
    require_short("text", asked.text, MAX_TEXT_CHARS)
    for name in ("asker", "law", "contact", "receipt", "site", "subject"):
        require_short(name, getattr(asked, name))


def _require(row: CaseRow | None) -> CaseRow:
    if row is None:
        raise UnknownCaseError("no case has this id")
    return row


def _hashed(secret: str) -> bytes:
    """Return the stored form of a secret; 160 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
