"""``domicile market diff``: what a change of a pack changes, closes and opens."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import click

from domicile.core.errors import InvalidRequestError
from domicile.core.ids import MarketId
from domicile.core.text import COMMA, Bilingual, Language
from domicile.markets.diff import Change, PackDiff, RuleDiff, diff
from domicile.markets.load import load_pack
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Pack
from domicile.policy.caller import Caller
from domicile.policy.inquiry import Inquiry
from domicile.policy.outlook.change import HORIZON_DAYS, Effect, Outlook, outlook
from domicile.policy.outlook.change import What as Does
from domicile.surfaces.cli.asking import content_of
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.markets.packs import own
from domicile.surfaces.cli.printing import JsonObject
from domicile.surfaces.cli.session import Session, with_session

if TYPE_CHECKING:
    from domicile.app import Domicile

SIGNS: Final = MappingProxyType({"added": "+", "removed": "-", "changed": "~"})
TITLES: Final[Mapping[Does, Bilingual]] = MappingProxyType(
    {
        "closes": Bilingual(en="Closes:", zh="将关闭："),
        "opens": Bilingual(en="Opens:", zh="将开放："),
    }
)
SAME: Final = Bilingual(en="No rule differs.", zh="规则没有差异。")
NONE: Final = Bilingual(
    en="It closes and opens no site of the settings within {days} days.",
    zh="{days} 天内不会关闭或开放设置中的任何站点。",
)
UNDECIDED: Final = Bilingual(
    en="Not decided, as one of the packs may no longer speak: {days}.",
    zh="以下日期因规则包已过期而未作判断：{days}。",
)
FROM: Final = Bilingual(en="from {start}", zh="自 {start} 起")
ADDED: Final = Bilingual(en=" ({start}; {citation})", zh="（{start}；{citation}）")
UNTIL: Final = Bilingual(en="from {start} until {end}", zh="自 {start} 起至 {end}")
RELEASE: Final = Bilingual(en=" (release {entry})", zh="（发布 {entry}）")
WITH_DATA: Final = Bilingual(en=", requests with personal data", zh="，含个人信息的请求")


@command(
    "diff",
    examples=(
        "domicile market diff CN new-cn.yaml",
        "domicile market diff old-eu.yaml new-eu.yaml --json",
    ),
)
@click.argument("old")
@click.argument("new")
@with_session
def diff_(session: Session, *, old: str, new: str) -> None:
    """Compare two editions of a pack.

    OLD and NEW are each a pack file, or a market whose pack is installed. Prints which rules were
    added, removed and changed, field by field; and which sites of the settings it closes or opens,
    for which feature, with which release, and from when.
    """
    domicile = session.domicile
    before, after = _pack(domicile.atlas, old), _pack(domicile.atlas, new)
    if before.id != after.id:
        raise InvalidRequestError(
            f"these packs speak for two markets, {before.id} and {after.id}",
            remedy="Name two editions of one market's pack.",
        )
    found = diff(before, after)
    seen = outlook(
        _inquiries(domicile, _atlas(domicile.atlas, before), _atlas(domicile.atlas, after)),
        _atlas(domicile.atlas, before),
        _atlas(domicile.atlas, after),
        at=domicile.clock.now().date(),
    )
    language = session.language()
    session.answer(
        _json(before, after, found, language) | _effects_json(seen),
        (*_lines(before, after, found, language), *_effects(seen, language)),
    )


def _pack(atlas: Atlas, name: str) -> Pack:
    """Return the pack that ``name`` names; a market comes before a file of the same name.

    Raises:
        PackError: The file cannot be read, or is no pack.
        UnknownMarketError: It is neither a market nor a file.
    """
    if name not in atlas.markets and Path(name).exists():
        return load_pack(Path(name))
    return own(atlas.get(MarketId(name)))


def _atlas(atlas: Atlas, pack: Pack) -> Atlas:
    """Return the markets with ``pack`` in the place of its namesake; the overlay's rules stay."""
    others = {market: atlas.get(market) for market in atlas.markets}
    added = () if pack.id not in others else others[pack.id].rules
    whole = replace(pack, rules=(*pack.rules, *(rule for rule in added if rule.overlay)))
    return Atlas((others | {pack.id: whole}).values())


