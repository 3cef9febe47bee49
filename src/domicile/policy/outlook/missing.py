"""What is missing before a site may serve, thing by thing: what it takes, and where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from domicile.core.decision import (
    Basis,
    Decision,
    Known,
    Outcome,
    Reason,
    RuleKind,
    SiteVerdict,
)
from domicile.core.findings import DataClass
from domicile.core.ids import RuleId
from domicile.core.site import Site
from domicile.core.text import COMMA, Bilingual
from domicile.markets.schema import Rule
from domicile.policy.duties.statements import stated_for
from domicile.policy.kinds.table import JUDGES
from domicile.policy.question import Question
from domicile.policy.reasons import basis

_SAY_IT: Final = Bilingual(
    en="Say it under `operator.statements`.", zh="在 `operator.statements` 中予以说明。"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """One thing that is missing."""

    rule: RuleId
    """The rule that asks for it."""

    kind: RuleKind | Literal["approval", "operator", "person"]
    """Which kind of rule, or no pack's: register, operator, the person themselves."""

    what: Bilingual
    """What is missing."""

    remedy: Bilingual | None
    """What would do; None where nothing would."""

    citation: str
    """Law with article, or the setting."""

    basis: Basis
    """What stands behind the rule."""

    known: Known
    """How the rule's text is known."""

    data: tuple[DataClass, ...] = ()
    """Data with any of which alone it is asked for; empty: it always is."""


def missing(question: Question, site: Site, verdict: SiteVerdict) -> tuple[Missing, ...]:
    """Return what keeps ``site`` closed, beside the state of the register."""
    closing = [
        reason
        for reason in verdict.reasons
        if reason.outcome is Outcome.REFUSE and reason.kind != "approval"
    ]
    found = (thing for reason in closing for thing in _things(reason, question, site))
    return tuple(dict.fromkeys(found))


def unmet(question: Question, decision: Decision) -> Iterator[Missing]:
    """Yield what the operator must still supply for the duties of ``decision``.

    What Domicile carries out by itself with each answer is not among it.
    """
    owed = {duty.rule for duty in decision.duties}
    for rule in question.binding.owed:
        if rule.id not in owed:
            continue
        if rule.document and not question.has_document(rule.document):
            yield _of_duty(rule, question, _no_document(rule.document), _name_it(rule.document))
        unsaid = [name for name in stated_for(rule) if not _says(question, name)]
        if unsaid:
            yield _of_duty(rule, question, _unsaid(unsaid), _SAY_IT)


def of_reason(
    reason: Reason, what: Bilingual | None = None, remedy: Bilingual | None = None
) -> Missing:
    """Return what ``reason`` speaks of, as one thing; or ``what``, a part of it."""
    return Missing(
        rule=reason.rule,
        kind=reason.kind,
        what=what or reason.found or reason.words,
        remedy=remedy if what is not None else reason.remedy,
        citation=reason.citation,
        basis=reason.basis,
        known=reason.known,
    )


def _things(reason: Reason, question: Question, site: Site) -> Iterator[Missing]:
    """Ask the rules of ``reason`` once more, for each thing that they find by itself."""
    rules = [rule for rule in question.binding.of_a_site if rule.id == reason.rule]
    if not rules:
        yield of_reason(reason)
    for rule in rules:
        for problem in JUDGES[rule.kind](rule.params, rule, question, site):
            if problem.weight == "fails":
                yield of_reason(reason, problem.text, problem.remedy)


def _says(question: Question, name: str) -> bool:
    return bool(question.inquiry.operator.statements.get(name, "").strip())


def _no_document(name: str) -> Bilingual:
    return Bilingual(en=f"The operator has no `{name}` on file.", zh=f"运营者未存档 `{name}`。")


def _name_it(name: str) -> Bilingual:
    return Bilingual(
        en=f"Name it as `{name}` under `operator.documents`.",
        zh=f"在 `operator.documents` 中以 `{name}` 列明。",
    )


def _unsaid(names: list[str]) -> Bilingual:
    return Bilingual(
        en=f"The operator does not yet say: {COMMA.en.join(names)}.",
        zh=f"运营者尚未说明：{COMMA.zh.join(names)}。",
    )


def _of_duty(rule: Rule, question: Question, what: Bilingual, remedy: Bilingual) -> Missing:
    return Missing(
        rule=rule.id,
        kind=rule.kind,
        what=what,
        remedy=remedy,
        citation=rule.cite.at,
        basis=basis(rule, question.inquiry.audience),
        known=rule.known,
    )
