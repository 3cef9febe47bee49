"""``domicile market``: the rules of the markets."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from domicile.core.decision import Upcoming
from domicile.core.errors import PackError
from domicile.core.ids import MarketId
from domicile.core.text import Bilingual, Language
from domicile.markets.check import Mismatch, check_pack
from domicile.markets.load import load_pack
from domicile.markets.page import page
from domicile.markets.resolve import upcoming
from domicile.markets.schema import Pack, Rule
from domicile.policy.trial import trial
from domicile.surfaces.cli.ending import Status, report
from domicile.surfaces.cli.grammar import command, command_group
from domicile.surfaces.cli.printing import JsonObject, print_lines, table
from domicile.surfaces.cli.session import Session, with_session

NO_COUNSEL: Final = Bilingual(en="not reviewed by counsel", zh="未经法律顾问审阅")
COUNTS: Final = Bilingual(
    en="{rules} rules, {cases} cases, {wrong} wrong",
    zh="{rules} 条规则，{cases} 个用例，{wrong} 处不符",
)


@command_group(
    "market",
    examples=(
        "domicile market list",
        "domicile market show CN",
        "domicile market upcoming --days 180",
    ),
)
def market() -> None:
    """Show the rules of the markets.

    Rules are data: dated, cited, each with the basis it has and with how its text is known.
    """


@command("list", group=market, examples=("domicile market list --json",))
@with_session
def list_(session: Session) -> None:
    """List the markets that have a pack."""
    language = session.language()
    packs = [session.domicile.atlas.get(name) for name in session.domicile.atlas.markets]
    rows = [
        (
            pack.id,
            pack.name.spoken(language),
            pack.as_of.isoformat(),
            pack.review.counsel or NO_COUNSEL.spoken(language),
        )
        for pack in packs
    ]
    session.answer({"markets": [_pack_json(pack, language) for pack in packs]}, table(rows))


@command("show", group=market, examples=("domicile market show US-CA", "domicile market show EU"))
@click.argument("name", metavar="MARKET")
@with_session
def show(session: Session, *, name: str) -> None:
    """Show every rule of a market, with its citation."""
    pack = session.domicile.atlas.get(MarketId(name))
    language = session.language()
    rules = [_rule_json(rule, language) for rule in pack.rules]
    session.answer(_pack_json(pack, language) | {"rules": rules}, [page(pack).rstrip("\n")])


@command(
    "check",
    group=market,
    examples=("domicile market check", "domicile market check packs/jp/pack.yaml --json"),
)
@click.argument(
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="[FILE]",
    required=False,
)
@with_session
def check(session: Session, *, file: Path | None) -> int:
    """Check a pack file and run its cases; without FILE, every pack that comes with Domicile."""
    atlas = session.domicile.atlas
    packs = [load_pack(file)] if file else [atlas.get(name) for name in atlas.markets]
    found = [(pack, check_pack(pack, trial(atlas))) for pack in packs]
    document: JsonObject = {"packs": [_checked_json(pack, wrong) for pack, wrong in found]}
    count = sum(len(wrong) for _, wrong in found)
    lines = tuple(_checked_lines(found, session.language()))
    if not count:
        session.answer(document, lines)
        return Status.DONE
    if not session.flags.is_json:
        print_lines(lines)
    error = PackError(f"{count} cases do not come out as their pack expects")
    return report(error, session.flags, document=document)


@command(
    "upcoming",
    group=market,
    examples=("domicile market upcoming", "domicile market upcoming --days 365 --market CN"),
)
@click.option(
    "--days",
    type=click.IntRange(1, 36500),
    default=90,
    show_default=True,
    metavar="N",
    help="How far to look.",
)
@click.option("--market", "name", metavar="M", help="Only this market, with those it extends.")
@with_session
def upcoming_(session: Session, *, days: int, name: str | None) -> None:
    """List the rules that are not in force yet, soonest first."""
    atlas = session.domicile.atlas
    packs: Sequence[Pack] = (
        atlas.lineage(MarketId(name)) if name else [atlas.get(each) for each in atlas.markets]
    )
    coming = upcoming(packs, session.domicile.clock.now().date(), days=days)
    language = session.language()
    rows = [(one.date.isoformat(), one.rule, one.text.spoken(language)) for one in coming]
    session.answer(
        {"upcoming": [_upcoming_json(one, language) for one in coming]}, table(rows) if rows else ()
    )


def _pack_json(pack: Pack, language: Language) -> JsonObject:
    return {
        "market": pack.id,
        "name": pack.name.spoken(language),
        "as_of": pack.as_of.isoformat(),
        "extends": list(pack.extends),
        "review": pack.review.state,
        "counsel": pack.review.counsel,
        "expires": pack.review.expires.isoformat(),
        "digest": pack.digest,
        "rule_count": len(pack.rules),
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
    }


def _upcoming_json(one: Upcoming, language: Language) -> JsonObject:
    return {"rule": one.rule, "date": one.date.isoformat(), "text": one.text.spoken(language)}


def _checked_json(pack: Pack, wrong: Sequence[Mismatch]) -> JsonObject:
    return {
        "market": pack.id,
        "rules": len(pack.rules),
        "cases": _case_count(pack),
        "mismatches": [
            {"rule": one.rule, "case": one.case, "problem": one.problem} for one in wrong
        ],
    }


def _checked_lines(
    found: Sequence[tuple[Pack, Sequence[Mismatch]]], language: Language
) -> Iterator[str]:
    for pack, wrong in found:
        counts = COUNTS.spoken(language).format(
            rules=len(pack.rules), cases=_case_count(pack), wrong=len(wrong)
        )
        yield f"{pack.id}: {counts}"
        for one in wrong:
            case = "" if one.case is None else f" #{one.case}"
            yield f"  {one.rule}{case}: {one.problem}"


def _case_count(pack: Pack) -> int:
    return sum(len(rule.cases) for rule in pack.rules)
