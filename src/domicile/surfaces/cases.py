"""Cases as JSON: the whole for operators, and what whoever complained may see."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domicile.core.text import Bilingual, Language
from domicile.policy.cases.applied import Applied
from domicile.policy.cases.case import Case, CaseEvent
from domicile.surfaces.shape import JsonObject

STATES: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "held": Bilingual(en="held", zh="暂不提供"),
        "escalated": Bilingual(en="escalated", zh="已上报"),
        "answer_proposed": Bilingual(en="answer proposed", zh="已拟答复"),
        "refusal_proposed": Bilingual(en="refusal proposed", zh="已拟拒绝"),
        "answered": Bilingual(en="answered", zh="已答复"),
        "refused": Bilingual(en="refused", zh="已拒绝"),
        "open": Bilingual(en="open", zh="处理中"),
        "appealed": Bilingual(en="appealed", zh="已申请复核"),
        "answered_again": Bilingual(en="answered again", zh="已再次答复"),
        "extended": Bilingual(en="extended", zh="已延期"),
        "reported": Bilingual(en="reported", zh="已报告"),
        "closed": Bilingual(en="closed", zh="已结案"),
    }
)
"""Every state, in words."""


def case_json(case: Case, language: Language) -> JsonObject:
    """Return ``case`` for operators."""
    asked = case.asked
    return {
        "id": case.id,
        "kind": case.kind,
        "event": case.event,
        "market": case.market,
        "area": case.area,
        "opened_at": case.opened_at.isoformat(),
        "due": _iso(case),
        "overdue": case.overdue,
        "state": case.state,
        "outcome": case.outcome,
        "allowed": list(case.allowed),
        "asked": {
            "text": asked.text,
            "asker": asked.asker,
            "law": asked.law,
            "contact": asked.contact,
            "receipt": asked.receipt,
            "site": asked.site,
            "subject": asked.subject,
            "hold": asked.hold,
        },
        "rules": [rule_json(each, language) for each in case.rules],
        "history": [_event_json(each) for each in case.history],
    }


def rule_json(rule: Applied, language: Language) -> JsonObject:
    """Return what one rule says about a case."""
    return {
        "rule": rule.rule,
        "market": rule.market,
        "text": rule.text.spoken(language),
        "citation": rule.citation,
        "basis": rule.basis,
        "known": rule.known,
        "informs": rule.informs,
        "on_request": rule.on_request,
        "to": list(rule.to),
        "fields": list(rule.fields),
        "deadlines": [
            {"by": each.by, "text": each.text.spoken(language), "extended": each.extended}
            for each in rule.deadlines
        ],
    }


def asker_json(case: Case, language: Language) -> JsonObject:
    """Return what whoever complained may see: how far it is, and what was answered."""
    return {
        "id": case.id,
        "market": case.market,
        "opened_at": case.opened_at.isoformat(),
        "due": _iso(case),
        "overdue": case.overdue,
        "state": case.state,
        "state_text": STATES[case.state].spoken(language),
        "may_appeal": may_appeal(case),
        "answers": [
            {"at": each.deed.at, "text": each.deed.text}
            for each in case.history
            if each.deed.verb == "answer"
        ],
        "rules": [rule_json(each, language) for each in case.rules],
    }


def may_appeal(case: Case) -> bool:
    """Return whether the answer can be appealed: once, and not before there is one."""
    appealed = any(each.deed.verb == "appeal" for each in case.history)
    return "appeal" in case.allowed and not appealed


def _event_json(event: CaseEvent) -> JsonObject:
    deed = event.deed
    return {
        "verb": deed.verb,
        "state": deed.state,
        "at": deed.at,
        "by": deed.by,
        "text": deed.text,
        "evidence": deed.evidence,
        "approval": deed.approval,
        "to": deed.to,
        "days": deed.days,
        "rules": list(deed.rules),
        "digest": event.digest,
        "log_index": event.log_index,
    }


def _iso(case: Case) -> str | None:
    return None if case.due is None else case.due.isoformat(timespec="seconds")
