"""Choices: the switches, reviews and routes that a rule wants people to find."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from domicile.core.decision import Duty
from domicile.core.text import COMMA, Bilingual
from domicile.markets.kinds.choice import ChoiceParams
from domicile.policy.duties.done import Done, Marked, by_operator, params_of
from domicile.policy.duties.made import Made
from domicile.policy.duties.notices import shown
from domicile.policy.duties.protections import together
from domicile.policy.duties.statements import OPT_OUT, REVIEW

CONTROLS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "personalisation_off": Bilingual(
            en="Personalization is switched off by `domicile consent set --subject S"
            " personalization=off`, and by the person's choices over HTTP.",
            zh="可通过 `domicile consent set --subject S personalization=off`"
            " 或 HTTP 接口关闭个性化。",
        ),
    }
)
"""Switches that a rule may ask for and that there are, with how each is found."""

_MISSING = Bilingual(
    en="Domicile does not have these switches yet: {names}.", zh="Domicile 尚无以下开关：{names}。"
)
_NOT_NAMED = Bilingual(
    en="The notice tells the person to obtain that consent; whether they did is not known.",
    zh="已提示本人须取得相关同意；是否已取得不得而知。",
)
_ROUTE = Bilingual(en="The operator states the route: {route}", zh="运营者声明的途径：{route}")
_LEFT = Bilingual(
    en="This takes the operator; Domicile has not done it.",
    zh="此项须由运营者完成；Domicile 未予执行。",
)


def choose(duty: Duty, made: Made) -> Done:
    """Show what the rule wants shown, and say which of its switches there are."""
    params = msgspec.convert(params_of(duty), ChoiceParams)
    parts = [shown(duty, made)]
    parts.extend(_control(name) for name in params.controls if name in CONTROLS)
    missing = [name for name in params.controls if name not in CONTROLS]
    if missing:
        parts.append(Done(marks=(Marked(met=False, text=_named(_MISSING, missing)),)))
    if params.consent == "third_party" and parts[0].notices:
        parts.append(Done(marks=(Marked(met=True, text=_NOT_NAMED),)))
    if params.consent == "opt_out":
        parts.append(_route(OPT_OUT, made))
    if params.human_review:
        parts.append(_route(REVIEW, made))
    told = together(parts)
    return told if told.marks else Done(marks=(Marked(met=False, text=_LEFT),))


def _control(name: str) -> Done:
    return Done(marks=(Marked(met=True, text=CONTROLS[name]),))


def _route(name: str, made: Made) -> Done:
    route = made.beside.statements.get(name)
    if not route:
        return Done(marks=(by_operator([name]),))
    text = _ROUTE.filled(route=route)
    return Done(marks=(Marked(met=True, text=text),))


def _named(text: Bilingual, names: list[str]) -> Bilingual:
    return Bilingual(
        en=text.en.format(names=COMMA.en.join(names)), zh=text.zh.format(names=COMMA.zh.join(names))
    )
