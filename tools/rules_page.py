"""Writes ``docs/look-up/rules-and-code.md``: every rule, what is shown of it, what carries it out.

The table stands in ``tests/vectors/rules``; a test plays each of its scenarios, and plays it again
without each function that it names.
"""

import re
from itertools import groupby
from typing import Final

from domicile.markets.page import page_name
from domicile.markets.resolve import load_atlas
from tests.vectors.rules.proof import Proof
from tests.vectors.rules.table import PROOFS
from tests.vectors.rules.world import RULES

HEAD: Final = """\
# Rules and code

Every rule of the packs that come with Domicile, what Domicile does about it, and the functions that
do it. A test plays one scenario for each rule and asserts what must come of it. It plays the
scenario again without the rule, and again without each of the functions listed here: then it must
fail. So no rule stands in a pack without code, and no line of this page without proof.

What Domicile cannot do is shown to be called unmet, with the reason. `domicile.` is left out of the
names.

This page is made from `tests/vectors/rules` by `make pages`.
"""

COLUMNS: Final = "| rule | kind | what is shown | carried out by |\n|---|---|---|---|\n"


def rules_page() -> str:
    """Return the page."""
    atlas, parts = load_atlas(), [HEAD]
    for market, proofs in groupby(PROOFS, lambda proof: RULES[proof.rule].market):
        pack = atlas.get(market)
        rows = "".join(_row(proof, page_name(pack)) for proof in proofs)
        parts.append(f"## {pack.name.en}\n\n{COLUMNS}{rows}")
    return "\n".join(parts)


def _row(proof: Proof, page: str) -> str:
    link = f"[{proof.rule}](../markets/{page}#{_anchor(proof.rule)})"
    code = ", ".join(f"`{_short(each)}`" for each in proof.code)
    return f"| {link} | {RULES[proof.rule].kind} | {proof.shows} | {code} |\n"


def _short(code: str) -> str:
    return code.removeprefix("domicile.").replace(":", ".")


def _anchor(rule: str) -> str:
    return re.sub(r"[^a-z0-9-]", "", rule.lower())
