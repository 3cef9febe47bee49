"""The texts that people are shown when they decide: notices of the packs, and consents' own."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from domicile.core.canonical import canonical_bytes
from domicile.core.errors import UnknownMarketError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, RuleId
from domicile.core.settings import OperatorSettings
from domicile.core.text import Bilingual
from domicile.markets.kinds.choice import ChoiceParams
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Notice, Rule
from domicile.policy.duties.notices import filled, missing_of
from domicile.policy.duties.notices import version as told_version
from domicile.policy.duties.statements import OF_THE_ANSWER

_OF_THE_PERSON: Final = frozenset({"separate", "explicit"})
"""Consents that the person themselves gives for a class of data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsText:
    """A notice as a settings page shows it."""

    rule: RuleId
    """A rule that asks for it."""

    id: str
    """Name of the text."""

    version: str
    """Its version, as answers name it where nothing is missing."""

    text: Bilingual
    """The text, what the operator states filled in."""

    missing: tuple[str, ...]
    """What is filled in only with an answer, or by the operator."""


def notice_named(atlas: Atlas, market: MarketId, name: str) -> Notice | None:
    """Return the notice ``name`` of ``market`` or of one that it extends, or None.

    Raises:
        UnknownMarketError: No pack speaks for ``market``.
    """
    found = (rule.notice for rule in rules_of(atlas, market) if rule.notice is not None)
    return next((notice for notice in found if notice.id == name), None)


def clause(atlas: Atlas, market: MarketId, word: str) -> Notice | None:
    """Return the clause of the user agreement that ``word`` stands for, as in ``label_terms``.

    Raises:
        UnknownMarketError: No pack speaks for ``market``.
    """
    found = (rule.notice for rule in rules_of(atlas, market) if rule.notice is not None)
    return next((notice for notice in found if notice.id.partition(".")[2] == word), None)


def asked(atlas: Atlas, market: MarketId, data_class: DataClass) -> Notice | None:
    """Return what a person reads who is asked to share ``data_class``, or None.

    It is the notice of the market's rule that asks for consent, else what the rule requires, by the
    rule's name.

    Raises:
        UnknownMarketError: No pack speaks for ``market``.
    """
    for rule in rules_of(atlas, market):
        params = rule.params
        if (
            isinstance(params, ChoiceParams)
            and params.consent in _OF_THE_PERSON
            and data_class in rule.data
        ):
            return rule.notice or _of_rule(rule)
    return None


def version_of(atlas: Atlas, market: MarketId, name: str) -> str:
    """Return the present version of a market's notice; empty when it has none of this name."""
    try:
        notice = notice_named(atlas, market, name)
    except UnknownMarketError:
        return ""
    return "" if notice is None else notice.version


def settings_page(
    atlas: Atlas, market: MarketId, operator: OperatorSettings, *, at: date, feature: str = ""
) -> tuple[SettingsText, ...]:
    """Return every notice of ``market`` that is in force at ``at``, as a settings page shows it.

    Args:
        atlas: The markets.
        market: Which market.
        operator: Whose statements are filled in.
        at: Which day.
        feature: Only notices that concern this feature; empty for all.

    Raises:
        UnknownMarketError: No pack speaks for ``market``.
    """
    facts = {**operator.statements, "operator": operator.name}
    found: dict[str, SettingsText] = {}
    for rule in rules_of(atlas, market):
        if rule.notice is None or not rule.in_force(at, placed=operator.placed_on_market):
            continue
        if feature and rule.applies_to.feature and feature not in rule.applies_to.feature:
            continue
        found.setdefault(rule.notice.id, _told(rule, rule.notice, facts))
    return tuple(found.values())


def _told(rule: Rule, notice: Notice, facts: Mapping[str, str]) -> SettingsText:
    missing = missing_of(notice.text, facts)
    is_whole = OF_THE_ANSWER.issuperset(missing)
    return SettingsText(
        rule=rule.id,
        id=notice.id,
        version=told_version(notice.version, notice.text, facts) if is_whole else notice.version,
        text=filled(notice.text, facts),
        missing=tuple(missing),
    )


def rules_of(atlas: Atlas, market: MarketId) -> Iterator[Rule]:
    """Yield the rules of ``market``, then those of the markets that it extends.

    Raises:
        UnknownMarketError: No pack speaks for ``market``.
    """
    for pack in atlas.lineage(market):
        yield from pack.rules


def version(text: Bilingual) -> str:
    """Return the version of a text: SHA-256 of both languages, as packs have it."""
    return hashlib.sha256(canonical_bytes({"en": text.en, "zh": text.zh})).hexdigest()


def _of_rule(rule: Rule) -> Notice:
    return Notice(id=rule.id, version=version(rule.requirement), text=rule.requirement)
