"""``domicile market list`` and ``show``: which packs there are, and what stands in one."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

import click

from domicile.core.ids import MarketId
from domicile.core.text import Bilingual, Language
from domicile.markets.page import page
from domicile.markets.schema import Pack, Rule
from domicile.markets.shares import ALL_BASES, ALL_KNOWN, Shares, percent, shares
from domicile.policy.telling.explain import BASIS, KNOWN, review
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.markets.packs import case_json, own
from domicile.surfaces.cli.printing import JsonObject, table
from domicile.surfaces.cli.session import Session, with_session

RULES: Final = Bilingual(en="rules", zh="规则")
ALL: Final = Bilingual(en="all", zh="合计")


@command("list", examples=("domicile market list --json",))
@with_session
def list_(session: Session) -> None:
    """List the markets that have a pack.

    Beside each stands how many of its rules are known how, and what stands behind them.
    """
    language = session.language()
    atlas = session.domicile.atlas
    packs = [own(atlas.get(name)) for name in atlas.markets]
    rules = [rule for pack in packs for rule in pack.rules]
    document = {
        "markets": [pack_json(pack, language) for pack in packs],
        "all": _shares_json(shares(rules)),
    }
    today = session.domicile.clock.now().date()
    session.answer(document, _lines(packs, rules, today, language))


@command("show", examples=("domicile market show US-CA", "domicile market show EU"))
@click.argument("name", metavar="MARKET")
@with_session
def show(session: Session, *, name: str) -> None:
    """Show every rule of a market, with its citation, its parameters and its cases."""
    pack = session.domicile.atlas.get(MarketId(name))
    language = session.language()
    rules = [_rule_json(rule, language) for rule in pack.rules]
    session.answer(pack_json(pack, language) | {"rules": rules}, [page(pack).rstrip("\n")])


def pack_json(pack: Pack, language: Language) -> JsonObject:
    """Return the head of a pack, and how many of its rules are known how."""
    return {
        "market": pack.id,
        "name": pack.name.spoken(language),
        "as_of": pack.as_of.isoformat(),
        "extends": list(pack.extends),
        "review": pack.review.state,
        "counsel": pack.review.counsel,
        "expires": pack.review.expires.isoformat(),
        "digest": pack.digest,
    } | _shares_json(shares(pack.rules))


def _shares_json(counted: Shares) -> JsonObject:
    return {
        "rule_count": counted.total,
        "known": dict(counted.known),
        "basis": dict(counted.basis),
    }


def _rule_json(rule: Rule, language: Language) -> JsonObject:
    until = rule.in_force_until
    return {
        "rule": rule.id,
        "kind": rule.kind,
        "in_force_from": rule.in_force_from.isoformat(),
        "in_force_until": until.isoformat() if until else None,
        "on_fail": rule.on_fail,
        "basis": rule.basis,
        "known": rule.known,
        "citation": rule.cite.at,
        "text": rule.requirement.spoken(language),
        "cases": [case_json(case) for case in rule.cases],
        "overlay": rule.overlay or None,
    }


def _lines(
    packs: Sequence[Pack], rules: Sequence[Rule], today: date, language: Language
) -> Iterator[str]:
    yield from table(
        [
            (
                pack.id,
                pack.name.spoken(language),
                pack.as_of.isoformat(),
                review(pack.ref, today, language),
            )
            for pack in packs
        ]
    )
    yield ""
    head = ["", RULES.spoken(language)]
    head += [KNOWN[each].spoken(language) for each in ALL_KNOWN]
    head += [BASIS[each].spoken(language) for each in ALL_BASES]
    rows = [_row(pack.id, pack.rules) for pack in packs]
    yield from table([head, *rows, _row(ALL.spoken(language), rules)])


def _row(name: str, rules: Iterable[Rule]) -> list[str]:
    counted = shares(rules)
    parts = [*counted.known.values(), *counted.basis.values()]
    return [
        name,
        str(counted.total),
        *(f"{part} ({percent(part, counted.total)} %)" for part in parts),
    ]
