"""``domicile market due``: what the operator owes beside requests."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

import click

from domicile.core.decode import nearest
from domicile.core.errors import InvalidRequestError
from domicile.core.ids import MarketId
from domicile.core.text import COMMA, Bilingual, Language
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Pack, Rule
from domicile.policy.duties.deadlines import Deadline
from domicile.policy.duties.due import Owed, Status, owed
from domicile.policy.question import is_own
from domicile.policy.telling.explain import BASIS, KNOWN
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.printing import JsonObject
from domicile.surfaces.cli.session import Session, with_session

FORMATS: Final = ("%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z")
"""Ways to write a moment; without a zone it is in UTC."""

STATUS: Final[Mapping[Status, Bilingual]] = MappingProxyType(
    {
        "met": Bilingual(en="met, `{document}` is on file", zh="已履行，`{document}` 已存档"),
        "owed": Bilingual(en="owed", zh="待履行"),
        "informs": Bilingual(en="only informs", zh="仅供参考"),
    }
)
SINCE: Final = Bilingual(en="Counted from {at}:", zh="自 {at} 起算：")
NOTHING: Final = Bilingual(en="Nothing is owed.", zh="没有待履行的事项。")
LINE: Final = Bilingual(
    en="{rule}{events} ({status}): {text} ({citation}; {basis}, {known})",
    zh="{rule}{events}（{status}）：{text}（{citation}；{basis}，{known}）",
)
BY: Final = Bilingual(en="{by}: {text}", zh="{by}：{text}")
TO: Final = Bilingual(en="to: {to}", zh="对象：{to}")
ONLY_FOR: Final = Bilingual(en="only for {facts}", zh="仅适用于 {facts}")


@command(
    "due",
    examples=(
        "domicile market due",
        "domicile market due --event pi_breach --at 2026-11-24T09:00 --market EU",
        "domicile market due --market CN --json",
    ),
)
@click.option("--market", "name", metavar="M", help="Only this market, with those it extends.")
@click.option("--event", metavar="E", help="What happened, such as `pi_breach` or `access`.")
@click.option(
    "--at",
    type=click.DateTime(list(FORMATS)),
    metavar="TIME",
    help="When it happened, as in 2026-11-24T09:00; in UTC unless it says otherwise. Now when left"
    " out.",
)
@with_session
def due(session: Session, *, name: str | None, event: str | None, at: datetime | None) -> None:
    """List what you owe beside requests, to whom and by when.

    Without --event everything is listed, whatever sets it off, with the times as if it happened
    now. Without --market it is listed for every market of the settings. What consists in a document
    is met when `operator.documents` names it.
    """
    atlas, operator = session.domicile.atlas, session.domicile.settings.operator
    rules = _rules(atlas, [MarketId(name)] if name else operator.markets)
    if event is not None:
        _check(event, rules)
    began = session.domicile.clock.now() if at is None else at
    if began.tzinfo is None:
        began = began.replace(tzinfo=UTC)
    sites = session.domicile.sites.sites
    made_here = any(is_own(site, operator.name) for site in sites)
    found = owed(rules, operator, began, event=event, made_here=made_here)
    language = session.language()
    document = {
        "at": began.isoformat(),
        "event": event,
        "owed": [_json(one, language) for one in found],
    }
    session.answer(document, _lines(found, began, language))


def _rules(atlas: Atlas, markets: Iterable[MarketId]) -> Sequence[Rule]:
    packs: dict[MarketId, Pack] = {}
    for market in markets:
        packs |= {pack.id: pack for pack in atlas.lineage(market)}
    return [rule for pack in packs.values() for rule in pack.rules]


def _check(event: str, rules: Iterable[Rule]) -> None:
    known = sorted({each for rule in rules for each in rule.applies_to.event})
    if event in known:
        return
    near = nearest(event, known)
    hint = f"; the nearest one is `{near}`" if near else ""
    raise InvalidRequestError(
        f"no rule of these markets knows this event{hint}",
        remedy=f"Choose one of: {', '.join(known) or 'none'}.",
        param="event",
    )


def _json(one: Owed, language: Language) -> JsonObject:
    return {
        "rule": one.rule,
        "market": one.market,
        "kind": one.kind,
        "events": list(one.events),
        "text": one.text.spoken(language),
        "to": list(one.to),
        "deadlines": [
            {
                "by": deadline.by.isoformat(),
                "text": deadline.text.spoken(language),
                "extended": deadline.extended,
            }
            for deadline in one.deadlines
        ],
        "document": one.document or None,
        "status": one.status,
        "basis": one.basis,
        "known": one.known,
        "citation": one.citation,
        "only_for": {fact: sorted(words) for fact, words in one.only_for.items()},
    }


def _lines(found: Sequence[Owed], began: datetime, language: Language) -> Iterator[str]:
    if not found:
        yield NOTHING.spoken(language)
        return
    yield SINCE.spoken(language).format(at=_written(began))
    for one in found:
        yield _line(one, language)
        yield from (f"  {part}" for part in _beneath(one, language))


def _line(one: Owed, language: Language) -> str:
    return LINE.spoken(language).format(
        rule=one.rule,
        events=f" [{', '.join(one.events)}]" if one.events else "",
        status=STATUS[one.status].spoken(language).format(document=one.document),
        text=one.text.spoken(language),
        citation=one.citation,
        basis=BASIS[one.basis].spoken(language),
        known=KNOWN[one.known].spoken(language),
    )


def _beneath(one: Owed, language: Language) -> Iterator[str]:
    comma = COMMA.spoken(language)
    for deadline in one.deadlines:
        yield BY.spoken(language).format(by=_day(deadline), text=deadline.text.spoken(language))
    if one.to:
        yield TO.spoken(language).format(to=comma.join(one.to))
    if one.only_for:
        facts = comma.join(
            f"{fact}={word}" for fact, words in one.only_for.items() for word in sorted(words)
        )
        yield ONLY_FOR.spoken(language).format(facts=facts)


def _day(deadline: Deadline) -> str:
    by = deadline.by
    return _written(by) if isinstance(by, datetime) else by.isoformat()


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M %Z}"
