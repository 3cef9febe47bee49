"""Which way a parameter tightens, so that an overlay can be told from a loosening.

Each field of a kind's parameters says it beside its default, ``field(default=(), metadata=MORE)``;
a field that says nothing describes, and no overlay may touch it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

KEY: Final = "tightens"
"""Key of the metadata."""

MORE: Final[Mapping[str, Any]] = MappingProxyType({KEY: "more"})
"""More members, a greater number, or true where it was false is stricter."""

MOST: Final[Mapping[str, Any]] = MappingProxyType({KEY: "most"})
"""As ``MORE``, but empty or None is the strictest of all."""

LESS: Final[Mapping[str, Any]] = MappingProxyType({KEY: "less"})
"""Fewer members, a smaller number, or false where it was true is stricter; empty or None permits
everything, and is the mildest."""

FEWEST: Final[Mapping[str, Any]] = MappingProxyType({KEY: "fewest"})
"""As ``LESS``, but empty or None is the strictest of all."""
