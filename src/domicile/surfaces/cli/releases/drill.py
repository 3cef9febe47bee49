"""``domicile release drill``: what would die, and what would take over, without a site."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

import click

from domicile.core.ids import MarketId, SiteId
from domicile.core.text import COMMA, Bilingual, Language
from domicile.policy.outlook.drill import Affected, Change, Data, Fact, Turn
from domicile.policy.outlook.leaving import What
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.session import Session, with_session
from domicile.surfaces.drilling import Drilled, by_market, drill_json, drilled

DRY: Final = Bilingual(
    en="As if {site} were gone; nothing is changed.", zh="假设 {site} 已不可用；未作任何更改。"
)
UNAFFECTED: Final = Bilingual(
    en="It serves no feature in these markets.", zh="它在这些市场未提供任何功能。"
)
DIES: Final = Bilingual(
    en="{what}: DIES; {now} answers now, and nobody would.",
    zh="{what}：将中断；现由 {now} 作答，届时无人作答。",
)
MOVES: Final = Bilingual(
    en="{what}: {then} takes over from {now}{changes}.",
    zh="{what}：由 {then} 接替 {now}{changes}。",
)
STAYS: Final = Bilingual(en="{what}: {now} answers, as before.", zh="{what}：仍由 {now} 作答。")
CLOSED: Final = Bilingual(
    en="{what}: nobody answers, now or then.", zh="{what}：现在和届时均无人作答。"
)
REFUSES: Final = Bilingual(en="{who}: {text}", zh="{who}：{text}")
CHANGES: Final = Bilingual(en=" ({changes})", zh="（{changes}）")
CHANGE: Final = Bilingual(en="{what} {now} → {then}{weaker}", zh="{what} {now} → {then}{weaker}")
WEAKER: Final = Bilingual(en=", WEAKER", zh="，减弱")
EXIT: Final = Bilingual(en="To do when it leaves:", zh="其退出时须办理：")
PINNED: Final = Bilingual(
    en="Requests that name the site are refused in any case.", zh="指定该站点的请求一律被拒绝。"
)
ITEM: Final = Bilingual(en="{what}: {detail}", zh="{what}：{detail}")
REQUESTS: Final[Mapping[Data, Bilingual]] = MappingProxyType(
    {
        "none": Bilingual(en="{feature}", zh="{feature}"),
        "ordinary": Bilingual(
            en="{feature}, with a name and phone", zh="{feature}（含姓名、电话）"
        ),
        "sensitive": Bilingual(en="{feature}, with sensitive data", zh="{feature}（含敏感信息）"),
    }
)
FACTS: Final[Mapping[Fact, Bilingual]] = MappingProxyType(
    {
        "level": Bilingual(en="level", zh="级别"),
        "evidence": Bilingual(en="evidence", zh="依据"),
        "region": Bilingual(en="region", zh="地区"),
        "model": Bilingual(en="model", zh="模型"),
    }
)
ITEMS: Final[Mapping[What, Bilingual]] = MappingProxyType(
    {
        "release": Bilingual(en="release", zh="发布"),
        "key": Bilingual(en="key", zh="密钥"),
        "data": Bilingual(en="data", zh="数据"),
        "document": Bilingual(en="document", zh="文件"),
        "certificate": Bilingual(en="certificate", zh="证书"),
    }
)


@command(
    "drill",
    examples=(
        "domicile release drill --without demo-cn",
        "domicile release drill --without demo-us --market US-CA --json",
    ),
)
@click.option("--without", metavar="ID", required=True, help="The site that would be gone.")
@click.option("--market", metavar="M", help="Only this market.")
@with_session
def drill(session: Session, *, without: str, market: str | None) -> None:
    """Rehearse that a partner is withdrawn; nothing is changed.

    For each market and feature that the site serves: who answers now, who would, what dies and why,
    and what gets weaker. Then what there is to do when it leaves.
    """
    found = drilled(session.domicile, SiteId(without), MarketId(market) if market else None)
    language = session.language()
    session.answer(drill_json(found, language), _lines(found, language))


def _lines(found: Drilled, language: Language) -> Iterator[str]:
    yield DRY.spoken(language).format(site=found.without)
    for market, affected in by_market(found):
        yield market
        for each in affected:
            yield from (f"  {line}" for line in _affected(each, language))
    yield (PINNED if found.affected else UNAFFECTED).spoken(language)
    if found.exit:
        yield EXIT.spoken(language)
    for item in found.exit:
        yield "  " + ITEM.spoken(language).format(
            what=ITEMS[item.what].spoken(language), detail=item.detail.spoken(language)
        )


def _affected(found: Affected, language: Language) -> Iterator[str]:
    for turn in (found.plain, *found.with_data):
        words = REQUESTS[turn.data].spoken(language).format(feature=found.feature)
        yield _turn(turn, words, language)
        for reason in turn.why if turn.dies else ():
            who = f"{reason.site}, {reason.rule}" if reason.site else reason.rule
            text = (reason.found or reason.words).spoken(language)
            yield "  " + REFUSES.spoken(language).format(who=who, text=text)


def _turn(turn: Turn, what: str, language: Language) -> str:
    if turn.dies:
        words = DIES
    elif turn.now is None:
        words = CLOSED
    else:
        words = STAYS if turn.now == turn.then else MOVES
    changes = COMMA.spoken(language).join(_change(each, language) for each in turn.changes)
    return words.spoken(language).format(
        what=what,
        now=turn.now,
        then=turn.then,
        changes=CHANGES.spoken(language).format(changes=changes) if changes else "",
    )


def _change(found: Change, language: Language) -> str:
    return CHANGE.spoken(language).format(
        what=FACTS[found.what].spoken(language),
        now=found.now,
        then=found.then,
        weaker=WEAKER.spoken(language) if found.is_weaker else "",
    )
