"""Choice: did the person agree that data of these kinds leaves the device?"""

from collections.abc import Iterator

from domicile.core.site import Site
from domicile.core.text import COMMA, Bilingual
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.schema import Rule
from domicile.policy.question import Question


def problems(
    params: ChoiceParams, rule: Rule, question: Question, _site: Site
) -> Iterator[Bilingual]:
    """Yield the kinds of data for which a consent is missing, whichever site would answer."""
    if params.consent:
        yield from unconsented(rule, question)


def unconsented(rule: Rule, question: Question) -> Iterator[Bilingual]:
    """Yield the kinds of data that ``rule`` speaks of and the person has not agreed to share."""
    missing = (rule.data & question.inquiry.data) - question.inquiry.consents
    if missing:
        names = sorted(missing)
        yield Bilingual(
            en=f"No consent is on record for: {COMMA.en.join(names)}.",
            zh=f"以下类别的信息没有同意记录：{COMMA.zh.join(names)}。",
        )