def _inquiries(domicile: "Domicile", old: Atlas, new: Atlas) -> Iterator[Inquiry]:
    """Yield what is asked: every feature in every market of the settings."""
    at, releases = domicile.clock.now().date(), domicile.register.snapshot()
    for market in domicile.settings.operator.markets:
        if old.lineage(market) == new.lineage(market):
            continue
        for feature in domicile.features:
            request = domicile.request(feature, content_of(""), Caller(market=market))
            yield domicile.desk.inquiry(request, frozenset(), releases, at)


def _json(old: Pack, new: Pack, found: PackDiff, language: Language) -> JsonObject:
    return {
        "market": new.id,
        "old": {"as_of": old.as_of.isoformat(), "digest": old.digest},
        "new": {"as_of": new.as_of.isoformat(), "digest": new.digest},
        "head": [_change_json(change) for change in found.head],
        "rules": [
            {
                "rule": one.rule,
                "what": one.what,
                "changes": [_change_json(change) for change in one.changes],
                "text": _text(one).spoken(language),
            }
            for one in found.rules
        ],
    }


def _change_json(change: Change) -> JsonObject:
    return {"field": change.field, "old": change.old, "new": change.new}


def _effects_json(seen: Outlook) -> JsonObject:
    return {
        "days": [day.isoformat() for day in seen.days],
        "undecided": [day.isoformat() for day in seen.undecided],
        "effects": [
            {
                "what": one.what,
                "market": one.market,
                "feature": one.feature,
                "site": one.site,
                "only_with_data": one.only_with_data,
                "from": one.start.isoformat(),
                "until": one.end.isoformat() if one.end else None,
                "rules": list(one.rules),
                "release": one.release,
            }
            for one in seen.effects
        ],
    }


def _text(one: RuleDiff) -> Bilingual:
    rule = one.new or one.old
    return rule.requirement if rule is not None else Bilingual(en="", zh="")


def _lines(old: Pack, new: Pack, found: PackDiff, language: Language) -> Iterator[str]:
    yield f"{new.id}: {old.as_of.isoformat()} → {new.as_of.isoformat()}"
    yield from (f"  {_changed(change)}" for change in found.head)
    if not found.rules:
        yield SAME.spoken(language)
    for one in found.rules:
        yield f"{SIGNS[one.what]} {one.rule}: {_text(one).spoken(language)}" + _since(one, language)
        yield from (f"    {_changed(change)}" for change in one.changes)


def _since(one: RuleDiff, language: Language) -> str:
    """Return from when a rule that was added binds, and where it is written."""
    if one.what != "added" or one.new is None:
        return ""
    start = FROM.spoken(language).format(start=one.new.in_force_from)
    return ADDED.spoken(language).format(start=start, citation=one.new.cite.at)


def _changed(change: Change) -> str:
    old, new = (json.dumps(side, ensure_ascii=False) for side in (change.old, change.new))
    return f"{change.field}: {old} → {new}"


def _effects(seen: Outlook, language: Language) -> Iterator[str]:
    for what, title in TITLES.items():
        effects: Sequence[Effect] = [one for one in seen.effects if one.what == what]
        if effects:
            yield title.spoken(language)
        yield from (f"  {_effect(one, language)}" for one in effects)
    if not seen.effects:
        yield NONE.spoken(language).format(days=HORIZON_DAYS)
    if seen.undecided:
        days = COMMA.spoken(language).join(day.isoformat() for day in seen.undecided)
        yield UNDECIDED.spoken(language).format(days=days)


def _effect(one: Effect, language: Language) -> str:
    span = UNTIL if one.end else FROM
    when = span.spoken(language).format(start=one.start, end=one.end)
    place = f"{one.market}/{one.feature}/{one.site}"
    entry = RELEASE.spoken(language).format(entry=one.release) if one.release else ""
    data = WITH_DATA.spoken(language) if one.only_with_data else ""
    return f"{place}{entry} {when}{data}: {COMMA.spoken(language).join(one.rules)}"
