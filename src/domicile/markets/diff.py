"""Two editions of a pack, compared: rules added, removed and changed, field by field."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import msgspec

from domicile.core.canonical import Json
from domicile.core.ids import RuleId
from domicile.markets.schema import Pack, Rule

HEAD: Final = ("as_of", "extends", "scope", "review", "groups", "counterparties")
"""What a pack says beside its rules, and its edition."""

DERIVED: Final = frozenset(
    {"id", "market", "cases", "data", "sensitive", "conditions", "exceptions", "duty", "overlay"}
)
"""Fields of a rule that name it, follow from others, or only test it."""

What = Literal["added", "removed", "changed"]
"""What became of a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that differs."""

    field: str
    """Which, such as ``params.regions``."""

    old: Json
    """What it was; None where it said nothing."""

    new: Json
    """What it is; None where it says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDiff:
    """What became of one rule."""

    rule: RuleId
    """Which rule."""

    what: What
    """What became of it."""

    old: Rule | None
    """As it was; None for one that was added."""

    new: Rule | None
    """As it is; None for one that was removed."""

    changes: tuple[Change, ...]
    """Fields that differ; empty for a rule that was added or removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackDiff:
    """What became of a pack."""

    head: tuple[Change, ...]
    """What differs beside the rules."""

    rules: tuple[RuleDiff, ...]
    """What became of the rules, in their order: those of the new edition, then what was removed."""


def diff(old: Pack, new: Pack) -> PackDiff:
    """Compare two editions; cases are not compared, as they bind nobody."""
    return PackDiff(
        head=tuple(change for name in HEAD for change in _changes(old, new, name)),
        rules=tuple(_rules(old, new)),
    )


def _rules(old: Pack, new: Pack) -> Iterator[RuleDiff]:
    before = {rule.id: rule for rule in old.rules}
    after = {rule.id: rule for rule in new.rules}
    for id_, rule in after.items():
        was = before.get(id_)
        if was is None:
            yield RuleDiff(rule=id_, what="added", old=None, new=rule, changes=())
            continue
        changes = tuple(_of_rule(was, rule))
        if changes:
            yield RuleDiff(rule=id_, what="changed", old=was, new=rule, changes=changes)
    for id_, rule in before.items():
        if id_ not in after:
            yield RuleDiff(rule=id_, what="removed", old=rule, new=None, changes=())


def _of_rule(old: Rule, new: Rule) -> Iterator[Change]:
    for field in dataclasses.fields(Rule):
        if field.name not in DERIVED:
            yield from _changes(old, new, field.name)


def _changes(old: object, new: object, name: str) -> Iterator[Change]:
    yield from _compared(name, _plain(getattr(old, name)), _plain(getattr(new, name)))


def _compared(path: str, old: Json, new: Json) -> Iterator[Change]:
    """Yield what differs, as deep as both sides hold names."""
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in dict.fromkeys((*old, *new)):
            yield from _compared(f"{path}.{name}", old.get(name), new.get(name))
        return
    yield Change(field=path, old=old, new=new)


def _plain(value: object) -> Json:
    """Return ``value`` as plain data; sets in order, so that equal ones look the same."""
    plain: Json
    if isinstance(value, frozenset):
        plain = sorted(str(each) for each in value)
    elif isinstance(value, Mapping):
        plain = {str(name): _plain(each) for name, each in value.items()}
    else:
        plain = msgspec.json.decode(msgspec.json.encode(value))
    return plain
