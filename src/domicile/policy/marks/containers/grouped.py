"""Properties as members of a JSON object: China's label by its name, all else under ours."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from domicile.core.canonical import Json
from domicile.policy.marks.containers.container import AIGC

OURS: Final = "domicile"
"""Member that holds every property but China's label."""


def group(properties: Mapping[str, str]) -> dict[str, Json]:
    """Return ``properties`` as members of a JSON object."""
    ours = {name: value for name, value in properties.items() if name != AIGC}
    found: dict[str, Json] = {AIGC: json.loads(properties[AIGC])} if AIGC in properties else {}
    return {**found, OURS: ours} if ours else found


def ungroup(members: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield name and value of each property among ``members``; what is none is passed over."""
    if AIGC in members:
        yield AIGC, as_text(members[AIGC])
    ours = members.get(OURS)
    if isinstance(ours, Mapping):
        for name, value in ours.items():
            if name != AIGC and isinstance(value, str):
                yield str(name), value


def as_text(value: object) -> str:
    """Return a value that may be text, or an object that stands for itself."""
    return value if isinstance(value, str) else compact(value)


def compact(value: object) -> str:
    """Return ``value`` as JSON in ASCII, without a space."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))
