"""What a pack must be beyond its types: the checks that need more than one field."""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from domicile.core.decision import RuleKind
from domicile.markets.countries import COUNTRIES
from domicile.markets.facts import FEATURES, OF_AN_OPERATOR
from domicile.markets.kinds.bounds import bounds_problem, is_pattern
from domicile.markets.kinds.catalog import Params
from domicile.markets.kinds.export import ExportParams
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.kinds.safety import SafetyParams
from domicile.markets.schema import SCHEMA, OnFail
from domicile.markets.source import Source
from domicile.markets.word_lists import word_lists
from domicile.markets.written import WrittenPack, WrittenRule

MAX_LABEL_WORDS: Final = 8
"""Most words in one group of a label's ``must_contain``: a label's wording, and no word list."""

ON_FAIL: Final[Mapping[RuleKind, frozenset[OnFail]]] = MappingProxyType(
    {
        "gate": frozenset({"block", "warn", "add", "inform"}),
        "partner": frozenset({"block", "warn", "warn_unless_strict", "inform"}),
        "locate": frozenset({"block", "warn", "add", "inform"}),
        "export": frozenset({"block", "warn", "inform"}),
        "choice": frozenset({"block", "warn", "remove", "add", "inform"}),
        "retain": frozenset({"block", "warn", "add", "inform"}),
        "protect": frozenset({"block", "warn", "add", "inform"}),
    }
)
"""What may follow from a rule that is not met, by kind."""

OTHERWISE: Final[frozenset[OnFail]] = frozenset({"add", "inform"})
"""What may follow for every other kind."""

PART: Final = re.compile(r"[A-Z0-9]{1,3}")
"""The part of an ISO 3166-2 code that stands after the country."""

ID: Final = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")
"""How a market or a rule is named: it stands in file names, headers and receipts."""

FIRST_YEAR: Final = 1900
"""Nothing in a pack lies before."""

LAST_YEAR: Final = 2199
"""Nothing in a pack lies after: the years that follow a day can be counted, too."""


MISNAMED: Final = "a name holds capitals and digits, with `-` between them"
"""What is said of a market or a rule that is named otherwise."""

NO_COUNTRY: Final = "expected ISO 3166 codes of two letters"
"""What is said of a country that is written otherwise."""

CALENDAR: Final = f"lies outside of the years {FIRST_YEAR} to {LAST_YEAR}"
"""What is said of such a day."""


def refuse_word_lists(source: Source) -> None:
    """Refuse a pack that holds a list of words to block, or could, under whatever key.

    Raises:
        PackError: It does.
    """
    for path, problem in word_lists(source.data):
        raise source.error(path, problem)


def check_written(source: Source, text: WrittenPack) -> None:
    """Refuse what no type can rule out.

    Raises:
        PackError: With file, line and rule.
    """
    for wrong, path, problem in (*_of_pack(text), *_of_rules(text)):
        if wrong:
            raise source.error(path, problem)


def params_problem(params: Params, notice: str | None) -> str | None:
    """Return what is wrong with the parameters of a rule, or None."""
    problem = bounds_problem(params)
    if problem is not None:
        return problem
    match params:
        case SafetyParams() if not (params.user_visible and params.counted):
            problem = "a safety rule must have `user_visible: true` and `counted: true`"
        case GateParams(number_format=form) | PartnerParams(filing_format=form) if not is_pattern(
            form
        ):
            problem = "the format is no regular expression"
        case PartnerParams(deny_owner_countries=countries) if not _are_countries(countries):
            problem = NO_COUNTRY
        case PartnerParams(display=(_, *_)) if notice is None:
            problem = "what is displayed needs a `notice`"
        case LabelParams():
            problem = _label_problem(params)
        case ExportParams():
            problem = _export_problem(params)
        case _:
            pass
    return problem


def _export_problem(params: ExportParams) -> str | None:
    if params.mechanisms or params.deny or params.free_below:
        return None
    if params.notice_fields or params.separate_consent or params.assessment:
        return None
    return "an export rule names mechanisms, or denies, or says what else it asks"


