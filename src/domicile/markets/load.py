"""From a pack's file to a ``Pack``: strict, with file, line and rule in every complaint."""

import dataclasses
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

import msgspec

from domicile.core.canonical import Json, canonical_bytes
from domicile.core.decode import DecodeError, decode, nearest
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId
from domicile.core.site import Site
from domicile.core.text import Bilingual
from domicile.markets.demands import check_written, params_problem, refuse_word_lists
from domicile.markets.facts import OF_A_REQUEST, OF_AN_OPERATOR, AppliesTo
from domicile.markets.files import read_file
from domicile.markets.kinds.catalog import PARAMS, Params
from domicile.markets.schema import Notice, Pack, Rule
from domicile.markets.source import Source, read_source
from domicile.markets.written import WrittenPack, WrittenRule

T = TypeVar("T")

CLASSES: Final = frozenset(DataClass)
"""Every data class; its members are words too."""

SENSITIVE_GROUPS: Final = ("sensitive_pi", "special_category")
"""Groups of a pack that count as sensitive."""

STATED: Final = OF_A_REQUEST | OF_AN_OPERATOR | {"event"}
"""Facts that a case may state; all others are worked out."""

OF_A_SITE: Final = frozenset(field.name for field in dataclasses.fields(Site))
"""Facts of a site that a case may leave unknown."""

NOTICE: Final = "notice"
"""Key under which a duty hands on the text that people are shown."""

EVENT: Final = "event"
"""Key under which a duty hands on the events that bring it about, if it waits for any."""


def load_pack(path: Path) -> Pack:
    """Read the pack in the file ``path``.

    Raises:
        PackError: The file cannot be read, or is no pack.
    """
    return parse_pack(read_file(path), path.name)


def parse_pack(data: bytes, name: str) -> Pack:
    """Read a pack from ``data``; ``name`` stands for the file in messages.

    Raises:
        PackError: ``data`` is no pack.
    """
    source = read_source(data, name)
    refuse_word_lists(source)
    text = decoded(source, "", source.data, WrittenPack)
    check_written(source, text)
    decoded(source, "sample_site", text.sample_site, Site)
    for at, rule in enumerate(text.rules):
        check_cases(source, f"rules[{at}]", rule, text.sample_site)
    groups = {group: frozenset(classes) for group, classes in text.groups.items()}
    builder = Builder(
        source=source,
        market=text.id,
        groups=groups,
        notices=notices(text.notices),
    )
    return Pack(
        id=text.id,
        name=text.name,
        as_of=text.as_of,
        extends=text.extends,
        scope=text.scope,
        review=text.review,
        groups=MappingProxyType(groups),
        counterparties=MappingProxyType(
            {group: frozenset(countries) for group, countries in text.counterparties.items()}
        ),
        sample_site=text.sample_site,
        rules=tuple(builder.rule(rule, f"rules[{at}]") for at, rule in enumerate(text.rules)),
        digest=hashlib.sha256(data).hexdigest(),
    )


def decoded(source: Source, path: str, data: object, into: type[T]) -> T:
    """Return the part of ``source`` at ``path`` as an ``into``.

    Raises:
        PackError: It is none; the message names file, line, rule and the nearest key.
    """
    try:
        return decode(data, into)
    except DecodeError as error:
        inner = f"{path}.{error.path}" if path and error.path else path or error.path
        hint = f"; did you mean `{error.nearest}`?" if error.nearest else ""
        raise source.error(inner, error.problem + hint) from error


def check_cases(
    source: Source, path: str, rule: WrittenRule, sample_site: Mapping[str, Any]
) -> None:
    """Refuse a case whose site could not be one, and one that states what nobody can state.

    Args:
        source: The file, for complaints.
        path: Where the rule stands in it.
        rule: The rule whose cases are checked.
        sample_site: The site that the cases change.

    Raises:
        PackError: There is such a case.
    """
    for number, case in enumerate(rule.cases):
        given = f"{path}.cases[{number}].given"
        decoded(source, f"{given}.site", {**sample_site, **case.given.site}, Site)
        for fact in case.given.facts:
            if fact not in STATED:
                raise source.error(f"{given}.facts.{fact}", _unknown("fact", fact, STATED))
        for index, name in enumerate(case.given.unknown):
            if name not in OF_A_SITE:
                problem = _unknown("fact of a site", name, OF_A_SITE)
                raise source.error(f"{given}.unknown[{index}]", problem)


