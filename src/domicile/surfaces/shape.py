"""The JSON that every surface prints: ``ask --json``, the feature API, ``decide --json``."""

import dataclasses
from collections.abc import Sequence
from datetime import date
from typing import Any

from domicile.core.answer import Answer, Label, Notice, PassedOver, Placement, Refusal, Treated
from domicile.core.content import ToolCall
from domicile.core.decision import Decision, Duty, Note, PackRef, Reason
from domicile.core.findings import Finding
from domicile.core.reply import Intervention
from domicile.core.request import MarketSource, Request
from domicile.core.steps import TraceEvent
from domicile.core.text import Language

JsonObject = dict[str, Any]


def outcome_json(request: Request, outcome: Answer | Refusal) -> JsonObject:
    """Return what came of ``request``, in its language."""
    shape: JsonObject = {
        "status": "refused" if isinstance(outcome, Refusal) else "answered",
        "text": "",
        "parts": [],
        "decision": decision_json(
            outcome.decision,
            language=request.language,
            source=request.whereabouts.source,
            findings=outcome.findings,
        ),
        "placement": None,
        "interventions": [],
        "labels": _records(outcome.labels),
        "notices": _records(outcome.notices),
        "receipt_id": outcome.receipt_id,
        "trace": [trace_json(event) for event in outcome.trace],
    }
    if isinstance(outcome, Refusal):
        shape["passed_over"] = _passed_over(outcome.passed_over)
        return shape
    return shape | {
        "text": outcome.reply.text,
        "parts": [_call_part(call) for call in outcome.reply.calls],
        "placement": placement_json(outcome.placement),
        "interventions": interventions_json(outcome.interventions, request.language),
        "usage": dataclasses.asdict(outcome.reply.finish.usage),
        "finish_reason": outcome.reply.finish.reason,
        "sent_bytes": outcome.sent_bytes,
        "details": dict(outcome.details),
    }


def decision_json(
    decision: Decision,
    *,
    language: Language,
    source: MarketSource,
    findings: Sequence[Treated] = (),
) -> JsonObject:
    """Return ``decision`` as ``decide --json`` prints it."""
    return {
        "permitted": decision.permitted,
        "places": list(decision.places),
        "market_source": source,
        "audience": decision.audience,
        "reasons": [reason_json(reason, language) for reason in decision.reasons],
        "duties": [duty_json(duty, language) for duty in decision.duties],
        "upcoming": [
            {
                "rule": rule.rule,
                "date": rule.date.isoformat(),
                "text": rule.text.spoken(language),
            }
            for rule in decision.upcoming
        ],
        "conflicts": [
            {"rules": list(each.rules), "text": each.text.spoken(language)}
            for each in decision.conflicts
        ],
        "notes": [note_json(note, language) for note in decision.notes],
        "action_classes": dict(decision.action_classes),
        "findings": [treated_json(treated) for treated in findings],
        "sites": [
            {
                "site": verdict.site,
                "permitted": verdict.permitted,
                "rules": [reason.rule for reason in verdict.reasons],
                "approval": verdict.approval,
            }
            for verdict in decision.sites
        ],
        "packs": [pack_json(pack, decision.at) for pack in decision.packs],
        "at": decision.at.isoformat(),
    }


def duty_json(duty: Duty, language: Language) -> JsonObject:
    """Return one duty, in ``language``."""
    return {
        "rule": duty.rule,
        "kind": duty.kind,
        "status": duty.status.value,
        "text": duty.text.spoken(language),
        "citation": duty.citation,
        "basis": duty.basis,
        "known": duty.known,
    }


def note_json(note: Note, language: Language) -> JsonObject:
    """Return a rule that only informs, in ``language``."""
    return {
        "rule": note.rule,
        "kind": note.kind,
        "basis": note.basis,
        "known": note.known,
        "citation": note.citation,
        "text": note.text.spoken(language),
    }


def pack_json(pack: PackRef, at: date) -> JsonObject:
    """Return the edition of a pack, and whether its review holds on the day ``at``."""
    is_expired = pack.expires is not None and at > pack.expires
    return {
        "market": pack.market,
        "as_of": pack.as_of.isoformat(),
        "digest": pack.digest,
        "counsel": pack.counsel,
        "expires": pack.expires.isoformat() if pack.expires else None,
        "review": "expired" if is_expired else "reviewed" if pack.counsel else "unreviewed",
    }


def reason_json(reason: Reason, language: Language) -> JsonObject:
    """Return one reason, in ``language``."""
    return {
        "rule": reason.rule,
        "kind": reason.kind,
        "outcome": reason.outcome.value,
        "basis": reason.basis,
        "known": reason.known,
        "citation": reason.citation,
        "text": reason.text.spoken(language),
        "site": reason.site,
        "remedy": reason.remedy.spoken(language) if reason.remedy else None,
    }


def finding_json(finding: Finding) -> JsonObject:
    """Return a finding; offsets are code points."""
    return {"class": finding.data_class.value, "start": finding.start, "end": finding.end}


def treated_json(treated: Treated) -> JsonObject:
    """Return a finding, what became of it, and which text it stands in."""
    return finding_json(treated.finding) | {
        "action": treated.action.value,
        "path": treated.finding.path,
        "recognizer": treated.finding.recognizer,
        "score": treated.finding.score,
    }


def placement_json(placement: Placement) -> JsonObject:
    """Return where an answer came from."""
    return {
        "site": placement.site,
        "level": placement.level,
        "model": placement.model,
        "model_digest": placement.model_digest,
        "evidence": placement.evidence,
        "demo": placement.evidence == "simulated",
        "why": placement.why,
        "region": placement.region,
        "passed_over": _passed_over(placement.passed_over),
    }


def trace_json(event: TraceEvent) -> JsonObject:
    """Return one step of the trace."""
    shape: JsonObject = {"step": event.step, "ms": event.ms, "skipped": event.skipped}
    return shape | {"note": event.note} if event.note else shape


def interventions_json(hands: Sequence[Intervention], language: Language) -> list[Any]:
    """Return every hand on an answer, in ``language``."""
    return [
        {"source": hand.source, "kind": hand.kind, "text": hand.text.spoken(language)}
        for hand in hands
    ]


def _passed_over(entries: Sequence[PassedOver]) -> list[Any]:
    return [{"site": entry.site, "rule": entry.rule} for entry in entries]


def _call_part(call: ToolCall) -> JsonObject:
    return {"type": "tool_call", "id": call.id, "name": call.name, "arguments": call.arguments}


def _records(values: Sequence[Label | Notice]) -> list[Any]:
    return [dataclasses.asdict(value) for value in values]
