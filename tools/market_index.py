"""Writes ``docs/markets/index.md``: all packs, how well they are known, and what runs where."""

from collections.abc import Iterable, Iterator

from domicile.core.request import Audience
from domicile.markets.page import page_name
from domicile.markets.resolve import Atlas, load_atlas
from domicile.markets.schema import Pack, Rule
from domicile.markets.shares import ALL_BASES, ALL_KNOWN, percent, shares
from tools.feature_table import AT, samples, table

HEAD = """\
# Markets

A market is a pack: dated, cited rules that a machine can decide by. No pack claims that counsel has
reviewed it until somebody signs for that, and none of this is legal advice. What is only remembered
says so: `primary` is text that was read itself, `secondary` was read about, `memory` is remembered
in whole or in part.

For the packs that are installed, `domicile market list` prints these numbers, and `domicile market
check` carries out their cases. `domicile market upcoming` tells what changes by itself, `domicile
market due` what you owe, and `domicile market diff` what a new edition would close and open.

This page is made from the packs by `make pages`.

## How well they are known

"""

WHERE = """\
## What runs where

For each pack there is a partner that is meant to meet all its rules, its *sample*: the device and
the samples are put to every market here. A cell is *yes*, or names the first rule that refuses.
*Once released* means that the approvals register must hold a release; *with a number*, that the
release must carry the number that a regulator gave. No personal data is in the request. Read as of
{at}.
"""

AUDIENCES: dict[Audience, str] = {
    "internal": "For one's own people (audience `internal`)",
    "public": "For the public (audience `public`)",
}


def market_index() -> str:
    """Return the page."""
    atlas = load_atlas()
    parts = [HEAD + "\n".join(_numbers(atlas)) + "\n", WHERE.format(at=AT)]
    places = samples(atlas)
    for audience, title in AUDIENCES.items():
        parts.append(f"### {title}\n\n{table(atlas, places, atlas.markets, audience)}")
    return "\n".join(parts)


def _numbers(atlas: Atlas) -> Iterator[str]:
    packs = [atlas.get(market) for market in atlas.markets]
    marks = (*ALL_KNOWN, *ALL_BASES)
    yield "| market | as of | review | rules | " + " | ".join(marks) + " |"
    yield "|---|---|---|---|" + "---|" * len(marks)
    for pack in packs:
        name = f"[{pack.name.en} ({pack.id})]({page_name(pack)})"
        yield f"| {name} | {pack.as_of} | {_review(pack)} | {_shares(pack.rules)} |"
    every = [rule for pack in packs for rule in pack.rules]
    yield f"| all | | | {_shares(every)} |"


def _review(pack: Pack) -> str:
    who = f"reviewed by {pack.review.counsel}" if pack.review.counsel else "no counsel"
    return f"{who}, until {pack.review.expires}"


def _shares(rules: Iterable[Rule]) -> str:
    counted = shares(rules)
    parts = (*counted.known.values(), *counted.basis.values())
    cells = (f"{part} ({percent(part, counted.total)} %)" for part in parts)
    return " | ".join([str(counted.total), *cells])
