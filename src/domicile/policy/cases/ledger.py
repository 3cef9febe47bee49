"""How a case is written down: sealed, each event chained to the one before it."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC

import msgspec

from domicile.core.canonical import canonical_bytes
from domicile.core.clock import Clock, Entropy
from domicile.core.decode import decode
from domicile.core.errors import ConsistencyError
from domicile.core.ids import RuleId
from domicile.policy.cases.applied import read
from domicile.policy.cases.case import Act, Asked, Case, CaseEvent, Deed
from domicile.policy.cases.outbox import Outbox
from domicile.policy.cases.signing import signed
from domicile.policy.cases.states import Verb, allowed
from domicile.policy.evidence import digest_of
from domicile.policy.register.approvers import Approvers
from domicile.store.cases import CaseId, CaseRow, EventRow, OpenCases, fact_of
from domicile.store.vault import Vault

SALT_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An act with its files read."""

    act: Act
    """Who does what."""

    evidence: str
    """SHA-256 of the file that is handed out or sent, in hexadecimal; empty for none."""

    approval: str
    """SHA-256 of the approval, in hexadecimal; empty for none."""


def taken(act: Act) -> Taken:
    """Read the files of ``act``.

    Raises:
        InvalidRequestError: One cannot be read.
    """
    return Taken(
        act=act,
        evidence=digest_of(act.evidence, "--file"),
        approval=digest_of(act.approval, "--approval"),
    )


class Ledger:
    """Reads and writes cases inside a transaction. Safe to use from any thread.

    Args:
        vault: Encrypts at rest.
        outbox: Tells how long the logs are.
        clock: Dates what happens.
        entropy: Where salts come from.
    """

    def __init__(self, vault: Vault, outbox: Outbox, *, clock: Clock, entropy: Entropy) -> None:
        self._vault = vault
        self._outbox = outbox
        self._clock = clock
        self._entropy = entropy

    def seal(self, case_id: CaseId, asked: Asked) -> bytes:
        """Encrypt what ``case_id`` is about."""
        return self._vault.seal(msgspec.json.encode(asked), _purpose(case_id))

    def append(
        self,
        cases: OpenCases,
        row: CaseRow,
        verb: Verb | None,
        by: Taken,
        *,
        rules: Iterable[RuleId] = (),
        known: Approvers | None = None,
    ) -> None:
        """Write down that ``verb`` brought the case into the state of ``row``.

        No event is older than the one before it, however the clock was set.

        Args:
            cases: The cases, inside a writing transaction.
            row: The case as it is from now on.
            verb: What was done; None opens it.
            by: Who did it, and with what.
            rules: The rules that made it so.
            known: The approvers, one of whom signs; None where nobody need.

        Raises:
            InvalidRequestError: The signature is missing, or not an approver's own.
        """
        before = cases.history(row.case_id)
        at = max([self._clock.now().astimezone(UTC), *(each.at for each in before[-1:])])
        deed = Deed(
            case=row.case_id,
            verb=verb or "open",
            state=row.state,
            at=at.isoformat(timespec="microseconds"),
            by=by.act.by,
            text=by.act.text,
            evidence=by.evidence,
            approval=by.approval,
            to=by.act.to,
            days=by.act.days,
            rules=tuple(rules),
            previous=before[-1].digest.hex() if before else "",
            salt=self._entropy.token(SALT_BYTES).hex(),
        )
        if known is not None:
            deed = signed(deed, by.act.key, known)
        data = canonical_bytes(asdict(deed))
        digest = hashlib.sha256(data).digest()
        cases.put(row)
        cases.append(
            EventRow(
                case_id=row.case_id,
                market=row.market,
                verb=deed.verb,
                state=row.state,
                at=at,
                digest=digest,
                log_size=self._outbox.size(row.market),
                sealed=self._vault.seal(data, _event_purpose(row.case_id, digest)),
            )
        )

    def read(self, cases: OpenCases, row: CaseRow) -> Case:
        """Return the case of ``row`` with all that happened to it.

        Raises:
            VaultError: It was sealed with another key, or changed.
        """
        return Case(
            id=row.case_id,
            kind=row.kind,
            event=row.event,
            market=row.market,
            area=row.area,
            opened_at=row.opened_at,
            due=row.due,
            overdue=fact_of(row, self._clock.now()).overdue,
            state=row.state,
            outcome=row.outcome,
            allowed=allowed(row.kind, row.state),
            asked=self.asked(row),
            rules=read(row.rules),
            history=tuple(map(self._event, cases.history(row.case_id))),
        )

    def asked(self, row: CaseRow) -> Asked:
        """Return what the case of ``row`` is about.

        Raises:
            VaultError: It was sealed with another key, or changed.
        """
        opened = self._vault.open(row.sealed, _purpose(row.case_id))
        return decode(msgspec.json.decode(opened), Asked)

    def verify(self, cases: OpenCases, row: CaseRow) -> None:
        """Make sure that nothing of the case's history was changed, left out or added.

        Raises:
            ConsistencyError: Digests, states or the log do not fit together.
            VaultError: It was sealed with another key, or changed.
        """
        previous = state = ""
        for event in cases.history(row.case_id):
            deed = self._event(event).deed
            data = canonical_bytes(asdict(deed))
            if hashlib.sha256(data).digest() != event.digest or deed.previous != previous:
                raise ConsistencyError("the history of a case does not fit together")
            if not self._outbox.fits(event):
                raise ConsistencyError("the log does not hold what the history of a case says")
            previous, state = event.digest.hex(), deed.state
        if state != row.state:
            raise ConsistencyError("a case is not in the state that its history led to")

    def _event(self, row: EventRow) -> CaseEvent:
        data = self._vault.open(row.sealed, _event_purpose(row.case_id, row.digest))
        return CaseEvent(
            deed=decode(msgspec.json.decode(data), Deed),
            digest=row.digest.hex(),
            log_index=row.log_index,
        )


def _purpose(case_id: CaseId) -> str:
    return f"case/{case_id}"


def _event_purpose(case_id: CaseId, digest: bytes) -> str:
    """Bind what is sealed to its place: no event can stand in for another."""
    return f"case/{case_id}/{digest.hex()}"
