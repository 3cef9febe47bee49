"""Packs whose rules an overlay may tighten, and overlays, for the tests that share them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from domicile.core.ids import MarketId
from domicile.markets.load import parse_pack
from domicile.markets.schema import Pack, Rule

HEAD = """\
schema: domicile.marketpack/1
id: {id}
name: {{en: Land of {id}, zh: 某国}}
as_of: 2026-11-23
scope: {{territory: {id}, trigger: {{en: Always., zh: 始终。}}, parts: [TX, CA]}}
review: {{state: draft, counsel: null, expires: 2027-02-23}}
groups: {{pi: [name, phone], sensitive_pi: [health, minor]}}
counterparties: {{of_concern: [CU, IR]}}
notices: {{ai: {{en: An AI., zh: 人工智能。}}}}
sample_site: {{id: sample, model: m, region: eu, inference_scope: eu}}
rules:
"""

RULE = """\
- id: {id}
  kind: {kind}
  in_force_from: 2026-01-01
  {more}
  requirement: {{en: Required., zh: 要求。}}
  params: {params}
  on_fail: {on_fail}
  cite: {{at: "Law, Art. 1", seen: example.com, checked: 2026-11-23}}
  basis: law
  known: secondary
  cases: [{{expect: permit}}, {{expect: refuse}}]
"""

RULES: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "PART-001": ("partner", "{documents: [dpa, subprocessors]}", "warn_unless_strict", ""),
        "PART-002": ("partner", "{display: [filing_no]}", "block", "notice: ai"),
        "LOC-001": ("locate", "{regions: [eu, gb]}", "warn", "in_force_until: 2027-12-31"),
        "EXP-001": ("export", "{thresholds: {health: 10}, deny: true}", "block", ""),
        "LAB-001": (
            "label",
            "{layers: [metadata], metadata: AI, positions: [start, end]}",
            "add",
            "",
        ),
        "CHO-001": ("choice", "{consent: explicit}", "warn", "applies_to: {data: [sensitive_pi]}"),
        "CHO-002": ("choice", "{training_on_inputs: false}", "warn", ""),
        "DIS-001": ("disclose", "{when: always}", "inform", "applies_to: {use: [companion]}"),
    }
)
"""Name of a rule to its kind, parameters, what follows, and a further line."""


def written(market: str) -> str:
    """Return the text of a pack with all ``RULES``."""
    rules = (
        RULE.format(id=f"{market}-{name}", kind=kind, params=params, on_fail=on_fail, more=more)
        for name, (kind, params, on_fail, more) in RULES.items()
    )
    return HEAD.format(id=market) + "".join(rules)


def without_groups(text: str) -> str:
    """Return the text of a pack without its groups of owners."""
    return re.sub("^counterparties.*\n", "", text, flags=re.MULTILINE)


AA, BB = MarketId("AA"), MarketId("BB")
PACKS: Mapping[MarketId, Pack] = MappingProxyType(
    {
        AA: parse_pack(written("AA").encode(), "aa.yaml"),
        BB: parse_pack(without_groups(written("BB")).encode(), "bb.yaml"),
    }
)
"""Two packs with the same rules; ``BB`` knows no groups of owners."""


def base(name: str) -> Rule:
    """Return the rule of that name in the pack ``AA``."""
    return next(rule for rule in PACKS[AA].rules if rule.id == f"AA-{name}")


def overlay(*tighten: str, rules: str = "", more: str = "") -> str:
    """Return the text of an overlay with these entries, the first of which is on line 4."""
    entries = "".join(f"- {{rule: {entry}}}\n" for entry in tighten)
    return (
        "schema: domicile.overlay/1\nas_of: 2026-11-24\n"
        + (f"tighten:\n{entries}" if tighten else "")
        + (f"rules:\n{rules}" if rules else "")
        + more
    )


OWN_RULE = """\
- id: OWN-AA-001
  market: AA
  kind: partner
  in_force_from: 2026-01-01
  requirement: {en: No partner keeps prompts., zh: 合作方不得保存提示词。}
  params: {forbid_terms: [retains_prompts]}
  on_fail: block
  cite: {at: "House book, 12", checked: 2026-11-24}
"""


def newer(market: str, day: str = "2026-11-24") -> str:
    """Return the text of a later edition of a pack."""
    return written(market).replace("as_of: 2026-11-23", f"as_of: {day}")


def put(folder: Path, name: str, text: str) -> Path:
    """Put a file into ``folder`` in one piece."""
    half = folder / f".{name}.new"
    half.write_text(text, encoding="utf-8")
    return half.replace(folder / name)


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        """Return the same moment always."""
        return datetime(2026, 11, 24, tzinfo=UTC)

    def monotonic_s(self) -> float:
        """Return what it was moved to."""
        return self.seconds
