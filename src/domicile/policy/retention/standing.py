"""Whether each rule about keeping is met by what is kept here, and why not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from domicile.core.decision import Basis, Known
from domicile.core.ids import MarketId, RuleId
from domicile.core.settings import OperatorSettings
from domicile.core.text import Bilingual, joined
from domicile.markets.kinds.retain import RetainParams
from domicile.markets.schema import Rule
from domicile.policy.reasons import basis
from domicile.policy.retention.records import CLAIMED, RECORDS
from domicile.policy.retention.schedule import Keeping, Schedule

DISCLOSED: Final = "retention"
"""The operator's statement that tells people how long what is kept of them."""

_PURPOSE: Final = Bilingual(
    en="Every record has a setting that bounds it, and the timer deletes what is past it.",
    zh="每类记录均有设定的期限，到期由定时任务删除。",
)
_TOLD: Final = Bilingual(
    en="The operator's statement `retention` discloses the period.",
    zh="运营者的 `retention` 声明已披露该期限。",
)
_UNTOLD: Final = Bilingual(
    en="No period was disclosed: write it into `operator.statements` as `retention`.",
    zh="尚未披露期限：请在 `operator.statements` 中以 `retention` 写明。",
)
_METADATA: Final = Bilingual(
    en="The log of calls has no place for a text, a person or an address.",
    zh="调用日志中没有存放文本、个人或地址的字段。",
)
_NONE_KEPT: Final = Bilingual(
    en="Nothing that people say is kept.", zh="用户输入的内容一概不留存。"
)
_STRANGE: Final = Bilingual(
    en="Domicile does not know the bound `{word}`.", zh="Domicile 不认识期限 `{word}`。"
)
_ON_FILE: Final = Bilingual(
    en="`{word}` is on file; the operator keeps it for {days} days at least.",
    zh="`{word}` 已存档；运营者至少保存 {days} 日。",
)
_NOT_ON_FILE: Final = Bilingual(
    en="There is no `{word}` on file to keep for {days} days.",
    zh="未存档 `{word}`，无从保存 {days} 日。",
)
_KEPT: Final = Bilingual(
    en="`{record}` is kept for {kept} days; at least {days} are asked for.",
    zh="`{record}` 保存 {kept} 日；要求至少 {days} 日。",
)
_GONE: Final = Bilingual(
    en="`{record}` is deleted after {kept} days; at most {days} are allowed.",
    zh="`{record}` 在 {kept} 日后删除；最多允许 {days} 日。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleStanding:
    """How one rule about keeping stands."""

    rule: RuleId
    """Which rule."""

    market: MarketId
    """Whose."""

    status: Literal["met", "unmet"]
    """Whether it is met."""

    text: Bilingual
    """By what it is met, or why not."""

    citation: str
    """Law with article."""

    basis: Basis
    """What stands behind it."""

    known: Known
    """How its text is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One thing that a rule asks for."""

    met: bool
    """Whether it is there."""

    text: Bilingual
    """How."""


def standings(schedule: Schedule, operator: OperatorSettings) -> tuple[RuleStanding, ...]:
    """Return how every retain rule that binds ``operator`` stands, in the packs' order."""
    return tuple(
        _standing(rule, rule.params, schedule, operator)
        for rule in schedule.rules()
        if isinstance(rule.params, RetainParams)
    )


def _standing(
    rule: Rule, params: RetainParams, schedule: Schedule, operator: OperatorSettings
) -> RuleStanding:
    parts = [
        *_bounds(rule.market, params, schedule, operator),
        *_until(params.until, operator),
    ]
    if params.metadata_only:
        parts.append(_Part(met=True, text=_METADATA))
    return RuleStanding(
        rule=rule.id,
        market=rule.market,
        status="met" if all(part.met for part in parts) else "unmet",
        text=joined(part.text for part in parts),
        citation=rule.cite.at,
        basis=basis(rule, operator.audience),
        known=rule.known,
    )


def _bounds(
    market: MarketId, params: RetainParams, schedule: Schedule, operator: OperatorSettings
) -> Iterator[_Part]:
    for word, days in params.at_least_days.items():
        if word not in CLAIMED:
            yield _document(word, days, operator)
    for record in RECORDS:
        keeping = schedule.keeping(record, market)
        for word in record.words:
            if word in params.at_least_days:
                yield _kept(keeping, params.at_least_days[word])
            if word in params.at_most_days:
                yield _gone(keeping, params.at_most_days[word])


def _kept(keeping: Keeping, days: int) -> _Part:
    kept = keeping.keep_days or 0
    return _Part(
        met=kept >= days, text=_KEPT.filled(record=keeping.record.name, kept=kept, days=days)
    )


def _gone(keeping: Keeping, days: int) -> _Part:
    if keeping.keep_days is None:
        return _Part(met=True, text=_NONE_KEPT)
    kept = keeping.keep_days
    return _Part(
        met=kept <= days, text=_GONE.filled(record=keeping.record.name, kept=kept, days=days)
    )


def _document(word: str, days: int, operator: OperatorSettings) -> _Part:
    is_there = bool(operator.documents.get(word))
    text = _ON_FILE if is_there else _NOT_ON_FILE
    return _Part(
        met=is_there,
        text=text.filled(word=word, days=days),
    )


def _until(word: str, operator: OperatorSettings) -> Iterator[_Part]:
    match word:
        case "":
            return
        case "purpose":
            yield _Part(met=True, text=_PURPOSE)
        case "disclosed":
            is_told = bool(operator.statements.get(DISCLOSED, "").strip())
            yield _Part(met=is_told, text=_TOLD if is_told else _UNTOLD)
        case _:
            yield _Part(
                met=False,
                text=_STRANGE.filled(word=word),
            )
