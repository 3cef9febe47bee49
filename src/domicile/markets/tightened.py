"""A pack's rule, made stricter by the operator: a copy beside it, never in place of it."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from domicile.core.ids import RuleId
from domicile.markets.demands import ON_FAIL, OTHERWISE, params_problem
from domicile.markets.kinds.catalog import Params
from domicile.markets.kinds.strictness import LOOSENS, loosened, same
from domicile.markets.load import decoded, handed_on
from domicile.markets.schema import Cite, OnFail, Rule
from domicile.markets.source import Source

T = TypeVar("T")

ORDER: Final[tuple[OnFail, ...]] = ("inform", "warn", "warn_unless_strict", "remove", "block")
"""What may follow, the mildest first. ``add`` is a duty, and stands outside of the order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tightening:
    """A pack's rule, and what changes in the copy of it. What is left out stays as it is."""

    rule: RuleId
    """Which rule."""

    on_fail: OnFail | UnsetType = UNSET
    """What follows when it is not met; later in ``ORDER``."""

    in_force_from: date | UnsetType = UNSET
    """First day; earlier."""

    in_force_until: date | UnsetType | None = UNSET
    """Last day; later, or None for no end."""

    params: Mapping[str, Any] = field(default_factory=dict)
    """Parameters that change; of a mapping, the keys that change."""


def tightened(source: Source, path: str, entry: Tightening, base: Rule) -> Rule:
    """Return the stricter copy of ``base`` that the ``entry`` at ``path`` asks for.

    Raises:
        PackError: The entry makes no sense, changes nothing, or would loosen the rule.
    """
    params = _params(source, f"{path}.params", entry.params, base.params)
    copy = dataclasses.replace(
        base,
        id=RuleId(f"operator.{base.id}"),
        in_force_from=_or(entry.in_force_from, base.in_force_from),
        in_force_until=_or(entry.in_force_until, base.in_force_until),
        on_fail=_or(entry.on_fail, base.on_fail),
        params=params,
        cite=_cite(base, source.name),
        basis="house",
        cases=(),
        duty=MappingProxyType(handed_on(params, base.notice, base.applies_to.event)),
        overlay=source.name,
    )
    for inner, problem in _problems(copy, base, tuple(entry.params)):
        raise source.error(f"{path}.{inner}", problem)
    if not _differs(copy, base):
        raise source.error(path, "changes nothing")
    return copy


def _or(written: T | UnsetType, otherwise: T) -> T:
    return otherwise if isinstance(written, UnsetType) else written


def _cite(base: Rule, name: str) -> Cite:
    at = f"Overlay of the operator, {name}: tightens {base.id} ({base.cite.at})"
    return dataclasses.replace(base.cite, at=at)


def _params(source: Source, path: str, written: Mapping[str, Any], base: Params) -> Params:
    """Return ``base`` with what was ``written``; of a mapping only the keys that were."""
    plain: dict[str, Any] = msgspec.to_builtins(base)
    for name, value in written.items():
        before = plain.get(name)
        if isinstance(before, dict) and isinstance(value, dict):
            plain[name] = {**before, **value}
        else:
            plain[name] = value
    return decoded(source, path, plain, type(base))


def _differs(copy: Rule, base: Rule) -> bool:
    return any(
        getattr(copy, name) != getattr(base, name)
        for name in ("on_fail", "in_force_from", "in_force_until")
    ) or any(
        not same(getattr(copy.params, each.name), getattr(base.params, each.name))
        for each in dataclasses.fields(base.params)
    )


def _problems(copy: Rule, base: Rule, names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield path and problem of everything that does not tighten ``base``."""
    problem = _problem_of_on_fail(copy.on_fail, base)
    if problem is not None:
        yield "on_fail", problem
    if copy.in_force_from > base.in_force_from:
        yield "in_force_from", f"{LOOSENS}it binds from {base.in_force_from} on"
    if _last(copy) < _last(base):
        until = base.in_force_until
        binds = "without an end" if until is None else f"until {until}"
        yield "in_force_until", f"{LOOSENS}it binds {binds}"
    for inner, said in loosened(base.params, copy.params, names):
        yield f"params.{inner}", said
    problem = params_problem(copy.params, None if base.notice is None else base.notice.id)
    if problem is not None:
        yield "params", problem


def _last(rule: Rule) -> date:
    return date.max if rule.in_force_until is None else rule.in_force_until


def _problem_of_on_fail(after: OnFail, base: Rule) -> str | None:
    if after == base.on_fail:
        return None
    if "add" in {after, base.on_fail}:
        return "a duty stays one, and no other rule becomes one"
    if ORDER.index(after) < ORDER.index(base.on_fail):
        return f"{LOOSENS}it says `{base.on_fail}`"
    if after not in ON_FAIL.get(base.kind, OTHERWISE):
        return f"`{after}` does not fit the kind `{base.kind}`"
    if after == "remove" and not base.applies_to.data:
        return "only a rule that names classes of data removes any"
    return None
