"""What an agent may do by itself, what takes the person's word, and what is left to a person."""

from collections.abc import Iterator, Mapping
from typing import Final, get_args

from domicile.core.decision import ActionClass
from domicile.markets.facts import HUMAN, READ_ONLY, Facts
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.schema import Rule
from domicile.policy.question import Question

DEFAULT: Final = "actions"
"""Name in a rule's ``defaults`` under which stands the class of what it does not list."""

_CLASSES: Final[tuple[ActionClass, ...]] = get_args(ActionClass)
_NOTHING: Final[frozenset[str]] = frozenset()


def action_classes(question: Question) -> Mapping[str, ActionClass]:
    """Return the class of each action that was stated, in alphabetical order."""
    stated = question.facts.get("action", _NOTHING) - {HUMAN}
    return {action: action_class(question, action) for action in sorted(stated)}


def action_class(question: Question, action: str) -> ActionClass:
    """Return the class of ``action``: the strictest over all packs that bind.

    What no rule lists takes the person's authorisation. Only what changes nothing, and is named by
    no rule, may an agent do on its own.
    """
    if action == READ_ONLY and not any(_names(rule, action) for rule in question.binding.treating):
        return "autonomous"
    found = (each for rule in question.binding.treating for each in _said(rule, question, action))
    return max(("user_authorised", *found), key=_CLASSES.index)


def _names(rule: Rule, action: str) -> bool:
    listed = rule.params.human_only if isinstance(rule.params, ChoiceParams) else ()
    return action in rule.applies_to.action or action in listed


def _said(rule: Rule, question: Question, action: str) -> Iterator[ActionClass]:
    """Yield what ``rule`` says of ``action``, where it binds."""
    params = rule.params
    if not isinstance(params, ChoiceParams) or not question.holds(rule, _asking(rule, question)):
        return
    if action in params.human_only:
        yield "human_only"
        return
    default = params.defaults.get(DEFAULT)
    yield from (each for each in _CLASSES if each == default)


def _asking(rule: Rule, question: Question) -> Facts:
    """Return the facts as if ``rule`` spoke of the action: its default holds for all others."""
    return {**question.facts, "action": frozenset(rule.applies_to.action)}
