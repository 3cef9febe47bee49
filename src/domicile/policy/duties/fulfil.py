"""Carrying out duties on an answer, and saying which could not be carried out."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import msgspec

from domicile.core import answer
from domicile.core.answer import Label
from domicile.core.decision import Duty, DutyStatus, RuleKind
from domicile.core.text import COMMA, Bilingual, joined
from domicile.markets.kinds.assess import AssessParams
from domicile.markets.kinds.disclose import DiscloseParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.load import EVENT, NOTICE
from domicile.markets.schema import Notice
from domicile.policy.duties.labels import Marked, mark
from domicile.policy.duties.made import Made

TRIGGER: Final = "trigger"
"""Key under which a duty's params hold what of the request set it off."""

_OURS: Final = frozenset({EVENT, NOTICE, TRIGGER})
"""Keys of a duty's params that are no parameters of its rule."""

_SHOWN = Bilingual(en="The notice comes with the answer.", zh="告知内容随回答一并给出。")
_INTERVENTIONS = Bilingual(
    en="Every intervention is shown with the answer and counted.",
    zh="每次干预均随回答显示并计数。",
)
_ON_FILE = Bilingual(en="It is on file with the operator.", zh="已由运营者存档。")
_OPERATOR = Bilingual(
    en="This takes the operator; Domicile has not done it.",
    zh="此项须由运营者完成；Domicile 未予执行。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfilled:
    """What became of all duties of one answer."""

    duties: tuple[Duty, ...]
    """Those that were due, each met or unmet, and why."""

    labels: tuple[Label, ...]
    """Marks that the answer carries."""

    notices: tuple[answer.Notice, ...]
    """What the person is told with it."""

    suffix: str
    """What is appended to the answer's text; empty when no visible label belongs there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    """What became of one duty; nothing at all when it was not due."""

    marks: tuple[Marked, ...]
    """What was done, part by part."""

    notice: answer.Notice | None = None
    """What the person is told."""


def fulfil(duties: Iterable[Duty], made: Made) -> Fulfilled:
    """Carry out ``duties`` on what was ``made``. Those that are not due are left out."""
    done = [(duty, _done(duty, made)) for duty in duties]
    due = [(duty, each) for duty, each in done if each.marks]
    marks = [each for _, result in due for each in result.marks]
    return Fulfilled(
        duties=tuple(_closed(duty, result.marks) for duty, result in due),
        labels=tuple(each.label for each in marks if each.label is not None),
        notices=tuple(result.notice for _, result in due if result.notice is not None),
        suffix="".join(dict.fromkeys(each.suffix for each in marks)),
    )


def _done(duty: Duty, made: Made) -> _Done:
    if EVENT in duty.params:  # the operator owes it, and not this answer
        return _Done(marks=())
    if duty.status is DutyStatus.MET:
        return _Done(marks=(Marked(met=True, text=_ON_FILE),))
    return _HANDLERS.get(duty.kind, _left)(duty, made)


def _closed(duty: Duty, marks: Sequence[Marked]) -> Duty:
    met = all(each.met for each in marks)
    return dataclasses.replace(
        duty,
        status=DutyStatus.MET if met else DutyStatus.UNMET,
        text=joined((duty.text, *(each.text for each in marks))),
    )


def _label(duty: Duty, made: Made) -> _Done:
    return _Done(marks=mark(duty.rule, msgspec.convert(_plain(duty), LabelParams), made))


def _disclose(duty: Duty, made: Made) -> _Done:
    params = msgspec.convert(_plain(duty), DiscloseParams)
    notice = _notice(duty, made)
    marks = [Marked(met=True, text=_SHOWN)] if notice else []
    if params.fields:
        marks.append(
            Marked(
                met=False,
                text=Bilingual(
                    en=f"The operator has to supply: {COMMA.en.join(params.fields)}.",
                    zh=f"须由运营者提供：{COMMA.zh.join(params.fields)}。",
                ),
            )
        )
    if params.break_minutes is not None:
        minutes = params.break_minutes
        marks.append(
            Marked(
                met=False,
                text=Bilingual(
                    en=f"It does not come back every {minutes} minutes of a session.",
                    zh=f"未在会话中每 {minutes} 分钟再次提示。",
                ),
            )
        )
    if params.protocol or not marks:
        marks.append(Marked(met=False, text=_OPERATOR))
    return _Done(marks=tuple(marks), notice=notice)


def _display(duty: Duty, made: Made) -> _Done:
    """Show the model that answered; the device's own, unfiled model is nobody's partner."""
    if made.site.is_device and not made.site.filing_no:
        return _Done(marks=())
    params = msgspec.convert(_plain(duty), PartnerParams)
    facts = {"model_name": made.model, "filing_no": made.site.filing_no}
    missing = [name for name in params.display if not facts[name]]
    if missing:
        text = Bilingual(
            en=f"It is not known: {COMMA.en.join(missing)}.",
            zh=f"以下信息未知：{COMMA.zh.join(missing)}。",
        )
        return _Done(marks=(Marked(met=False, text=text),))
    return _Done(marks=(Marked(met=True, text=_SHOWN),), notice=_notice(duty, made))


def _safety(_duty: Duty, _made: Made) -> _Done:
    return _Done(marks=(Marked(met=True, text=_INTERVENTIONS),))


def _assess(duty: Duty, made: Made) -> _Done:
    """Ask for a document; one that only handing data to a partner calls for is not due at home."""
    if made.site.is_device and duty.params.get(TRIGGER) == ["entrust"]:
        return _Done(marks=())
    document = msgspec.convert(_plain(duty), AssessParams).document
    text = Bilingual(
        en=f"The operator has no `{document}` on file.", zh=f"运营者未存档 `{document}`。"
    )
    return _Done(marks=(Marked(met=False, text=text),))


def _left(_duty: Duty, _made: Made) -> _Done:
    return _Done(marks=(Marked(met=False, text=_OPERATOR),))


_HANDLERS: Final[Mapping[RuleKind, Callable[[Duty, Made], _Done]]] = MappingProxyType(
    {
        "label": _label,
        "disclose": _disclose,
        "partner": _display,
        "safety": _safety,
        "assess": _assess,
    }
)


def _plain(duty: Duty) -> dict[str, object]:
    return {name: value for name, value in duty.params.items() if name not in _OURS}


def _notice(duty: Duty, made: Made) -> answer.Notice | None:
    """Return the duty's text as it is shown, its holds filled in."""
    if NOTICE not in duty.params:
        return None
    notice = msgspec.convert(duty.params[NOTICE], Notice)
    text = notice.text.spoken(made.language)
    for hold, value in {"{model}": made.model, "{filing_no}": made.site.filing_no}.items():
        text = text.replace(hold, value)
    return answer.Notice(rule=duty.rule, id=notice.id, version=notice.version, text=text)
