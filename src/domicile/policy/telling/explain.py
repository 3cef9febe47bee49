"""A decision in words that one can read aloud: first the verdict, then why, then what would do."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from domicile.core.decision import (
    Decision,
    Duty,
    DutyStatus,
    Note,
    Outcome,
    PackRef,
    Reason,
    Upcoming,
)
from domicile.core.findings import Action, DataClass
from domicile.core.ids import DEVICE, SiteId
from domicile.core.text import COMMA, Bilingual, Language
from domicile.markets.load import EVENT
from domicile.policy.telling.grouped import Spoken, remedies, spoken, stuck

_VERDICT: Final = {
    True: Bilingual(en="Permitted: {places}.", zh="准予：{places}。"),
    False: Bilingual(en="Refused.", zh="拒绝。"),
}
_PLACE: Final = {
    "device": Bilingual(en="on the device", zh="设备端"),
    "partner": Bilingual(en="by a partner", zh="合作方"),
}
_MAY: Final = Bilingual(en="May answer on {day}: {sites}.", zh="{day} 可作答：{sites}。")
_MAY_NOT: Final = Bilingual(en="May not answer on {day}: {sites}.", zh="{day} 不可作答：{sites}。")
_OUTCOME: Final = {
    Outcome.PERMIT: Bilingual(en="permits", zh="准予"),
    Outcome.LIMIT: Bilingual(en="limits", zh="限制"),
    Outcome.REFUSE: Bilingual(en="refuses", zh="拒绝"),
}
_STATUS: Final = {
    DutyStatus.MET: Bilingual(en="met", zh="已履行"),
    DutyStatus.UNMET: Bilingual(en="unmet", zh="未履行"),
}
BASIS: Final = {
    "law": Bilingual(en="law", zh="法律"),
    "guidance": Bilingual(en="guidance", zh="指南"),
    "voluntary": Bilingual(en="voluntary", zh="自愿"),
    "house": Bilingual(en="house rule", zh="内部规则"),
}
"""What stands behind a rule, in words."""

KNOWN: Final = {
    "primary": Bilingual(en="text read", zh="已阅原文"),
    "secondary": Bilingual(en="from secondary sources", zh="据二手资料"),
    "memory": Bilingual(en="from memory", zh="凭记忆"),
}
"""How a rule's text is known, in words."""

_BESIDE: Final = Bilingual(en=" ({source})", zh="（{source}）")
_OR: Final = Bilingual(en=" or ", zh="或")
_COMMA: Final = Bilingual(en=", ", zh="，")
_HOUSE_RULE: Final = "House rule"
"""How a citation begins where a rule was made by the house; what follows names what it rests on."""

_AUDIENCE: Final = {
    "internal": Bilingual(
        en="Offered to the operator's own people (audience `internal`): every rule is kept as a "
        "house rule; whether the law itself binds such a service is not decided here.",
        zh="仅供运营者内部使用（audience 为 `internal`）：各项规则均作为内部规则适用；"
        "法律本身是否适用于此类服务，此处不作判断。",
    ),
    "personal": Bilingual(
        en="For personal use (audience `personal`): every rule is kept as a house rule; whether "
        "the law itself binds such a use is not decided here.",
        zh="仅供个人使用（audience 为 `personal`）：各项规则均作为内部规则适用；"
        "法律本身是否适用于此类使用，此处不作判断。",
    ),
}
_SEMICOLON: Final = Bilingual(en="; ", zh="；")
_TITLE: Final = Bilingual(en="{title}:", zh="{title}：")
_LINE: Final = Bilingual(en="{head}: {text}", zh="{head}：{text}")
_CONFLICTS: Final = Bilingual(en="Markets that contradict each other", zh="相互冲突的市场规则")
_REASONS: Final = Bilingual(en="Why", zh="理由")
_REMEDIES: Final = Bilingual(en="What would make it possible", zh="如何才能准予")
_NOTHING: Final = Bilingual(
    en="nothing would, as long as this stands in the way: {rules}",
    zh="在 {rules} 仍然适用时无法实现",
)
_DUTIES: Final = Bilingual(en="Duties", zh="义务")
_STANDING: Final = Bilingual(
    en="Duties of the operator as long as the service runs", zh="服务运行期间运营者的义务"
)
_ACTIONS: Final = Bilingual(en="Before a partner sees it", zh="交给合作方之前")
_UNFOUND: Final = Bilingual(en="nothing personal was found", zh="未发现个人信息")
_NOTES: Final = Bilingual(en="For information only", zh="仅供参考")
_UPCOMING: Final = Bilingual(en="Coming within 90 days", zh="90 天内即将生效")
_PACKS: Final = Bilingual(en="Packs", zh="规则包")
_NO_COUNSEL: Final = Bilingual(en="not reviewed by counsel", zh="未经法律顾问审阅")
_COUNSEL: Final = Bilingual(en="reviewed by {name}", zh="由 {name} 审阅")
_EXPIRES: Final = Bilingual(
    en="to be looked at again by {expires}", zh="须在 {expires} 之前重新复核"
)
_EXPIRED: Final = Bilingual(en="EXPIRED on {expires}", zh="【已过期】有效期至 {expires}")
_NO_ADVICE: Final = Bilingual(en="This is no legal advice.", zh="以上内容不构成法律意见。")
_ACTION: Final = {
    Action.KEPT: Bilingual(en="kept", zh="保留"),
    Action.REPLACED: Bilingual(en="replaced", zh="替换"),
    Action.GENERALIZED: Bilingual(en="generalized", zh="泛化"),
    Action.REMOVED: Bilingual(en="removed", zh="移除"),
}
_OWN_SOURCE: Final = frozenset({"approval", "operator", "person"})
"""Kinds of reasons that stand in no pack: register, settings and person are their own source."""


