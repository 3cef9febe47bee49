"""What each step of a case asks for, beside that its state allows it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from domicile.core.errors import InvalidRequestError
from domicile.policy.cases.applied import HOLD, RESIST
from domicile.policy.cases.case import MAX_TEXT_CHARS, Act, Case, require_name, require_short
from domicile.policy.cases.states import Verb
from domicile.policy.errors import CaseHeldError, CaseStateError
from domicile.policy.register.steps import person

TOLD: Final = ("regulator", "people")
"""Whom a report may go to."""

Check = Callable[[Case, Act], None]
"""Raises where a step lacks something."""


def check(case: Case, verb: Verb, act: Act) -> None:
    """Make sure that ``act`` has what ``verb`` takes.

    Raises:
        CaseHeldError: A rule holds back what an authority asks for.
        CaseStateError: It takes another person, or was done before.
        InvalidRequestError: Something is missing, or longer than it may be.
    """
    require_name(act.by)
    require_short("text", act.text, MAX_TEXT_CHARS)
    found = _CHECKS.get(verb)
    if found is not None:
        found(case, act)


def _propose(case: Case, act: Act) -> None:
    """Hold what a rule holds: Law: Data Security Law Art. 36, PIPL Art. 41; Data Act Art. 32."""
    _needs_content(case, act)
    for rule in case.rules:
        if rule.on_request == HOLD and act.approval is None:
            raise CaseHeldError(
                f"{rule.rule} holds the answer back: {rule.text.en} ({rule.citation})",
                remedy="Give the approval of the competent authority with `--approval FILE`.",
                rule=rule.rule,
            )
        if rule.on_request == RESIST and not act.text.strip():
            raise CaseHeldError(
                f"{rule.rule} has such requests resisted: {rule.text.en} ({rule.citation})",
                remedy="Say with `--text` why the answer is lawful all the same.",
                rule=rule.rule,
            )


def _confirm(case: Case, act: Act) -> None:
    if person(case.proposal.by) == person(act.by):
        raise CaseStateError(
            "an answer to an authority takes two people, and this one proposed it",
            remedy="Have another person confirm it with `domicile case confirm ID --by NAME`.",
        )


def _extend(case: Case, act: Act) -> None:
    """Extend once, by no more than every rule lets (Law: GDPR Art. 12(3); CCPA 1798.130)."""
    _needs_reason(case, act)
    bound = [rule for rule in case.rules if rule.deadlines and not rule.informs]
    unbending = next((rule for rule in bound if rule.more_days is None), None)
    if unbending is not None or not bound:
        who = unbending.rule if unbending else "no rule"
        raise InvalidRequestError(
            f"the time cannot be extended: {who} lets nobody do so",
            remedy="Answer within the time, with `domicile case answer ID`.",
        )
    most = min(rule.more_days or 0 for rule in bound)
    if not 1 <= act.days <= most:
        raise InvalidRequestError(
            f"the time can be extended by 1 to {most} days", remedy="Correct `--days`."
        )


def _report(case: Case, act: Act) -> None:
    del case
    if act.to not in TOLD:
        raise InvalidRequestError(
            "a report goes to the regulator or to the people",
            remedy=f"Say `--to {TOLD[0]}` or `--to {TOLD[1]}`.",
        )
    if act.evidence is None:
        raise InvalidRequestError(
            "the report that was sent is missing", remedy="Name its file with `--file FILE`."
        )


def _appeal(case: Case, act: Act) -> None:
    _needs_reason(case, act)
    if any(each.deed.verb == "appeal" for each in case.history):
        raise CaseStateError(
            "the complaint was appealed before",
            remedy="A complaint is looked at again once; the regulator takes complaints, too.",
        )


def _close(case: Case, act: Act) -> None:
    if not case.outcome:
        _needs_reason(case, act)


def _needs_content(case: Case, act: Act) -> None:
    del case
    if not act.text.strip() and act.evidence is None:
        raise InvalidRequestError(
            "the answer is missing", remedy="Give it with `--text`, or as a file with `--file`."
        )


def _needs_reason(case: Case, act: Act) -> None:
    del case
    if not act.text.strip():
        raise InvalidRequestError("the reason is missing", remedy="Say why, with `--text`.")


_CHECKS: Final[Mapping[Verb, Check]] = MappingProxyType(
    {
        "propose": _propose,
        "confirm": _confirm,
        "refuse": _needs_reason,
        "extend": _extend,
        "answer": _needs_content,
        "appeal": _appeal,
        "report": _report,
        "close": _close,
    }
)
