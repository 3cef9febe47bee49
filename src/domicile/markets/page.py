"""A pack as a page that people read: every rule with its citation, its marks and its cases."""

import dataclasses
import json
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from domicile.core.canonical import Json
from domicile.markets.case import Case, Expected, Given
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.catalog import Params
from domicile.markets.schema import OnFail, Pack, Rule
from domicile.markets.shares import percent, shares

KNOWN: Final = {
    "primary": "the text itself was read",
    "secondary": "read about, not read itself",
    "memory": "from memory, in whole or in part",
}
"""How a rule's text is known, in words."""

ON_FAIL: Final[Mapping[OnFail, str]] = {
    "block": "refuses",
    "warn": "warns",
    "warn_unless_strict": "warns, and refuses where the operator is strict at onboarding",
    "remove": "takes the data out",
    "add": "adds a duty",
    "inform": "only informs",
}
"""What follows when a rule is not met, in words."""

EXPECTED: Final[Mapping[Expected, str]] = {
    "permit": "permits",
    "limit": "limits",
    "refuse": "refuses",
    "duty": "is a duty",
    "inform": "informs",
    "upcoming": "is announced",
    "silent": "says nothing",
}
"""What a rule says of a case, in words."""

HEAD: Final = """\
# {en} ({id})

{zh}. Where: {territory}.

{trigger}

{trigger_zh}

- Facts as of: {as_of}; to be looked at again by {expires}
- Review: {state}; counsel: {counsel}
- Rules of these markets apply too: {extends}

Nothing here is legal advice. For an operator who does not offer to the public the same rules
hold, with the basis *house*; rules only for the audience `public` do not.

This page is made from the pack by `make pages`.
"""

CASES: Final = """\
A case names what differs from the plainest lawful offer to the public: a released feature, no
personal data, and the pack's sample site. `domicile market check` carries them all out.
"""


def page_name(pack: Pack) -> str:
    """Return the file name of the page of ``pack``."""
    return f"{pack.id.lower().replace('-', '_')}.md"


def page(pack: Pack) -> str:
    """Return the page of ``pack`` in Markdown."""
    head = HEAD.format(
        en=pack.name.en,
        zh=pack.name.zh,
        id=pack.id,
        territory=pack.scope.territory,
        trigger=pack.scope.trigger.en,
        trigger_zh=pack.scope.trigger.zh,
        as_of=pack.as_of,
        expires=pack.review.expires,
        state=pack.review.state,
        counsel=pack.review.counsel or "nobody has reviewed it",
        extends=", ".join(pack.extends) or "none",
    )
    parts = [head, *_shares(pack), *_overview(pack), *_words(pack), "## Rules\n", CASES]
    for rule in pack.rules:
        parts += _rule(rule)
    return "\n".join(parts).rstrip("\n") + "\n"


def given_json(given: Given) -> dict[str, Json]:
    """Return the facts of a case as its file writes them: only those that say something."""
    plain, usual = msgspec.to_builtins(given), msgspec.to_builtins(Given())
    return {name: value for name, value in plain.items() if value != usual[name]}


def _shares(pack: Pack) -> Iterator[str]:
    counted = shares(pack.rules)
    coming = sum(pack.as_of < rule.in_force_from for rule in pack.rules)
    binding = sum(rule.in_force(pack.as_of) for rule in pack.rules)
    rows = [
        *((f"known: {name} ({KNOWN[name]})", count) for name, count in counted.known.items()),
        *((f"basis: {name}", count) for name, count in counted.basis.items()),
        (f"in force on {pack.as_of}", binding),
        ("coming", coming),
        ("over", counted.total - binding - coming),
    ]
    yield "## In numbers\n"
    yield f"| of {counted.total} rules | rules | share |\n|---|---|---|"
    yield from (f"| {name} | {count} | {percent(count, counted.total)} % |" for name, count in rows)
    yield ""


def _overview(pack: Pack) -> Iterator[str]:
    yield "## At a glance\n"
    yield "| rule | kind | not met, it | basis | known | from |\n|---|---|---|---|---|---|"
    for rule in pack.rules:
        marks = (rule.kind, ON_FAIL[rule.on_fail], rule.basis, rule.known, rule.in_force_from)
        yield f"| [{rule.id}](#{rule.id.lower()}) | " + " | ".join(map(str, marks)) + " |"
    yield ""


def _words(pack: Pack) -> Iterator[str]:
    """Yield what the rules' words stand for."""
    yield "## Groups of data\n"
    for name, classes in pack.groups.items():
        yield f"- `{name}`: {', '.join(sorted(classes)) or 'empty'}"
    yield ""
    if pack.counterparties:
        yield "## Groups of owners\n"
        for name, countries in pack.counterparties.items():
            yield f"- `{name}`: owners in {', '.join(sorted(countries))}"
        yield ""
    yield "## The sample site\n"
    yield f"```json\n{_json(dict(pack.sample_site), indent=2)}\n```\n"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.id}\n"
    yield f"{rule.requirement.en}\n"
    yield f"{rule.requirement.zh}\n"
    yield f"- Kind: {rule.kind}; not met, it {ON_FAIL[rule.on_fail]} (`{rule.on_fail}`)"
    yield f"- In force: {_period(rule)}"
    yield f"- Citation: {rule.cite.at}"
    yield f"- Basis: {rule.basis}; known: {rule.known} ({KNOWN[rule.known]})"
    seen = f"Seen in: {rule.cite.seen}" if rule.cite.seen else "Seen nowhere"
    yield f"- {seen}; checked on {rule.cite.checked}"
    if rule.overlay:
        yield f"- Written by the operator, in {rule.overlay}"
    for name, value in _set(rule.applies_to):
        yield f"- Only for `{name}`: `{value}`"
    for name, value in _set(rule.unless):
        yield f"- Not where the operator attests `{name}`: `{value}`"
    for name, value in _set(rule.params):
        yield f"- Parameter `{name}`: `{value}`"
    if rule.notice is not None:
        yield f"- Notice `{rule.notice.id}`: {rule.notice.text.en} / {rule.notice.text.zh}"
    yield from (_case(case) for case in rule.cases)
    yield ""


def _case(case: Case) -> str:
    given = given_json(case.given)
    facts = f"`{_json(given)}`" if given else "the plainest offer"
    return f"- Case: {facts}: it {EXPECTED[case.expect]}"


def _period(rule: Rule) -> str:
    words = f"from {rule.in_force_from}"
    if rule.in_force_until is not None:
        words += f" until {rule.in_force_until}"
    if rule.transitional is not None:
        grace = rule.transitional
        words += (
            f"; products placed on the market before {grace.placed_before} have until {grace.until}"
        )
    return words


def _set(record: AppliesTo | Params) -> Iterator[tuple[str, str]]:
    """Yield name and value, as JSON, of every field that says more than its default."""
    plain: dict[str, Json] = msgspec.to_builtins(record)
    for field in dataclasses.fields(record):
        if getattr(record, field.name) not in (field.default, _made(field)):
            yield field.name, _json(plain[field.name])


def _made(field: dataclasses.Field[object]) -> object:
    """Return what the field's factory makes, if it has one."""
    factory = field.default_factory
    return dataclasses.MISSING if factory is dataclasses.MISSING else factory()


def _json(value: object, *, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=str)
