"""From a pack's file to a ``Pack``: strict, with file, line and rule in every complaint."""

import dataclasses
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from domicile.core.canonical import canonical_bytes
from domicile.core.decision import RuleKind
from domicile.core.decode import DecodeError, decode
from domicile.core.errors import PackError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId
from domicile.core.site import Site
from domicile.core.text import Bilingual
from domicile.markets.kinds.catalog import PARAMS, Params
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.label import LabelParams
from domicile.markets.kinds.partner import PartnerParams
from domicile.markets.kinds.safety import SafetyParams
from domicile.markets.schema import (
    SCHEMA,
    AppliesTo,
    Notice,
    OnFail,
    Pack,
    Rule,
)
from domicile.markets.source import Source, read_source
from domicile.markets.written import WrittenPack, WrittenRule

T = TypeVar("T")

FORBIDDEN_KEY: Final = re.compile(r"key_?word|(block|word|deny|ban)_?list", re.IGNORECASE)
"""Keys that no pack may have: Domicile carries no lists of words to block."""

CLASSES: Final = frozenset(DataClass)
"""Every data class; its members are words too."""

ON_FAIL: Final[Mapping[RuleKind, frozenset[OnFail]]] = MappingProxyType(
    {
        "gate": frozenset({"block", "warn"}),
        "partner": frozenset({"block", "warn", "warn_unless_strict"}),
        "locate": frozenset({"block", "warn"}),
        "export": frozenset({"block", "warn"}),
        "choice": frozenset({"block", "remove", "add"}),
    }
)
"""What may follow from a rule that is not met, by kind; ``add`` where none is listed."""