def explain(
    decision: Decision, language: Language, *, classes: frozenset[DataClass] | None = None
) -> tuple[str, ...]:
    """Return ``decision`` as lines of text.

    In this order: verdict; conflicts; why, permits last; what would make it possible; duties; what
    becomes of data; what only informs; what comes; packs and who has reviewed them.

    Args:
        decision: What was decided.
        language: In which language.
        classes: Classes of data that the request holds, to tell what becomes of them alone; None
            tells what would become of every class that is not kept.
    """
    return (
        *_verdict(decision, language),
        *_why(decision, language),
        *_duties(decision, language),
        *_part(_ACTIONS, language, _actions(decision, classes, language)),
        *_ahead(decision, language),
        _NO_ADVICE.spoken(language),
    )


def _verdict(decision: Decision, language: Language) -> Iterator[str]:
    places = _OR.spoken(language).join(_PLACE[each].spoken(language) for each in decision.places)
    yield _VERDICT[decision.permitted].spoken(language).format(places=places)
    asked = _asked(decision)
    for permitted, words in ((True, _MAY), (False, _MAY_NOT)):
        sites = [
            verdict.site
            for verdict in decision.sites
            if verdict.permitted is permitted and verdict.site in asked
        ]
        if sites:
            listed = COMMA.spoken(language).join(sites)
            yield words.spoken(language).format(day=decision.at.isoformat(), sites=listed)
    if decision.audience in _AUDIENCE:
        yield _AUDIENCE[decision.audience].spoken(language)


def _asked(decision: Decision) -> frozenset[SiteId | None]:
    """Return the sites that the decision speaks of; with a pin, that is the pinned one."""
    device = {DEVICE} if "device" in decision.places else set()
    return frozenset({reason.site for reason in decision.reasons} | device)


def _why(decision: Decision, language: Language) -> Iterator[str]:
    yield from _part(_CONFLICTS, language, _conflicts(decision, language))
    reasons = (_reason(each, language) for each in spoken(decision.reasons))
    yield from _part(_REASONS, language, reasons)
    yield from _part(_REMEDIES, language, _remedies(_hopeful(decision), language))


def _duties(decision: Decision, language: Language) -> Iterator[str]:
    for title, is_standing in ((_DUTIES, False), (_STANDING, True)):
        due = (each for each in decision.duties if (EVENT in each.params) is is_standing)
        yield from _part(title, language, (_duty(each, language) for each in due))


def _ahead(decision: Decision, language: Language) -> Iterator[str]:
    yield from _part(_NOTES, language, (_note(each, language) for each in decision.notes))
    yield from _part(_UPCOMING, language, (_coming(each, language) for each in decision.upcoming))
    packs = (_pack(each, decision.at, language) for each in decision.packs)
    yield from _part(_PACKS, language, packs)


