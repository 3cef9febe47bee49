"""``domicile market upcoming``: what the packs hold in store."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import click

from domicile.core.ids import MarketId
from domicile.core.text import Bilingual, Language
from domicile.markets.agenda import Entry, What, agenda
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.printing import JsonObject, table
from domicile.surfaces.cli.session import Session, with_session

WHAT: Final[Mapping[What, Bilingual]] = MappingProxyType(
    {
        "begins": Bilingual(en="begins", zh="生效"),
        "ends": Bilingual(en="ends", zh="失效"),
        "grace_ends": Bilingual(en="grace ends", zh="过渡期届满"),
        "due": Bilingual(en="due", zh="到期"),
        "review_expires": Bilingual(en="review expires", zh="复核期限届满"),
    }
)


@command(
    "upcoming",
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
def upcoming(session: Session, *, days: int, name: str | None) -> None:
    """List what changes by itself, soonest first.

    Rules that begin or end, grace periods that run out, days by which something must stand, and
    packs that must be looked at again.
    """
    atlas = session.domicile.atlas
    packs = atlas.lineage(MarketId(name)) if name else tuple(map(atlas.get, atlas.markets))
    found = agenda(packs, session.domicile.clock.now().date(), days=days)
    language = session.language()
    rows = [
        (one.date.isoformat(), WHAT[one.what].spoken(language), one.rule, one.text.spoken(language))
        for one in found
    ]
    session.answer(
        {"upcoming": [_json(one, language) for one in found]}, table(rows) if rows else ()
    )


def _json(entry: Entry, language: Language) -> JsonObject:
    return {
        "rule": entry.rule,
        "date": entry.date.isoformat(),
        "text": entry.text.spoken(language),
        "what": entry.what,
        "market": entry.market,
    }
