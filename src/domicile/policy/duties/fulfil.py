"""Carrying out duties on an answer, and saying which could not be carried out."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import msgspec

from domicile.core.answer import Label, Notice
from domicile.core.decision import Duty, DutyStatus, RuleKind
from domicile.core.text import COMMA, Bilingual, joined
from domicile.markets.facts import YOUNG
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.kinds.safety import SafetyParams
from domicile.markets.load import EVENT
from domicile.policy.duties.choices import choose
from domicile.policy.duties.done import TRIGGER, Done, Marked, by_operator, params_of
from domicile.policy.duties.labels import Relief, mark
from domicile.policy.duties.made import Made
from domicile.policy.duties.notices import ONCE, principal, shown, stated
from domicile.policy.duties.protections import breaks, protect, together
from domicile.policy.duties.statements import PROTOCOL
from domicile.policy.duties.unlabelled import hand_out, is_asked, relief, relieves

OFFICER: Final = "tell_operator_officer"
"""What a rule has done after an intervention, and Domicile leaves to the operator."""

_INTERVENTIONS = Bilingual(
    en="Every intervention is shown with the answer and counted; Domicile does not judge texts"
    " by itself.",
    zh="每次干预均随回答显示并计数；Domicile 自身不判断文本内容。",
)
_FOLLOW_UP = Bilingual(
    en="Somebody stepped in: to look into it, to mend what led to it and to report it takes the"
    " operator; Domicile has not done it.",
    zh="本次回答已有干预：核查、整改和报告须由运营者完成；Domicile 未予执行。",
)
_ON_FILE = Bilingual(en="It is on file with the operator.", zh="已由运营者存档。")
_OPERATOR = Bilingual(
    en="This takes the operator; Domicile has not done it.",
    zh="此项须由运营者完成；Domicile 未予执行。",
)
_PUBLISHED = Bilingual(
    en="The operator states where the protocol is published: {place}",
    zh="运营者声明的处置规程公布位置：{place}",
)
_UNFILTERED = Bilingual(
    en="To keep from minors what they may not get takes the operator; Domicile does not filter it.",
    zh="不得向未成年人提供的内容须由运营者予以屏蔽；Domicile 不作过滤。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfilled:
    """What became of all duties of one answer."""

    duties: tuple[Duty, ...] = ()
    """Those that were due, each met or unmet, and why."""

    labels: tuple[Label, ...] = ()
    """Marks that the answer carries."""

    notices: tuple[Notice, ...] = ()
    """What the person is told with it."""

    suffix: str = ""
    """What is appended to the answer's text; empty when no visible label belongs there."""

    shown: tuple[Notice, ...] = ()
    """Notices that need not be shown to that person again."""

    relief: Relief | None = None
    """What permitted to leave the visible label off, or None when none was left off."""


def fulfil(duties: Sequence[Duty], made: Made) -> Fulfilled:
    """Carry out ``duties`` on what was ``made``. Those that are not due are left out."""
    permitted = relief(duties, made)
    due = [(duty, done) for duty in duties if (done := _done(duty, made, permitted)).marks]
    marks = [each for _, done in due for each in done.marks]
    return Fulfilled(
        duties=tuple(_closed(duty, done.marks) for duty, done in due),
        labels=tuple(each.label for each in marks if each.label is not None),
        notices=tuple(notice for _, done in due for notice in done.notices),
        suffix="".join(dict.fromkeys(each.suffix for each in marks)),
        shown=tuple(notice for _, done in due for notice in done.shown),
        relief=permitted,
    )


def _done(duty: Duty, made: Made, permitted: Relief | None) -> Done:
    if EVENT in duty.params:  # the operator owes it, and not this answer, but for one event
        return hand_out(duty, made, permitted) if is_asked(duty) else Done()
    if duty.kind == "label":
        params = msgspec.convert(params_of(duty), LabelParams)
        return Done(marks=mark(duty.rule, params, made, relieves(permitted, duty)))
    if duty.status is DutyStatus.MET:
        return together([Done(marks=(Marked(met=True, text=_ON_FILE),)), shown(duty, made)])
    return _HANDLERS[duty.kind](duty, made)