def _part(title: Bilingual, language: Language, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if not number:
            yield _TITLE.spoken(language).format(title=title.spoken(language))
        yield f"  {line}"


def _said(head: str, text: str, language: Language) -> str:
    return _LINE.spoken(language).format(head=head, text=text)


def _beside(source: str, language: Language) -> str:
    return _BESIDE.spoken(language).format(source=source)


def _conflicts(decision: Decision, language: Language) -> Iterator[str]:
    """Yield what each rule wants and then what is left, each once, however many pairs there are."""
    told = [*(want for each in decision.conflicts for want in each.wants)]
    told += [each.left for each in decision.conflicts]
    for text in dict.fromkeys(told):
        yield text.spoken(language)


def _at(sites: Sequence[str]) -> str:
    return f" [{', '.join(sites)}]" if sites else ""


def _reason(said: Spoken, language: Language) -> str:
    """Return one line; of a rule that permits only what was found, as its text closes nothing."""
    head = f"{said.rule}{_at(said.sites)} {_OUTCOME[said.outcome].spoken(language)}"
    text = said.found if said.outcome is Outcome.PERMIT else said.text
    line = _said(head, text.spoken(language), language) if text is not None else head
    return line + _source(said.reasons[0], language, citations=said.citations)


def _hopeful(decision: Decision) -> tuple[Reason, ...]:
    """Return the reasons; what would meet one of two rules that contradict is no remedy."""
    apart = {rule for conflict in decision.conflicts for rule in conflict.rules}
    return tuple(
        replace(reason, remedy=None) if reason.rule in apart else reason
        for reason in decision.reasons
    )


def _remedies(reasons: Sequence[Reason], language: Language) -> Iterator[str]:
    comma = COMMA.spoken(language)
    for each in remedies(reasons):
        head = comma.join(each.rules) + _at(each.sites)
        yield _said(head, each.text.spoken(language), language)
    for sites, rules in stuck(reasons):
        words = _NOTHING.spoken(language).format(rules=comma.join(rules))
        yield _said(comma.join(sites), words, language) if sites else words


def _duty(duty: Duty, language: Language) -> str:
    head = duty.rule + _beside(_STATUS[duty.status].spoken(language), language)
    return _said(head, duty.text.spoken(language), language) + _source(duty, language)


def _note(note: Note, language: Language) -> str:
    return _said(note.rule, note.text.spoken(language), language) + _source(note, language)


def _source(
    written: Reason | Duty | Note, language: Language, *, citations: Sequence[str] = ()
) -> str:
    """Return where it is written; settings, register and person are their own source."""
    written_in = [
        each.removeprefix(_HOUSE_RULE).lstrip(",; ") for each in citations or (written.citation,)
    ]
    cited = _SEMICOLON.spoken(language).join(filter(None, written_in))
    if written.kind in _OWN_SOURCE:
        return _beside(cited, language)
    basis = BASIS[written.basis].spoken(language)
    known = KNOWN[written.known].spoken(language)
    marks = basis + _COMMA.spoken(language) + known
    return _beside(_SEMICOLON.spoken(language).join(filter(None, (cited, marks))), language)


def _actions(
    decision: Decision, classes: frozenset[DataClass] | None, language: Language
) -> Iterator[str]:
    """Yield what becomes of ``classes``; nothing where no partner is spoken of."""
    if _asked(decision) <= {None, DEVICE}:
        return
    if classes is not None and not classes:
        yield _UNFOUND.spoken(language)
    for action, word in _ACTION.items():
        if classes is None and action is Action.KEPT:
            continue
        names = [
            name.value
            for name, what in decision.actions.items()
            if what is action and (classes is None or name in classes)
        ]
        if names:
            listed = COMMA.spoken(language).join(names)
            yield _said(word.spoken(language), listed, language)


def _coming(upcoming: Upcoming, language: Language) -> str:
    head = f"{upcoming.date.isoformat()} {upcoming.rule}"
    return _said(head, upcoming.text.spoken(language), language)


def review(pack: PackRef, at: date, language: Language) -> str:
    """Say who has reviewed ``pack`` as counsel, and until when that holds, or held, on ``at``."""
    who = _COUNSEL if pack.counsel else _NO_COUNSEL
    parts = [who.spoken(language).format(name=pack.counsel)]
    if pack.expires is not None:
        words = _EXPIRED if at > pack.expires else _EXPIRES
        parts.append(words.spoken(language).format(expires=pack.expires.isoformat()))
    return _SEMICOLON.spoken(language).join(parts)


def _pack(pack: PackRef, at: date, language: Language) -> str:
    said = review(pack, at, language)
    return f"{pack.market} {pack.as_of.isoformat()}" + _beside(said, language)
