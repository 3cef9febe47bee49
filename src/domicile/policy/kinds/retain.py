"""Retain: does the site keep what people say for longer than it may?"""

from collections.abc import Iterator
from typing import Final

from domicile.core.site import Site
from domicile.core.text import Bilingual
from domicile.markets.kinds.retain import RetainParams
from domicile.markets.schema import Rule
from domicile.policy.kinds.partner import CONTRACT
from domicile.policy.question import Question
from domicile.policy.reasons import Problem

PROMPT: Final = "prompt"
"""The record of what people say."""


def problems(
    params: RetainParams, _rule: Rule, _question: Question, site: Site
) -> Iterator[Problem]:
    """Yield how much longer than allowed ``site`` keeps prompts; the device keeps none."""
    most = params.at_most_days.get(PROMPT)
    if most is None or site.is_device or not site.terms.retains_prompts:
        return
    days = site.terms.retention_days
    if days is None or days < 0:
        text = Bilingual(
            en="How long the site keeps what people say is unknown.",
            zh="该站点保存用户输入内容的期限未知。",
        )
        yield Problem(text, CONTRACT)
    elif days > most:
        text = Bilingual(
            en=f"The site keeps what people say for {days} days; {most} are allowed.",
            zh=f"该站点将用户输入内容保存 {days} 天；允许的期限为 {most} 天。",
        )
        yield Problem(text, CONTRACT)