def _label_problem(params: LabelParams) -> str | None:
    if "visible" in params.layers and params.must_contain and not _says(params):
        return "a visible label needs a `text` with one word of each group in `must_contain`"
    if any(len(group) > MAX_LABEL_WORDS for group in params.must_contain):
        return f"a label's wording has at most {MAX_LABEL_WORDS} words to a group"
    if "metadata" in params.layers and not params.metadata and not params.fields:
        return "a metadata label needs its `metadata` or its `fields`"
    return None


def _says(params: LabelParams) -> bool:
    """Return whether the label's text says what it must, in both languages."""
    return params.text is not None and all(
        any(word in text for word in group)
        for text in (params.text.en, params.text.zh)
        for group in params.must_contain
    )


def _of_pack(text: WrittenPack) -> Iterator[tuple[bool, str, str]]:
    yield text.schema != SCHEMA, "schema", f"expected `{SCHEMA}`"
    yield not ID.fullmatch(text.id), "id", MISNAMED
    yield text.id in text.extends, "extends", "a market cannot extend itself"
    stray = not all(PART.fullmatch(part) for part in text.scope.parts)
    yield stray, "scope.parts", "expected codes of up to three capitals or digits"
    yield not _in_calendar(text.as_of), "as_of", CALENDAR
    yield not _in_calendar(text.review.expires), "review.expires", CALENDAR
    yield text.review.expires < text.as_of, "review.expires", "lies before `as_of`"
    yield not text.rules, "rules", "a pack has at least one rule"
    for group, countries in text.counterparties.items():
        named = countries and _are_countries(countries)
        yield not named, f"counterparties.{group}", NO_COUNTRY


def _of_rules(text: WrittenPack) -> Iterator[tuple[bool, str, str]]:
    counts = Counter(rule.id for rule in text.rules)
    for index, rule in enumerate(text.rules):
        where = f"rules[{index}]"
        yield counts[rule.id] > 1, f"{where}.id", "two rules have this id"
        for wrong, path, problem in (*_dates(rule), *_sense(rule, text)):
            yield wrong, f"{where}.{path}", problem


def _dates(rule: WrittenRule) -> Iterator[tuple[bool, str, str]]:
    until, grace = rule.in_force_until, rule.transitional
    before = until is not None and until < rule.in_force_from
    yield before, "in_force_until", "lies before `in_force_from`"
    ends_first = grace is not None and grace.until < grace.placed_before
    yield ends_first, "transitional", "ends before it begins"
    idle = grace is not None and grace.until < rule.in_force_from
    yield idle, "transitional", "ends before the rule begins"
    for index, case in enumerate(rule.cases):
        for name in ("at", "placed"):
            day = getattr(case.given, name)
            far = day is not None and not _in_calendar(day)
            yield far, f"cases[{index}].given.{name}", CALENDAR


def _sense(rule: WrittenRule, text: WrittenPack) -> Iterator[tuple[bool, str, str]]:
    misnamed = not rule.id.startswith(f"{text.id}-")
    yield misnamed, "id", f"must begin with `{text.id}-`"
    yield not ID.fullmatch(rule.id), "id", MISNAMED
    unfit = rule.on_fail not in ON_FAIL.get(rule.kind, OTHERWISE)
    yield unfit, "on_fail", f"`{rule.on_fail}` does not fit the kind `{rule.kind}`"
    vague = rule.on_fail == "remove" and not rule.applies_to.data
    yield vague, "applies_to", "a choice that removes data names the classes in `data`"
    missing = rule.notice is not None and rule.notice not in text.notices
    yield missing, "notice", "no such text under `notices`"
    excepted = {field.name for field in dataclasses.fields(rule.unless) if _names(rule, field.name)}
    unattested = excepted - OF_AN_OPERATOR
    yield bool(unattested), "unless", "only a fact that an operator attests silences a rule"
    unbuilt = set(rule.applies_to.feature) - FEATURES
    yield bool(unbuilt), "applies_to.feature", "no such feature"
    unheard = set(rule.applies_to.counterparty) - set(text.counterparties)
    yield bool(unheard), "applies_to.counterparty", "no such group under `counterparties`"


def _names(rule: WrittenRule, fact: str) -> bool:
    """Return whether ``unless`` names ``fact``."""
    return bool(getattr(rule.unless, fact))


def _in_calendar(day: date) -> bool:
    return FIRST_YEAR <= day.year <= LAST_YEAR


def _are_countries(words: Iterable[str]) -> bool:
    return COUNTRIES.issuperset(words)
