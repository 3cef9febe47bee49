"""Protections: breaks, a minor's limits, and a card for somebody in danger.

Each works where its signal exists: an age that was recorded or stated, a session that is named, a
program that says that the person may be in danger. Domicile reads nobody's mind.
"""

from typing import Final

import msgspec

from domicile.core.decision import Duty
from domicile.core.text import Bilingual
from domicile.markets.facts import IN_CRISIS
from domicile.markets.kinds.protect import ProtectParams
from domicile.policy.duties.done import Done, Marked, by_operator, params_of
from domicile.policy.duties.made import Made
from domicile.policy.duties.notices import of_ours, shown
from domicile.policy.duties.statements import CONTACT, IDENTITY, INTENDED, MINORS

CONTACTING: Final = "contact_guardian_or_emergency"
"""Step of a rule's ``crisis`` that is the operator's alone."""

_JUDGED = Bilingual(
    en="Age and guardian's consent were looked at before anything ran.",
    zh="在运行之前已核对年龄及监护人同意情况。",
)
_LIMIT = Bilingual(
    en="A minor's session ends after {minutes} minutes.",
    zh="未成年人单次使用时长不超过 {minutes} 分钟。",
)
_FOR = Bilingual(
    en="The operator says whom the service is for: {users}",
    zh="运营者说明的服务对象：{users}",
)
_NO_LIMIT = Bilingual(
    en="The operator sets no limit to a minor's session (`operator.minor_session_minutes`).",
    zh="运营者未设置未成年人单次使用时长上限（`operator.minor_session_minutes`）。",
)
_LEAVE = Bilingual(
    en="Nothing holds the person: every request ends by itself and can be broken off.",
    zh="不设任何挽留：每次请求均自行结束，也可随时中断。",
)
_NO_SESSION = Bilingual(
    en="Neither the person nor the session is named, so its time cannot be counted.",
    zh="请求未指明使用者或会话，无法计算使用时长。",
)
_COUNTED = Bilingual(
    en="Time is counted, and a break is suggested every {minutes} minutes.",
    zh="已计时，每 {minutes} 分钟提示休息。",
)
_BREAK = Bilingual(
    en="You have been here for {minutes} minutes. This is an AI, not a person. Please take a"
    " break.",
    zh="您已连续使用 {minutes} 分钟。与您交互的是人工智能，并非真人，请注意休息。",
)
_CARD = Bilingual(
    en="You are not alone, and help is there. Please talk to somebody now: {contact}",
    zh="您并不孤单，有人愿意帮助您。请现在就联系：{contact}",
)
_CARD_BARE = Bilingual(
    en="You are not alone, and help is there. Please talk to somebody whom you trust now, or call"
    " the emergency number of where you are.",
    zh="您并不孤单，有人愿意帮助您。请现在就告诉您信任的人，或者拨打当地的紧急求助电话。",
)
_CARD_READY = Bilingual(
    en="A card with help is shown as soon as a program says that the person may be in danger;"
    " Domicile does not judge that by itself.",
    zh="一旦程序提示本人可能处于危险，即显示求助卡片；Domicile 自身不作此类判断。",
)
_CARD_SHOWN = Bilingual(
    en="The card with help comes with the answer.", zh="求助卡片随回答一并给出。"
)
_CONTACTING = Bilingual(
    en="To reach a guardian or an emergency contact takes the operator; Domicile has not done it.",
    zh="联系监护人或者紧急联系人须由运营者进行；Domicile 未予执行。",
)
_AUTHENTICATED = Bilingual(
    en="By the operator's statement, real identity is authenticated: {method}.",
    zh="据运营者声明，真实身份认证方式为：{method}。",
)


def protect(duty: Duty, made: Made) -> Done:
    """Carry out what a protect rule asks beside its judgement."""
    params = msgspec.convert(params_of(duty), ProtectParams)
    told = shown(duty, made)
    parts = [told]
    if params.guardian_consent_below is not None or params.deny:
        parts.append(Done(marks=(Marked(met=True, text=_JUDGED),)))
    parts.extend(_mode(mode, made) for mode in params.modes)
    if params.break_minutes is not None:
        parts.append(breaks(duty, made, params.break_minutes))
    if params.crisis:
        parts.append(_crisis(duty, made, params.crisis))
    if params.identity:
        parts.append(_identity(made))
    return together(parts)


def breaks(duty: Duty, made: Made, every: int) -> Done:
    """Suggest a break, once in each ``every`` minutes of a session."""
    if not made.has_session:
        return Done(marks=(Marked(met=False, text=_NO_SESSION),))
    before, now = made.minutes
    mark = Marked(met=True, text=_COUNTED.filled(minutes=str(every)))
    if now // every <= before // every:
        return Done(marks=(mark,))
    notice = of_ours(duty.rule, "break", _BREAK.filled(minutes=str(now)), made)
    return Done(marks=(mark,), notices=(notice,))


def together(parts: list[Done]) -> Done:
    """Return all ``parts`` as one."""
    return Done(
        marks=tuple(mark for part in parts for mark in part.marks),
        notices=tuple(notice for part in parts for notice in part.notices),
        shown=tuple(notice for part in parts for notice in part.shown),
    )


def _mode(mode: str, made: Made) -> Done:
    if mode != MINORS:
        return Done(marks=(Marked(met=True, text=_LEAVE),))
    return Done(marks=(_limit(made), _intended(made)))


def _limit(made: Made) -> Marked:
    minutes = made.beside.minor_minutes
    if not minutes:
        return Marked(met=False, text=_NO_LIMIT)
    if not made.has_session:
        return Marked(met=False, text=_NO_SESSION)
    return Marked(met=True, text=_LIMIT.filled(minutes=str(minutes)))


def _intended(made: Made) -> Marked:
    users = made.beside.statements.get(INTENDED)
    return Marked(met=True, text=_FOR.filled(users=users)) if users else by_operator([INTENDED])


def _crisis(duty: Duty, made: Made, steps: tuple[str, ...]) -> Done:
    contact = made.beside.statements.get(CONTACT)
    marks = [] if contact else [by_operator([CONTACT])]
    if IN_CRISIS not in made.facts.get("user", frozenset()):
        return Done(marks=tuple(marks) or (Marked(met=True, text=_CARD_READY),))
    marks.append(Marked(met=True, text=_CARD_SHOWN))
    if CONTACTING in steps:
        marks.append(Marked(met=False, text=_CONTACTING))
    text = _CARD.filled(contact=contact) if contact else _CARD_BARE
    return Done(marks=tuple(marks), notices=(of_ours(duty.rule, "crisis", text, made),))


def _identity(made: Made) -> Done:
    method = made.beside.statements.get(IDENTITY)
    if not method:
        return Done(marks=(by_operator([IDENTITY]),))
    return Done(marks=(Marked(met=True, text=_AUTHENTICATED.filled(method=method)),))
