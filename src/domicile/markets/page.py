"""A pack as a page that people read: every rule with its requirement, citation and parameters."""

import dataclasses
import json
from collections.abc import Iterator
from typing import Final

import msgspec

from domicile.core.canonical import Json
from domicile.markets.kinds.catalog import Params
from domicile.markets.facts import AppliesTo
from domicile.markets.schema import Pack, Rule

KNOWN: Final = {
    "primary": "the text itself was read",
    "secondary": "read about, not read itself",
    "memory": "from memory, in whole or in part",
}
"""How a rule's text is known, in words."""

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
    groups = [
        f"- `{name}`: {', '.join(sorted(classes)) or 'empty'}"
        for name, classes in pack.groups.items()
    ]
    parts = [head, "## Groups of data\n", *groups, "", "## Rules\n"]
    for rule in pack.rules:
        parts += _rule(rule)
    return "\n".join(parts).rstrip("\n") + "\n"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.id}\n"
    yield f"{rule.requirement.en}\n"
    yield f"{rule.requirement.zh}\n"
    yield f"- Kind: {rule.kind}; when it is not met: {rule.on_fail}"
    yield f"- In force: {_period(rule)}"
    yield f"- Citation: {rule.cite.at}"
    yield f"- Basis: {rule.basis}; known: {rule.known} ({KNOWN[rule.known]})"
    if rule.cite.seen:
        yield f"- Seen in: {rule.cite.seen}; checked on {rule.cite.checked}"
    for name, value in _set(rule.applies_to):
        yield f"- Only for `{name}`: `{value}`"
    for name, value in _set(rule.params):
        yield f"- Parameter `{name}`: `{value}`"
    if rule.notice is not None:
        yield f"- Notice `{rule.notice.id}`: {rule.notice.text.en} / {rule.notice.text.zh}"
    yield ""


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
            yield field.name, json.dumps(plain[field.name], ensure_ascii=False)


def _made(field: dataclasses.Field[object]) -> object:
    """Return what the field's factory makes, if it has one."""
    factory = field.default_factory
    return dataclasses.MISSING if factory is dataclasses.MISSING else factory()