def _closed(duty: Duty, marks: Iterable[Marked]) -> Duty:
    parts = tuple(marks)
    met = all(each.met for each in parts)
    return dataclasses.replace(
        duty,
        status=DutyStatus.MET if met else DutyStatus.UNMET,
        text=joined((duty.text, *(each.text for each in parts))),
    )


def _disclose(duty: Duty, made: Made) -> Done:
    params = msgspec.convert(params_of(duty), DiscloseParams)
    parts = [shown(duty, made, once=params.when in ONCE)]
    if params.fields:
        parts.append(stated(duty, made))
    if params.principal:
        parts.append(principal(duty.rule, made))
    if params.break_minutes is not None:
        parts.append(breaks(duty, made, params.break_minutes))
    if params.protocol:
        parts.append(_protocol(made))
    if params.kept_from_minors and not YOUNG.isdisjoint(made.facts.get("user", frozenset())):
        parts.append(Done(marks=(Marked(met=False, text=_UNFILTERED),)))
    told = together(parts)
    return told if told.marks else _left(duty, made)


def _protocol(made: Made) -> Done:
    place = made.beside.statements.get(PROTOCOL)
    if not place:
        return Done(marks=(by_operator([PROTOCOL]),))
    text = _PUBLISHED.filled(place=place)
    return Done(marks=(Marked(met=True, text=text),))


def _display(duty: Duty, made: Made) -> Done:
    """Show the model that answered; the device's own, unfiled model is nobody's partner."""
    if made.site.is_device and not made.site.filing_no:
        return Done()
    params = msgspec.convert(params_of(duty), PartnerParams)
    facts = {"model_name": made.model, "filing_no": made.site.filing_no}
    missing = [name for name in params.display if not facts[name]]
    if missing:
        text = Bilingual(
            en=f"It is not known: {COMMA.en.join(missing)}.",
            zh=f"以下信息未知：{COMMA.zh.join(missing)}。",
        )
        return Done(marks=(Marked(met=False, text=text),))
    told = shown(duty, made)
    return told if told.marks else _left(duty, made)


def _safety(duty: Duty, made: Made) -> Done:
    marks = [Marked(met=True, text=_INTERVENTIONS)]
    params = msgspec.convert(params_of(duty), SafetyParams)
    if made.has_interventions and OFFICER in params.on_hit:
        marks.append(Marked(met=False, text=_FOLLOW_UP))
    return Done(marks=tuple(marks))


def _assess(duty: Duty, made: Made) -> Done:
    """Ask for a document; one that only handing data to a partner calls for is not due at home."""
    if made.site.is_device and duty.params.get(TRIGGER) == ["entrust"]:
        return Done()
    return _lacks((msgspec.convert(params_of(duty), AssessParams).document,))


def _gate(duty: Duty, made: Made) -> Done:
    """Ask for the documents that are due some time after the launch, and show their notice."""
    documents = msgspec.convert(params_of(duty), GateParams).documents
    return _lacks(documents) if documents else _left(duty, made)


def _lacks(documents: Iterable[str]) -> Done:
    return Done(
        marks=tuple(
            Marked(
                met=False,
                text=Bilingual(
                    en=f"The operator has no `{document}` on file.",
                    zh=f"运营者未存档 `{document}`。",
                ),
            )
            for document in documents
        )
    )


def _left(_duty: Duty, _made: Made) -> Done:
    return Done(marks=(Marked(met=False, text=_OPERATOR),))


_HANDLERS: Final[Mapping[RuleKind, Callable[[Duty, Made], Done]]] = MappingProxyType(
    {
        "gate": _gate,
        "partner": _display,
        "locate": _left,
        "export": _left,
        "disclose": _disclose,
        "choice": choose,
        "retain": _left,
        "safety": _safety,
        "protect": protect,
        "assess": _assess,
        "report": _left,
    }
)
