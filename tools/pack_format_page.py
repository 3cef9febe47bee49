"""Writes ``pack-format.md``: what may stand in a pack, from the types that read it."""

import dataclasses
import inspect
import sys
import types
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from domicile.core.decision import RuleKind
from domicile.core.findings import DataClass
from domicile.core.site import Region
from domicile.core.text import Bilingual
from domicile.markets import case, schema
from domicile.markets.case import Case, Expected, Given
from domicile.markets.demands import LAST_YEAR, MAX_LABEL_WORDS, ON_FAIL, OTHERWISE
from domicile.markets.facts import (
    ENGINE_WORDS,
    OF_A_REQUEST,
    OF_AN_OPERATOR,
    RELAXING,
    AppliesTo,
)
from domicile.markets.kinds.catalog import PARAMS
from domicile.markets.kinds.tighten import KEY
from domicile.markets.resolve import Atlas, load_atlas
from domicile.markets.schema import SCHEMA, Cite, OnFail, Review, Scope, Transitional
from domicile.markets.source import MAX_BYTES, MAX_DEPTH
from domicile.markets.word_lists import (
    MAX_CHARS,
    MAX_OWNERS,
    MAX_SENTENCE_CHARS,
    MAX_WORDS,
    MAX_WORDS_OF_A_RULE,
)
from domicile.markets.written import WrittenPack, WrittenRule
from tools.field_texts import field_texts, name_texts

HEAD: Final = f"""\
# Pack format

A pack is one YAML file with the rules of one market: `{SCHEMA}`. This page says what may stand in
it; [Add a market](../contributing/market.md) says how to write one. `domicile market check FILE`
reads it and runs its cases; what is wrong is said with file, line, rule and the nearest key.

The YAML is plain: at most {MAX_BYTES // 1024} KiB, at most {MAX_DEPTH} levels deep, no anchors,
aliases or tags, no key twice, booleans as `true` and `false`, days as `YYYY-MM-DD` from 1900 to
{LAST_YEAR}. An unknown key is an error.

**No lists of words to block.** No key may be named as if it held one. Words in lists are plain
letters, digits and `_ . : / + ( ) -`, at most {MAX_CHARS} characters long; at most {MAX_WORDS}
stand in one list and {MAX_WORDS_OF_A_RULE} in all parameters of a rule, where codes of up to three
capitals do not count. As people write are only a label's `must_contain` (at most {MAX_LABEL_WORDS}
words to a group), its `text` and other marks and patterns (at most {MAX_SENTENCE_CHARS}
characters), and `flag_owners` (at most {MAX_OWNERS} names).

This page is made from `markets/` by `make pages`.
"""

SIDES: Final = {
    "more": "more",
    "most": "more, or none",
    "less": "less",
    "fewest": "less, or none",
    None: "",
}
"""Which way a parameter tightens, in a word."""

PARTS: Final = (
    ("scope", Scope),
    ("review", Review),
    ("cite", Cite),
    ("transitional", Transitional),
)
"""Keys that hold keys of their own."""

NAMED: Final[Mapping[object, str]] = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    float: "number",
    date: "day",
    types.NoneType: "nothing",
    Any: "anything",
    Region: "region",
    DataClass: "class of data",
    RuleKind: "kind",
    OnFail: "see below",
    Expected: "see below",
    Bilingual: "text in `en` and `zh`",
    AppliesTo: "facts",
    Given: "see below",
    Case: "cases",
    WrittenRule: "rules",
    **{owner: "see below" for _, owner in PARTS},
}
"""Types that have a name for people."""

UNLISTED: Final[Mapping[str, str]] = {
    "data": "classes of data, and the groups of the pack",
    "event": "see below",
    "monthly_users_min": "a number",
}
"""Facts whose words are not listed beside them."""


def pack_format_page() -> str:
    """Write ``pack-format.md``."""
    atlas = load_atlas()
    parts = [HEAD, "## The file\n", *_table(WrittenPack), ""]
    for name, owner in PARTS:
        parts += [f"### {name}\n", _sentence(owner) + "\n", *_table(owner), ""]
    parts += ["## A rule\n", *_table(WrittenRule), ""]
    parts += [*_what_follows(), *_kinds(), *_facts(atlas), *_events(atlas), *_cases(), *_words()]
    return "\n".join(parts).rstrip("\n") + "\n"


def _what_follows() -> Iterator[str]:
    yield "### on_fail\n"
    yield f"{name_texts(schema)['OnFail']}\n"
    every = get_args(OnFail)
    yield f"| kind | {' | '.join(f'`{one}`' for one in every)} |"
    yield f"|---|{'---|' * len(every)}"
    for kind in PARAMS:
        held = ON_FAIL.get(kind, OTHERWISE)
        yield f"| {kind} | {' | '.join('yes' if one in held else '' for one in every)} |"
    yield ""