def _unknown(what: str, word: str, known: Collection[str]) -> str:
    return f"unknown {what} `{word}`; did you mean `{nearest(word, known)}`?"


def notices(texts: Mapping[str, Bilingual]) -> dict[str, Notice]:
    """Return the texts for people by name, each with its version."""
    return {
        id_: Notice(
            id=id_,
            version=hashlib.sha256(canonical_bytes({"en": text.en, "zh": text.zh})).hexdigest(),
            text=text,
        )
        for id_, text in texts.items()
    }


def sensitive_classes(groups: Mapping[str, frozenset[DataClass]]) -> frozenset[DataClass]:
    """Return the classes that a pack with these ``groups`` counts as sensitive."""
    return frozenset().union(*(groups.get(group, frozenset()) for group in SENSITIVE_GROUPS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """Builds the rules of one file."""

    source: Source
    """The file, for complaints."""

    market: MarketId
    """Whose pack it is."""

    groups: Mapping[str, frozenset[DataClass]]
    """The pack's groups of data classes."""

    notices: Mapping[str, Notice]
    """The pack's texts for people."""

    def rule(self, text: WrittenRule, path: str) -> Rule:
        """Build the rule that stands at ``path``.

        Raises:
            PackError: Its parameters do not fit its kind, or a word is unknown.
        """
        params = decoded(self.source, f"{path}.params", text.params, PARAMS[text.kind])
        problem = params_problem(params, text.notice)
        if problem is not None:
            raise self.source.error(f"{path}.params", problem)
        notice = None if text.notice is None else self.notices[text.notice]
        return Rule(
            id=text.id,
            market=self.market,
            kind=text.kind,
            in_force_from=text.in_force_from,
            in_force_until=text.in_force_until,
            transitional=text.transitional,
            applies_to=text.applies_to,
            unless=text.unless,
            requirement=text.requirement,
            params=params,
            on_fail=text.on_fail,
            notice=notice,
            cite=text.cite,
            basis=text.basis,
            known=text.known,
            cases=text.cases,
            data=self._classes(text.applies_to.data, path),
            sensitive=sensitive_classes(self.groups),
            conditions=conditions(text.applies_to),
            exceptions=conditions(text.unless),
            duty=MappingProxyType(handed_on(params, notice, text.applies_to.event)),
        )

    def _classes(self, words: tuple[str, ...], path: str) -> frozenset[DataClass]:
        found: set[DataClass] = set()
        for index, word in enumerate(words):
            if word in self.groups:
                found |= self.groups[word]
            elif word in CLASSES:
                found.add(DataClass(word))
            else:
                raise self.source.error(
                    f"{path}.applies_to.data[{index}]", "neither a data class nor a group"
                )
        if words and not found:
            raise self.source.error(f"{path}.applies_to.data", "the group holds no class")
        return frozenset(found)


def handed_on(
    params: Params, notice: Notice | None, events: tuple[str, ...] = ()
) -> dict[str, Json]:
    """Return what a duty hands to the part that carries it out, as plain data."""
    plain: dict[str, Json] = msgspec.to_builtins(params)
    if notice is not None:
        plain[NOTICE] = msgspec.to_builtins(notice)
    if events:
        plain[EVENT] = list[Json](events)
    return plain


def conditions(facts: AppliesTo) -> tuple[tuple[str, frozenset[str]], ...]:
    """Return the worded facts that ``facts`` names, each with the words that satisfy it."""
    names = (field.name for field in dataclasses.fields(facts) if field.name != "data")
    held = ((name, getattr(facts, name)) for name in names)
    audience = () if facts.audience is None else (("audience", frozenset({facts.audience})),)
    return (
        *audience,
        *((name, frozenset(words)) for name, words in held if words and isinstance(words, tuple)),
    )
