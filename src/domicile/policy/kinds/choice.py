"""Choice: did the person agree, and is it left to a person what must be?"""

from collections.abc import Iterable, Iterator
from typing import Final

from domicile.core.findings import DataClass
from domicile.core.site import Site
from domicile.core.text import COMMA, Bilingual
from domicile.markets.facts import HUMAN
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.schema import Rule
from domicile.policy.kinds.partner import CONTRACT
from domicile.policy.question import Question
from domicile.policy.reasons import Problem

_NOTHING: Final[frozenset[str]] = frozenset()
_TRAINS = Problem(
    Bilingual(
        en="The site may train on what people say, as far as its terms are known.",
        zh="就已知条款而言，该站点可能用用户输入的内容进行训练。",
    ),
    CONTRACT,
)


def problems(params: ChoiceParams, rule: Rule, question: Question, site: Site) -> Iterator[Problem]:
    """Yield what ``site`` may not do, and what only a person may; no consent is for the device."""
    yield from _human(params, question)
    if site.is_device:
        return
    if params.consent:
        yield from unconsented(rule, question)
    if not params.training_on_inputs and site.terms.trains_on_input:
        yield _TRAINS


def unconsented(rule: Rule, question: Question) -> Iterator[Problem]:
    """Yield the kinds of data that ``rule`` speaks of and the person has not agreed to share."""
    missing = (rule.data & question.inquiry.data) - question.inquiry.choices.consents
    if missing:
        yield lacks_consent(missing)


def lacks_consent(classes: Iterable[DataClass]) -> Problem:
    """Say for which kinds of data no consent is on record."""
    names = sorted(classes)
    return Problem(
        Bilingual(
            en=f"No consent is on record for: {COMMA.en.join(names)}.",
            zh=f"以下类别的信息没有同意记录：{COMMA.zh.join(names)}。",
        ),
        Bilingual(
            en=f"The person would have to agree for: {COMMA.en.join(names)}.",
            zh=f"须由本人就以下类别作出同意：{COMMA.zh.join(names)}。",
        ),
    )


def _human(params: ChoiceParams, question: Question) -> Iterator[Problem]:
    if not question.attested.get("transaction", _NOTHING).isdisjoint(params.exempt):
        return
    action = question.facts.get("action", _NOTHING)
    asked = sorted((action | question.facts.get("use", _NOTHING)).intersection(params.human_only))
    if asked and HUMAN not in action:
        yield Problem(
            Bilingual(
                en=f"A person must do this: {COMMA.en.join(asked)}.",
                zh=f"以下事项须由人来决定：{COMMA.zh.join(asked)}。",
            ),
            Bilingual(
                en="Leave the decision to a person, and state `action=human_only`.",
                zh="将决定交由人作出，并声明 `action=human_only`。",
            ),
        )
