"""What a request brings along beside the judgement: duties, and rules that only inform."""

from collections.abc import Iterator, Mapping

from domicile.core.canonical import Json
from domicile.core.decision import Duty, DutyStatus, Note
from domicile.markets.facts import Facts
from domicile.markets.schema import Rule
from domicile.policy.duties.done import TRIGGER
from domicile.policy.question import Question
from domicile.policy.reasons import basis


def duties(question: Question, facts: Facts) -> Iterator[Duty]:
    """Yield what must be done with the answer or beside it; met where it is on file already.

    Args:
        question: What is asked.
        facts: What holds at any of the sites that could answer.
    """
    for rule in question.binding.owed:
        if question.binds(rule, facts):
            yield Duty(
                rule=rule.id,
                kind=rule.kind,
                status=_status(rule, question),
                basis=basis(rule, question.inquiry.audience),
                known=rule.known,
                citation=rule.cite.at,
                text=rule.requirement,
                params=_handed_on(rule, question.triggers(rule, facts)),
            )


def notes(question: Question, facts: Facts) -> Iterator[Note]:
    """Yield the rules that apply and only inform; see ``duties`` for the arguments."""
    for rule in question.binding.informing:
        if question.binds(rule, facts):
            yield Note(
                rule=rule.id,
                kind=rule.kind,
                basis=basis(rule, question.inquiry.audience),
                known=rule.known,
                citation=rule.cite.at,
                text=rule.requirement,
            )


def _handed_on(rule: Rule, triggers: frozenset[str]) -> Mapping[str, Json]:
    """Return the rule's parameters, and what of the request set it off."""
    return {**rule.duty, TRIGGER: list[Json](sorted(triggers))} if triggers else rule.duty


def _status(rule: Rule, question: Question) -> DutyStatus:
    is_on_file = bool(rule.document) and question.has_document(rule.document)
    return DutyStatus.MET if is_on_file else DutyStatus.UNMET