def _kinds() -> Iterator[str]:
    yield "## The kinds and their parameters\n"
    yield (
        "The column *stricter* says which way an operator's overlay may change a parameter: *more*"
        " members, a greater number, or true; or *less*: fewer members, a smaller number, or false."
        " What asks nothing yet may ask anything; where *or none* stands, empty asks the most."
        " Where it says nothing, the parameter describes, and no overlay changes it. What is *for"
        " people to read* comes with the rule and its duty, and no code decides by it.\n"
    )
    for kind, owner in PARAMS.items():
        yield f"### {kind}\n"
        module = sys.modules[owner.__module__].__doc__ or ""
        yield f"{_paragraph(module)} {_sentence(owner)}\n"
        yield from _table(owner, sided=True)
        yield ""


def _facts(atlas: Atlas) -> Iterator[str]:
    yield "## Facts: applies_to and unless\n"
    yield f"{_sentence(AppliesTo)} Of `unless`, one word that the operator attests is enough.\n"
    yield f"- A caller may state, of one request: {_listed(OF_A_REQUEST)}."
    yield f"- An operator attests, in `operator.facts`: {_listed(OF_AN_OPERATOR)}."
    yield f"- Only the operator states what opens a closed rule: {_listed(RELAXING)}."
    yield "- Everything else is worked out from the request, the site and the settings.\n"
    yield "| fact | meaning | words in the packs |"
    yield "|---|---|---|"
    texts = field_texts(AppliesTo)
    for name, text in texts.items():
        words = atlas.vocabulary.get(name, frozenset()) | ENGINE_WORDS.get(name, frozenset())
        yield f"| `{name}` | {_cell(text)} | {UNLISTED.get(name) or _listed(words)} |"
    yield ""


def _events(atlas: Atlas) -> Iterator[str]:
    yield "## Events\n"
    yield "The words of `event`, and the rules that wait for them.\n"
    yield "| event | rules |"
    yield "|---|---|"
    rules = [rule for market in atlas.markets for rule in atlas.get(market).rules]
    for word in sorted(atlas.vocabulary.get("event", ())):
        named = [rule.id for rule in rules if word in rule.applies_to.event]
        yield f"| `{word}` | {', '.join(named)} |"
    yield ""


def _cases() -> Iterator[str]:
    yield "## Cases\n"
    yield f"{_sentence(Case)} `expect` is one of {_listed_as_is(get_args(Expected))}.\n"
    yield f"{name_texts(case)['Expected']}\n"
    yield (
        "A rule that judges needs a case that it lets pass and one that it limits or refuses; a"
        " rule that adds or informs, one in which it speaks and one in which it is silent.\n"
    )
    yield from _table(Given)
    yield ""


def _words() -> Iterator[str]:
    yield "## Classes of data and regions\n"
    yield f"- Classes of data: {_listed_as_is(DataClass)}."
    yield f"- Regions: {_listed_as_is(get_args(Region))}; `eu` is the EEA."


def _table(owner: type, *, sided: bool = False) -> Iterator[str]:
    """Yield a table of the keys that ``owner`` reads."""
    hints, texts = get_type_hints(owner), field_texts(owner)
    yield f"| key | takes | {'stricter | ' if sided else ''}meaning |"
    yield f"|---|---|{'---|' if sided else ''}---|"
    for field in dataclasses.fields(owner):
        side = f"{SIDES[field.metadata.get(KEY)]} | " if sided else ""
        takes = _takes(hints[field.name])
        takes = takes.removesuffix(" or nothing") if _is_optional(field) else f"{takes}, required"
        yield f"| `{field.name}` | {takes} | {side}{_cell(texts[field.name])} |"


def _takes(hint: object) -> str:
    """Say in words what ``hint`` takes."""
    origin, parts = get_origin(hint), get_args(hint)
    if hint in NAMED:
        return NAMED[hint]
    if origin is Literal:
        return "one of " + _listed_as_is(parts)
    if origin in {Union, types.UnionType}:
        return " or ".join(_takes(part) for part in parts)
    if origin in {tuple, Mapping}:
        kinds = " to ".join(_takes(part) for part in parts if part is not ...)
        return f"{'list' if origin is tuple else 'table'} of {kinds}"
    return _takes(hint.__supertype__) if hasattr(hint, "__supertype__") else "see below"


def _is_optional(field: "dataclasses.Field[Any]") -> bool:
    missing = dataclasses.MISSING
    return field.default is not missing or field.default_factory is not missing


def _listed(words: Iterable[str]) -> str:
    return _listed_as_is(sorted(words))


def _listed_as_is(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" if word else "empty" for word in words)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _paragraph(text: str) -> str:
    return " ".join(text.split("\n\n", maxsplit=1)[0].split()).replace("``", "`")


def _sentence(owner: type) -> str:
    return _paragraph(inspect.getdoc(owner) or "")
