"""What every pack is held to: the reference's list of its rules, how each is known, its figures."""

from collections.abc import Iterable
from datetime import date

from domicile.markets.schema import Rule

CHECKED = date(2026, 11, 23)
"""Day on which the reference was checked."""


def listed(text: str) -> list[list[str]]:
    """Return the rows of ``text``: rule, kind and first day."""
    return sorted(line.split() for line in text.split("\n") if line)


def written(rules: Iterable[Rule]) -> list[list[str]]:
    """Return the same of ``rules``."""
    return sorted([rule.id, rule.kind, rule.in_force_from.isoformat()] for rule in rules)


def seen(rules: Iterable[Rule]) -> set[str]:
    """Return the rules that rest on named pages alone; every other says that it is remembered."""
    found = set()
    for rule in rules:
        assert rule.known in {"secondary", "memory"}
        assert rule.cite.checked == CHECKED
        if rule.known == "secondary":
            assert rule.cite.seen, rule.id
            found.add(str(rule.id))
    return found


def says_house(rule: Rule) -> bool:
    """Return whether the citation says that the rule is the house's own, in whole or in part."""
    return rule.cite.at.startswith("House rule") or "choice of the house" in rule.cite.at


def untold(rule: Rule, figures: str) -> list[str]:
    """Return the ``figures`` that neither requirement nor parameters of ``rule`` tell."""
    told = f"{rule.requirement.en} {dict(rule.duty)}"
    return [figure for figure in figures.split("; ") if figure not in told]
