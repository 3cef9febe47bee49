"""Whether changed parameters make a rule stricter: each field by itself, as its kind says."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from domicile.markets.kinds.catalog import Params
from domicile.markets.kinds.export import ExportParams
from domicile.markets.kinds.protect import ProtectParams
from domicile.markets.kinds.tighten import FEWEST, KEY, MORE, MOST

Words = tuple[str, ...]
"""A list of words, such as regions or documents."""

Value = Words | bool | int | float | None
"""Value of a field that can be stricter or milder, where it is no mapping."""

LOOSENS: Final = "would loosen the rule; "
"""How every complaint about a milder value begins."""

RISING: Final = frozenset({MORE[KEY], MOST[KEY]})
"""Sides on which more is stricter."""

NOTHING_IS_STRICTEST: Final = frozenset({MOST[KEY], FEWEST[KEY]})
"""Sides on which empty or None asks the most; on the others it asks nothing."""

EXPORT_NUMBERS: Final = ("people_min", "sensitive_min", "thresholds")
"""From how many people on an export rule binds; one without any of them binds every export."""


def loosened(base: Params, changed: Params, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield path and problem of everything that does not tighten ``base``.

    Args:
        base: The parameters of a pack's rule.
        changed: Parameters of the same kind.
        names: The fields that were written anew, among them all that differ.
    """
    sides = {field.name: field.metadata.get(KEY) for field in dataclasses.fields(base)}
    for name in names:
        before, after = getattr(base, name), getattr(changed, name)
        if sides[name] is None:
            yield name, "may not be overlaid; it has no stricter side"
        elif _is_free(base, name) or same(before, after):
            continue
        elif _binds_every_export(base) and name in EXPORT_NUMBERS:
            yield name, f"{LOOSENS}without any number it binds every export"
        elif isinstance(before, Mapping):
            for key, value in after.items():
                problem = _problem(before.get(key), value, more=sides[name] in RISING)
                if problem is not None:
                    yield f"{name}.{key}", problem
        else:
            strictest = sides[name] in NOTHING_IS_STRICTEST
            compare = _problem_where_nothing_is_strictest if strictest else _problem
            problem = compare(before, after, more=sides[name] in RISING)
            if problem is not None:
                yield name, problem


def same(before: object, after: object) -> bool:
    """Return whether two values of a field ask the same; the order of words does not matter."""
    if isinstance(before, tuple) and isinstance(after, tuple):
        return set(before) == set(after)
    return before == after


def _is_free(base: Params, name: str) -> bool:
    """Return whether any value of the field is as strict as what ``base`` says."""
    return isinstance(base, ProtectParams) and name == "below_age" and not base.deny


def _binds_every_export(base: Params) -> bool:
    return (
        isinstance(base, ExportParams)
        and base.people_min is None
        and base.sensitive_min is None
        and not base.thresholds
    )


def _problem_where_nothing_is_strictest(before: Value, after: Value, *, more: bool) -> str | None:
    if _is_nothing(after):
        return None
    if _is_nothing(before):
        return f"{LOOSENS}it must stay empty"
    return _problem(before, after, more=more)


def _problem(before: Value, after: Value, *, more: bool) -> str | None:
    """Return why ``after`` is milder than ``before``, or None when it is at least as strict."""
    if _is_nothing(before):
        return None
    match before, after:
        case bool(), bool():
            stays = "true" if before else "false"
            return None if after in {before, more} else f"{LOOSENS}it must stay {stays}"
        case tuple(), tuple():
            return _of_words(before, after, more=more)
        case (int() | float(), int() | float()) if after >= before if more else after <= before:
            return None
    return f"{LOOSENS}it must be {'at least' if more else 'at most'} {before}"


def _of_words(before: Words, after: Words, *, more: bool) -> str | None:
    words = ", ".join(f"`{word}`" for word in before)
    if more:
        return None if set(after) >= set(before) else f"{LOOSENS}it must hold all of {words}"
    if not after:
        return f"{LOOSENS}it must hold one of {words}"
    return None if set(after) <= set(before) else f"{LOOSENS}it may hold only {words}"


def _is_nothing(value: Value) -> bool:
    return value is None or value == ()
