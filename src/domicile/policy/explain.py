"""A decision in words, for the command line and for logs that people read."""

from collections.abc import Iterator
from typing import Final

from domicile.core.decision import Decision, Duty, DutyStatus, Outcome, Reason, Upcoming
from domicile.core.findings import Action
from domicile.core.text import COMMA, Bilingual, Language

_VERDICT: Final = {
    True: Bilingual(en="Permitted: {places}.", zh="准予：{places}。"),
    False: Bilingual(en="Refused.", zh="拒绝。"),
}
_PLACE: Final = {
    "device": Bilingual(en="on the device", zh="设备端"),
    "partner": Bilingual(en="by a partner", zh="合作方"),
}
_OUTCOME: Final = {
    Outcome.PERMIT: Bilingual(en="permits", zh="准予"),
    Outcome.LIMIT: Bilingual(en="limits", zh="限制"),
    Outcome.REFUSE: Bilingual(en="refuses", zh="拒绝"),
}
_STATUS: Final = {
    DutyStatus.MET: Bilingual(en="met", zh="已履行"),
    DutyStatus.UNMET: Bilingual(en="unmet", zh="未履行"),
}
_BASIS: Final = {
    "law": Bilingual(en="law", zh="法律"),
    "guidance": Bilingual(en="guidance", zh="指南"),
    "voluntary": Bilingual(en="voluntary", zh="自愿"),
    "house": Bilingual(en="house rule", zh="内部规则"),
}
_KNOWN: Final = {
    "primary": Bilingual(en="text read", zh="已阅原文"),
    "secondary": Bilingual(en="from secondary sources", zh="据二手资料"),
    "memory": Bilingual(en="from memory", zh="凭记忆"),
}
_BESIDE: Final = Bilingual(en=" ({source})", zh="（{source}）")
_OR: Final = Bilingual(en=" or ", zh="或")
_COMMA: Final = Bilingual(en=", ", zh="，")
_SEMICOLON: Final = Bilingual(en="; ", zh="；")
_TITLE: Final = Bilingual(en="{title}:", zh="{title}：")
_LINE: Final = Bilingual(en="{head}: {text}", zh="{head}：{text}")
_REASONS: Final = Bilingual(en="Reasons", zh="理由")
_DUTIES: Final = Bilingual(en="Duties", zh="义务")
_ACTIONS: Final = Bilingual(en="Before a partner sees it", zh="交给合作方之前")
_UPCOMING: Final = Bilingual(en="Coming", zh="即将生效")
_PACKS: Final = Bilingual(en="Packs", zh="规则包")
_NO_COUNSEL: Final = Bilingual(en="not reviewed by counsel", zh="未经法律顾问审阅")
_COUNSEL: Final = Bilingual(en="reviewed by {name}", zh="由 {name} 审阅")
_ACTION: Final = {
    Action.REPLACED: Bilingual(en="replaced", zh="替换"),
    Action.GENERALIZED: Bilingual(en="generalized", zh="泛化"),
    Action.REMOVED: Bilingual(en="removed", zh="移除"),
}


def explain(decision: Decision, language: Language) -> tuple[str, ...]:
    """Return ``decision`` as lines of text: verdict, reasons, duties, data, what comes, packs."""
    return tuple(_lines(decision, language))


def _lines(decision: Decision, language: Language) -> Iterator[str]:
    places = _OR.spoken(language).join(_PLACE[each].spoken(language) for each in decision.places)
    yield _VERDICT[decision.permitted].spoken(language).format(places=places)
    yield from _part(_REASONS, language, [_reason(each, language) for each in decision.reasons])
    yield from _part(_DUTIES, language, [_duty(each, language) for each in decision.duties])
    yield from _part(_ACTIONS, language, list(_actions(decision, language)))
    yield from _part(_UPCOMING, language, [_coming(each, language) for each in decision.upcoming])
    yield from _part(_PACKS, language, list(_packs(decision, language)))


def _part(title: Bilingual, language: Language, lines: list[str]) -> Iterator[str]:
    if lines:
        yield _TITLE.spoken(language).format(title=title.spoken(language))
        yield from (f"  {line}" for line in lines)


def _said(head: str, text: str, language: Language) -> str:
    return _LINE.spoken(language).format(head=head, text=text)


def _beside(source: str, language: Language) -> str:
    return _BESIDE.spoken(language).format(source=source)


def _reason(reason: Reason, language: Language) -> str:
    where = f" [{reason.site}]" if reason.site else ""
    outcome = _OUTCOME[reason.outcome].spoken(language)
    said = _said(f"{reason.rule}{where} {outcome}", reason.text.spoken(language), language)
    return said + _source(reason, language)


def _duty(duty: Duty, language: Language) -> str:
    head = duty.rule + _beside(_STATUS[duty.status].spoken(language), language)
    return _said(head, duty.text.spoken(language), language) + _source(duty, language)


def _source(written: Reason | Duty, language: Language) -> str:
    """Return where it is written; settings and register are their own source."""
    if written.kind in {"approval", "operator"}:
        return _beside(written.citation, language)
    basis = _BASIS[written.basis].spoken(language)
    known = _KNOWN[written.known].spoken(language)
    parts = (written.citation, basis + _COMMA.spoken(language) + known)
    return _beside(_SEMICOLON.spoken(language).join(parts), language)


def _actions(decision: Decision, language: Language) -> Iterator[str]:
    for action, word in _ACTION.items():
        names = [name.value for name, what in decision.actions.items() if what is action]
        if names:
            listed = COMMA.spoken(language).join(names)
            yield _said(word.spoken(language), listed, language)


def _coming(upcoming: Upcoming, language: Language) -> str:
    head = f"{upcoming.date.isoformat()} {upcoming.rule}"
    return _said(head, upcoming.text.spoken(language), language)


def _packs(decision: Decision, language: Language) -> Iterator[str]:
    for pack in decision.packs:
        review = _COUNSEL if pack.counsel else _NO_COUNSEL
        words = review.spoken(language).format(name=pack.counsel)
        yield f"{pack.market} {pack.as_of.isoformat()}" + _beside(words, language)
