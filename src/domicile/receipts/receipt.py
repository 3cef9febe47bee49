"""From a request and its outcome to a receipt: what is said about it, and nothing more."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domicile.core.answer import Answer, Level, Placement, Refusal
from domicile.core.canonical import Json
from domicile.core.decision import Decision, Outcome, Reason
from domicile.core.findings import Action
from domicile.core.ids import ReceiptId
from domicile.core.receipt import (
    ALGORITHM,
    FIELDS,
    SALT_BYTES,
    VERSION,
    Receipt,
    ReceiptHeader,
    commitment,
    header_commitment,
    hour_of,
)
from domicile.core.request import Request
from domicile.core.site import Evidence
from domicile.core.steps import STEPS, TraceEvent
from domicile.tlog.tree import root_of

_WEAKNESS: Final[tuple[Evidence, ...]] = ("checked", "declared", "simulated")
"""How a site's facts may be known, the weakest last."""


def build_receipt(
    request: Request,
    outcome: Answer | Refusal,
    *,
    receipt_id: ReceiptId,
    at: datetime,
    log: str,
    operator: str,
) -> Receipt:
    """Say what was decided and what left; never what was said.

    Args:
        request: What was asked.
        outcome: What came of it.
        receipt_id: The receipt's name.
        at: When it is sealed, in UTC; only the hour is kept.
        log: Origin of the log that it goes into.
        operator: The operator's name.
    """
    placement = _placement(outcome)
    evidence = placement.evidence if placement else _evidence_of_refusal(request, outcome.decision)
    return Receipt(
        header=ReceiptHeader(
            v=VERSION,
            receipt_id=receipt_id,
            market=request.whereabouts.operator,
            level=placement.level if placement else _level_of_refusal(request),
            evidence=evidence,
            demo=evidence == "simulated",
            hour=hour_of(at),
            log=log,
            alg=ALGORITHM,
        ),
        fields={
            "feature": request.feature,
            "market_source": request.whereabouts.source,
            "operator": operator,
            **_decided(outcome),
            **_placed(outcome),
            **_shown(outcome),
            **_counted(outcome),
            "steps": _steps(outcome.trace),
        },
    )


def receipt_salts(seed: bytes) -> dict[str, bytes]:
    """Derive the salt of every field from the receipt's seed (HKDF-SHA256, RFC 5869).

    Whoever destroys the seed makes every hidden field unprovable and unguessable for good.
    """
    return {
        name: HKDF(
            algorithm=SHA256(),
            length=SALT_BYTES,
            salt=None,
            info=b"domicile/receipt/v1/" + name.encode(),
        ).derive(seed)
        for name in FIELDS
    }


def receipt_commitments(receipt: Receipt, seed: bytes) -> dict[str, bytes]:
    """Commit to every field."""
    salts = receipt_salts(seed)
    return {name: commitment(name, salts[name], receipt.fields[name]) for name in FIELDS}


def receipt_root(receipt: Receipt, seed: bytes) -> bytes:
    """Return the Merkle root over the header and all fields: what is signed and logged."""
    commitments = receipt_commitments(receipt, seed)
    return root_of([header_commitment(receipt.header), *(commitments[name] for name in FIELDS)])


def _placement(outcome: Answer | Refusal) -> Placement | None:
    """Return who read the text; None when nobody beyond this machine did."""
    return outcome.placement if isinstance(outcome, Answer) else outcome.left_for


def _evidence_of_refusal(request: Request, decision: Decision) -> Evidence:
    """Return the weakest evidence among the sites that were asked about."""
    asked = (each for each in decision.sites if request.site in {None, each.site})
    return max((each.evidence for each in asked), key=_WEAKNESS.index, default="declared")


def _level_of_refusal(request: Request) -> Level:
    """Nothing left; who could read the text is whoever runs this machine."""
    return "O" if request.role == "gateway" else "D"


def _decided(outcome: Answer | Refusal) -> dict[str, Json]:
    decision = outcome.decision
    return {
        "status": _status(outcome),
        "packs": [
            {"market": pack.market, "as_of": pack.as_of.isoformat(), "digest": pack.digest}
            for pack in decision.packs
        ],
        "rules": [_rule(reason) for reason in decision.reasons],
        "refusals": sorted(
            {reason.rule for reason in decision.reasons if reason.outcome is Outcome.REFUSE}
        ),
        "duties": [{"rule": duty.rule, "status": duty.status.value} for duty in decision.duties],
    }


def _status(outcome: Answer | Refusal) -> str:
    if isinstance(outcome, Refusal):
        return "refused"
    return "broken" if outcome.reply.finish.reason == "broken" else "answered"


def _rule(reason: Reason) -> Json:
    """Name the rule; what the register said is only found by its entry."""
    said: dict[str, Json] = {
        "rule": reason.rule,
        "outcome": reason.outcome.value,
        "site": reason.site,
    }
    return said | {"entry": reason.citation} if reason.kind == "approval" else said


def _placed(outcome: Answer | Refusal) -> dict[str, Json]:
    placement = _placement(outcome)
    if placement is None:
        nowhere = ("approval", "model", "model_digest", "region", "route_reason", "site")
        return dict.fromkeys(nowhere)
    verdict = outcome.decision.verdict(placement.site)
    return {
        "approval": verdict.approval if verdict else None,
        "model": placement.model,
        "model_digest": placement.model_digest,
        "region": placement.region,
        "route_reason": placement.why,
        "site": placement.site,
    }


def _shown(outcome: Answer | Refusal) -> dict[str, Json]:
    hands = outcome.interventions if isinstance(outcome, Answer) else ()
    return {
        "interventions": [{"source": hand.source, "kind": hand.kind} for hand in hands],
        "labels": [{"rule": label.rule, "kind": label.kind} for label in outcome.labels],
        "notices": [
            {"rule": notice.rule, "id": notice.id, "version": notice.version}
            for notice in outcome.notices
        ],
    }


def _counted(outcome: Answer | Refusal) -> dict[str, Json]:
    """Count what left and what stayed, by class.

    ``data_left`` holds, for a request that went out, every class with what was done to it;
    ``data_kept`` counts what never left this machine in its own words.
    """
    sent_bytes = outcome.sent_bytes
    left: dict[str, Counter[str]] = {}
    kept: Counter[str] = Counter()
    for treated in outcome.findings:
        name = treated.finding.data_class.value
        if sent_bytes:
            left.setdefault(name, Counter())[treated.action.value] += 1
        if not sent_bytes or treated.action is not Action.KEPT:
            kept[name] += 1
    return {
        "bytes_out": _bucket(sent_bytes),
        "data_left": {name: dict(counts) for name, counts in left.items()},
        "data_kept": dict(kept),
    }


def _bucket(size_bytes: int) -> int:
    """Round up to a power of two, so that no length is told; 0 stays 0."""
    return 1 << (size_bytes - 1).bit_length() if size_bytes else 0


def _steps(trace: Sequence[TraceEvent]) -> Sequence[Mapping[str, Json]]:
    """List the eight steps; the last is this one, so it is never skipped."""
    skipped = {event.step: event.skipped for event in trace}
    return [{"step": step, "skipped": step != "seal" and skipped.get(step, True)} for step in STEPS]
