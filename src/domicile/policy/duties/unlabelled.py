"""A copy without the visible label, at the person's request and on their responsibility."""

from collections.abc import Iterable
from typing import Final

import msgspec

from domicile.core.decision import Duty
from domicile.core.text import Bilingual
from domicile.markets.facts import UNLABELLED
from domicile.markets.kinds.label import LabelParams
from domicile.markets.load import EVENT
from domicile.policy.duties.done import Done, Marked, params_of
from domicile.policy.duties.labels import Relief, china_label, mark
from domicile.policy.duties.made import Made
from domicile.policy.duties.notices import shown
from domicile.policy.duties.protections import together
from domicile.policy.marks.aigc import CHINAS

LABEL_TERMS: Final = "label_terms"
"""What a person agrees to before: that labelling the copy is then their duty."""

_NOBODY = Bilingual(
    en="The label stays: a copy without it is for a person who is named.",
    zh="保留显式标识：仅可向指明身份的使用者提供无标识内容。",
)
_NOT_AGREED = Bilingual(
    en="The label stays: the person has not agreed to the terms on labels (`domicile consent"
    " agree --to label_terms`).",
    zh="保留显式标识：本人尚未同意标识条款（`domicile consent agree --to label_terms`）。",
)
_UNNAMED = Bilingual(
    en="The label stays: the one for machines, which has to stay, cannot name the operator"
    " (`operator.statements.producer_code`).",
    zh="保留显式标识：须保留的隐式标识无法载明运营者（`operator.statements.producer_code`）。",
)
_RECORDED = Bilingual(
    en="The request is kept on record for at least {months} months.",
    zh="该请求至少留存 {months} 个月。",
)


def is_asked(duty: Duty) -> bool:
    """Return whether ``duty`` is what such a request brings about."""
    events = duty.params.get(EVENT)
    return duty.kind == "label" and isinstance(events, list) and UNLABELLED in events


def relief(duties: Iterable[Duty], made: Made) -> Relief | None:
    """Return what permits to leave the visible label off, or None when nothing does."""
    if not made.is_unlabelled or made.beside.mark is None:
        return None
    for duty in duties:
        if is_asked(duty):
            params = msgspec.convert(params_of(duty), LabelParams)
            if params.user_option and _refused(params, made) is None:
                return Relief(rule=duty.rule, log_months=params.log_months or 0)
    return None


def hand_out(duty: Duty, made: Made, permitted: Relief | None) -> Done:
    """Tell the person what the copy means, and keep its label for machines; or say why not.

    Where there is nothing that could have been labelled, nothing is handed out.
    """
    params = msgspec.convert(params_of(duty), LabelParams)
    refused = _refused(params, made)
    if refused is not None:
        return Done(marks=(Marked(met=True, text=refused),))
    if permitted is None or permitted.rule != duty.rule:
        return Done()
    months = str(permitted.log_months)
    recorded = _RECORDED.filled(months=months)
    layers = Done(marks=mark(duty.rule, params, made))
    return together([shown(duty, made), layers, Done(marks=(Marked(met=True, text=recorded),))])


def relieves(permitted: Relief | None, duty: Duty) -> Relief | None:
    """Return ``permitted`` where it speaks of ``duty``: the label of its own market."""
    if permitted is None:
        return None
    return permitted if _market(permitted.rule) == _market(duty.rule) else None


def _market(rule: str) -> str:
    """Return the market with which a rule's name begins: two words before its number."""
    return rule.rsplit("-", 2)[0]


def _refused(params: LabelParams, made: Made) -> Bilingual | None:
    """Return why the visible label stays, or None where it may go."""
    if not made.beside.is_known:
        return _NOBODY
    if LABEL_TERMS not in made.beside.agreed:
        return _NOT_AGREED
    mark_of_it = made.beside.mark
    asks_china = not CHINAS.isdisjoint(params.fields)
    if asks_china and mark_of_it is not None and china_label(made, mark_of_it) is None:
        return _UNNAMED
    return None