def load_pack(path: Path) -> Pack:
    """Read the pack in the file ``path``.

    Raises:
        PackError: The file cannot be read, or is no pack.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PackError(f"{path.name}: cannot be read ({error.strerror})") from error
    return parse_pack(data, path.name)


def parse_pack(data: bytes, name: str) -> Pack:
    """Read a pack from ``data``; ``name`` stands for the file in messages.

    Raises:
        PackError: ``data`` is no pack.
    """
    source = read_source(data, name)
    _refuse_word_lists(source)
    text = _decode(source, "", source.data, WrittenPack)
    _check(source, text)
    _check_sites(source, text)
    groups = {group: frozenset(classes) for group, classes in text.groups.items()}
    notices = {id_: _notice(id_, words) for id_, words in text.notices.items()}
    return Pack(
        id=text.id,
        name=text.name,
        as_of=text.as_of,
        extends=text.extends,
        scope=text.scope,
        review=text.review,
        groups=MappingProxyType(groups),
        sample_site=text.sample_site,
        rules=tuple(
            _Builder(
                source=source,
                market=text.id,
                path=f"rules[{index}]",
                groups=groups,
                notices=notices,
            ).rule(rule)
            for index, rule in enumerate(text.rules)
        ),
        digest=hashlib.sha256(data).hexdigest(),
    )


def _decode(source: Source, path: str, data: object, into: type[T]) -> T:
    try:
        return decode(data, into)
    except DecodeError as error:
        inner = f"{path}.{error.path}" if path and error.path else path or error.path
        nearest = f"; did you mean `{error.nearest}`?" if error.nearest else ""
        raise source.error(inner, error.problem + nearest) from error


def _refuse_word_lists(source: Source) -> None:
    for path, key in _keys(source.data, ""):
        if FORBIDDEN_KEY.search(key.replace("-", "_")):
            raise source.error(path, "packs hold no lists of words to block")


def _keys(data: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            inner = f"{path}.{key}" if path else key
            yield inner, key
            yield from _keys(value, inner)
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _keys(value, f"{path}[{index}]")


def _check(source: Source, text: WrittenPack) -> None:
    """Refuse what no type can rule out."""
    counts = Counter(rule.id for rule in text.rules)
    problems = [
        (text.schema != SCHEMA, "schema", f"expected `{SCHEMA}`"),
        (text.id in text.extends, "extends", "a market cannot extend itself"),
        (text.review.expires < text.as_of, "review.expires", "lies before `as_of`"),
        (not text.rules, "rules", "a pack has at least one rule"),
    ]
    for index, rule in enumerate(text.rules):
        where = f"rules[{index}]"
        until, grace = rule.in_force_until, rule.transitional
        problems += [
            (counts[rule.id] > 1, f"{where}.id", "two rules have this id"),
            (not rule.id.startswith(f"{text.id}-"), f"{where}.id", f"must begin with `{text.id}-`"),
            (
                until is not None and until < rule.in_force_from,
                f"{where}.in_force_until",
                "lies before `in_force_from`",
            ),
            (
                grace is not None and grace.until < grace.placed_before,
                f"{where}.transitional",
                "ends before it begins",
            ),
            (
                rule.on_fail not in ON_FAIL.get(rule.kind, {"add"}),
                f"{where}.on_fail",
                f"`{rule.on_fail}` does not fit the kind `{rule.kind}`",
            ),
            (
                rule.kind == "choice" and rule.on_fail != "add" and not rule.applies_to.data,
                f"{where}.applies_to",
                "a choice about data names the classes in `data`",
            ),
            (
                rule.notice is not None and rule.notice not in text.notices,
                f"{where}.notice",
                "no such text under `notices`",
            ),
        ]
    for wrong, path, problem in problems:
        if wrong:
            raise source.error(path, problem)


def _check_sites(source: Source, text: WrittenPack) -> None:
    """Refuse a case whose site could not be one; cases say only what differs from the sample."""
    _decode(source, "sample_site", text.sample_site, Site)
    for place, rule in enumerate(text.rules):
        for number, case in enumerate(rule.cases):
            where = f"rules[{place}].cases[{number}].given.site"
            _decode(source, where, {**text.sample_site, **case.given.site}, Site)


def _notice(id_: str, text: Bilingual) -> Notice:
    version = hashlib.sha256(canonical_bytes({"en": text.en, "zh": text.zh})).hexdigest()
    return Notice(id=id_, version=version, text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Builder:
    """Builds one rule."""

    source: Source
    """The file, for complaints."""

    market: MarketId
    """Whose pack it is."""

    path: str
    """Where in the file the rule stands."""

    groups: Mapping[str, frozenset[DataClass]]
    """The pack's groups of data classes."""

    notices: Mapping[str, Notice]
    """The pack's texts for people."""

    def rule(self, text: WrittenRule) -> Rule:
        params = _decode(self.source, f"{self.path}.params", text.params, PARAMS[text.kind])
        problem = _params_problem(params, text.notice)
        if problem is not None:
            raise self.source.error(f"{self.path}.params", problem)
        return Rule(
            id=text.id,
            market=self.market,
            kind=text.kind,
            in_force_from=text.in_force_from,
            in_force_until=text.in_force_until,
            transitional=text.transitional,
            applies_to=text.applies_to,
            requirement=text.requirement,
            params=params,
            on_fail=text.on_fail,
            notice=None if text.notice is None else self.notices[text.notice],
            cite=text.cite,
            basis=text.basis,
            known=text.known,
            cases=text.cases,
            data=self._classes(text.applies_to.data),
            conditions=_conditions(text.applies_to),
        )

    def _classes(self, words: tuple[str, ...]) -> frozenset[DataClass]:
        found: set[DataClass] = set()
        for index, word in enumerate(words):
            if word in self.groups:
                found |= self.groups[word]
            elif word in CLASSES:
                found.add(DataClass(word))
            else:
                raise self.source.error(
                    f"{self.path}.applies_to.data[{index}]", "neither a data class nor a group"
                )
        return frozenset(found)


def _params_problem(params: Params, notice: str | None) -> str | None:
    match params:
        case SafetyParams() if not (params.user_visible and params.counted):
            return "a safety rule must have `user_visible: true` and `counted: true`"
        case GateParams(number_format=form) | PartnerParams(filing_format=form) if not _is_pattern(
            form
        ):
            return "the format is no regular expression"
        case PartnerParams(display=(_, *_)) if notice is None:
            return "what is displayed needs a `notice`"
        case LabelParams(layers=layers) if "visible" in layers and not _says(params):
            return "a visible label needs a `text` with one word of each group in `must_contain`"
        case LabelParams(layers=layers, metadata="") if "metadata" in layers:
            return "a metadata label needs its `metadata`"
    return None


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def _says(params: LabelParams) -> bool:
    """Return whether the label's text says what it must, in both languages."""
    return params.text is not None and all(
        any(word in text for word in group)
        for text in (params.text.en, params.text.zh)
        for group in params.must_contain
    )


def _conditions(facts: AppliesTo) -> tuple[tuple[str, frozenset[str]], ...]:
    names = (field.name for field in dataclasses.fields(facts) if field.name != "data")
    held = ((name, getattr(facts, name)) for name in names)
    audience = () if facts.audience is None else (("audience", frozenset({facts.audience})),)
    return (
        *audience,
        *((name, frozenset(words)) for name, words in held if words and isinstance(words, tuple)),
    )
