"""What shows that a rule is carried out, and the code without which it is not."""

import dataclasses
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Union, get_args, get_origin

import pytest

from domicile.core.ids import RuleId
from tests.vectors.rules.world import World

_PLAIN: Final = (bool, str, int, dict, tuple, list, frozenset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One rule of the packs."""

    rule: RuleId
    """Which rule."""

    shows: str
    """What the scenario shows, in one sentence."""

    scenario: Callable[[World], None]
    """Drives the real thing, and asserts what must come of it."""

    code: tuple[str, ...]
    """Functions (``module:name``), without any one of which the scenario fails."""


def proof(rule: str, shows: str, scenario: Callable[[World], None], *code: str) -> Proof:
    """Return a proof; ``code`` leaves ``domicile.`` out."""
    return Proof(
        rule=RuleId(rule),
        shows=shows,
        scenario=scenario,
        code=tuple(f"domicile.{each}" for each in code),
    )


def function(code: str) -> types.FunctionType:
    """Return the function that ``code`` names."""
    found = pkgutil.resolve_name(code)
    if not isinstance(found, types.FunctionType):
        raise TypeError(f"{code} is no function")
    return found


def take_away(code: str, patch: pytest.MonkeyPatch) -> None:
    """Let the function that ``code`` names do nothing, wherever it was imported to.

    Its code object is exchanged, so that every table and every module that holds the function has
    it without its code.
    """
    taken = function(code)
    nothing = _nothing(typing.get_type_hints(taken)["return"])

    def stand_in(*_args: object, _answer: object, **_named: object) -> object:
        return _answer

    patch.setattr(taken, "__kwdefaults__", {"_answer": nothing})
    patch.setattr(taken, "__code__", stand_in.__code__)


def _nothing(hint: Any) -> Any:
    """Return what a function of this type returns that has nothing to say."""
    kind = get_origin(hint) or hint
    if kind is type(None):
        return None
    if kind in {Union, types.UnionType}:
        return None if type(None) in get_args(hint) else _nothing(get_args(hint)[0])
    if not inspect.isclass(kind):
        raise TypeError(f"nothing is known of {hint}")
    if issubclass(kind, StrEnum):
        return next(iter(kind))  # the mildest
    for plain in _PLAIN:
        if issubclass(plain, kind) and kind is not object:
            return plain()
    if hasattr(kind, "__next__"):
        return ()
    needed = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
    hints = typing.get_type_hints(kind)
    return kind(
        **{
            field.name: _nothing(hints[field.name])
            for field in needed
            if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        }
    )
