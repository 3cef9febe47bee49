"""What is kept, what was deleted and what is held, as programs get it."""

from domicile.core.text import Language
from domicile.policy.retention.report import Kept, Line, Report, conflicts
from domicile.policy.retention.schedule import Bound, Keeping
from domicile.policy.retention.standing import RuleStanding
from domicile.store.expiry.ledger import Entry
from domicile.store.holds import Hold
from domicile.surfaces.shape import JsonObject


def hold_json(found: Hold) -> JsonObject:
    """Return a hold for programs."""
    lifted = found.lifted
    return {
        "id": found.id,
        "record": found.scope.record or None,
        "market": found.scope.market or None,
        "subject": found.scope.subject,
        "by": found.placed.by,
        "reason": found.placed.reason,
        "at": found.placed.at,
        "lifted": None
        if lifted is None
        else {"by": lifted.by, "reason": lifted.reason, "at": lifted.at},
    }


def kept_json(each: Kept, language: Language) -> JsonObject:
    """Return what is kept of one record in one market, for programs."""
    extent = each.extent
    return {
        **_keeping_json(each.keeping, language),
        "count": 0 if extent is None else extent.size,
        "oldest": None if extent is None else extent.oldest.isoformat(),
        "holds": [hold_json(hold) for hold in each.holds],
        "conflicts": [text.spoken(language) for text in conflicts(each.keeping, each.holds)],
    }


def _keeping_json(keeping: Keeping, language: Language) -> JsonObject:
    decisive = keeping.decisive
    return {
        "record": keeping.record.name,
        "title": keeping.record.title.spoken(language),
        "market": keeping.market or None,
        "keep_days": keeping.keep_days,
        "setting": f"retention.{keeping.record.setting}" if keeping.record.setting else None,
        "setting_days": keeping.setting_days,
        "decided_by": None if decisive is None else decisive.rule,
        "contradictory": keeping.is_contradictory,
        "bounds": [_bound_json(bound, language) for bound in keeping.bounds],
    }


def _bound_json(bound: Bound, language: Language) -> JsonObject:
    return {
        "rule": bound.rule,
        "word": bound.word,
        bound.side: bound.days,
        "citation": bound.citation,
        "basis": bound.basis,
        "known": bound.known,
        "text": bound.text.spoken(language),
    }


def rule_json(each: RuleStanding, language: Language) -> JsonObject:
    """Return how a rule about keeping stands, for programs."""
    return {
        "rule": each.rule,
        "market": each.market,
        "status": each.status,
        "text": each.text.spoken(language),
        "citation": each.citation,
        "basis": each.basis,
        "known": each.known,
    }


def report_json(report: Report, language: Language) -> JsonObject:
    """Return what a run of the timer did, for programs."""
    return {
        "at": report.at.isoformat(),
        "outcome": report.outcome,
        "last_at": report.last_at.isoformat(),
        "deleted": report.deleted,
        "held_back": report.held_back,
        "wiped": report.is_wiped,
        "lines": [_line_json(line, language) for line in report.lines],
    }


def _line_json(line: Line, language: Language) -> JsonObject:
    decisive = line.keeping.decisive
    return {
        "record": line.keeping.record.name,
        "market": line.keeping.market or None,
        "keep_days": line.keeping.keep_days,
        "decided_by": None if decisive is None else decisive.rule,
        "before": line.before.isoformat(),
        "deleted": line.deleted,
        "held_back": line.held_back,
        "holds": [hold_json(hold) for hold in line.holds],
        "conflicts": [text.spoken(language) for text in conflicts(line.keeping, line.holds)],
    }


def entry_json(entry: Entry) -> JsonObject:
    """Return a line of the history of deletions, for programs."""
    return {
        "at": entry.at,
        "record": entry.record,
        "market": entry.market or None,
        "deleted": entry.deleted,
        "held_back": entry.held_back,
    }
