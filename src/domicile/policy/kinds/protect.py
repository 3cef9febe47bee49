"""Protect: is the feature open to this person?"""

from collections.abc import Iterator
from typing import Final

from domicile.core.text import Bilingual
from domicile.markets.facts import GUARDIAN
from domicile.markets.kinds.protect import ProtectParams
from domicile.policy.question import Question
from domicile.policy.reasons import Problem

MINOR: Final = "minor"
"""Word of ``user`` for a young person; alone, the age is unknown."""

ADULT: Final = 18
"""Age of majority, in years."""

_UNDER = "under_"
_NOTHING: Final[frozenset[str]] = frozenset()
_CLOSED = Problem(Bilingual(en="The feature is closed to this person.", zh="该功能不向此人开放。"))
_AGREE = Bilingual(
    en="A guardian would have to agree: the operator records it with `domicile consent give --class"
    " guardian`, or states `user=guardian_consent`.",
    zh="须由监护人同意，并由运营者以 `domicile consent give --class guardian` 登记，"
    "或声明 `user=guardian_consent`。",
)
_NO_GUARDIAN = Problem(
    Bilingual(en="No guardian's consent is on record.", zh="没有监护人同意的记录。"), _AGREE
)
_AGE_UNKNOWN = Problem(
    Bilingual(
        en="The person is young, their age is unknown, and no guardian's consent is on record.",
        zh="此人为未成年人，年龄未知，且没有监护人同意的记录。",
    ),
    _AGREE,
    weight="warns",
)


def _over(minutes: int) -> Problem:
    return Problem(
        Bilingual(
            en=f"The session of a minor has lasted as long as the operator allows: {minutes}"
            " minutes.",
            zh=f"未成年人本次使用已达到运营者设定的时长上限：{minutes} 分钟。",
        ),
        Bilingual(en="It can go on after a pause of half an hour.", zh="停止使用半小时后可继续。"),
    )


def problems(params: ProtectParams, question: Question) -> Iterator[Problem]:
    """Yield what keeps the feature from this person, whichever site would answer."""
    user = question.facts.get("user", _NOTHING)
    if params.deny and (params.below_age is None or _is_below(user, params.below_age) is not False):
        yield _CLOSED
    limit = question.inquiry.operator.minor_session_minutes
    if MINOR in params.modes and 0 < limit <= question.inquiry.session_minutes:
        yield _over(limit)
    if params.guardian_consent_below is None or GUARDIAN in user:
        return
    below = _is_below(user, params.guardian_consent_below)
    if below:
        yield _NO_GUARDIAN
    elif below is None:
        yield _AGE_UNKNOWN


def _is_below(user: frozenset[str], age: int) -> bool | None:
    """Return whether the person is younger than ``age`` years; None when that is unknown.

    The young count as below 18; a bracket says below which age they certainly are.
    """
    if MINOR not in user:
        return False
    certainly = min(
        (int(word.removeprefix(_UNDER)) for word in user if word.startswith(_UNDER)), default=ADULT
    )
    return True if certainly <= age else None
