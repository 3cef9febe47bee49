"""Decisions that are remembered: the same question, asked again, costs a look-up.

The decision is a pure function, so that remembering it cannot change it. What was decided is kept
as long as the packs, the register, the sites and the operator's settings are the very same objects.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from domicile.core.decision import Decision
from domicile.core.request import Whereabouts
from domicile.markets.resolve import Atlas
from domicile.policy.binding import Binding, bound
from domicile.policy.decide import decided
from domicile.policy.inquiry import Inquiry

MAX_DECISIONS: Final = 1024
"""Most decisions that are kept, tens of kilobytes each; all are dropped when there would be more,
so that no caller who asks something new each time can fill the memory."""

MAX_BINDINGS: Final = 256
"""Most combinations of markets and days that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Memory:
    """What was decided while packs, register, sites and settings were the same.

    INVARIANT: it belongs to one world; whoever has begun in another one writes into another memory.
    """

    world: tuple[object, ...]
    """Packs, register, sites and settings."""

    decisions: dict[object, Decision] = field(default_factory=dict)
    """What was decided."""

    bindings: dict[tuple[Whereabouts, date], Binding] = field(default_factory=dict)
    """What binds, by markets and day."""


class Decider:
    """Remembers decisions. Safe to use from any thread: at worst, two decide the same."""

    def __init__(self) -> None:
        self._memory = _Memory(world=())

    def decide(self, inquiry: Inquiry, atlas: Atlas) -> Decision:
        """Return what ``policy.decide.decide`` returns; see there for what it raises."""
        memory = self._looked_around(inquiry, atlas)
        if inquiry.people:  # depends on whom it is about
            return decided(inquiry, _bound(memory, inquiry, atlas))
        key = _key(inquiry)
        found = memory.decisions.get(key)
        if found is None:
            found = decided(inquiry, _bound(memory, inquiry, atlas))
            if len(memory.decisions) >= MAX_DECISIONS:
                memory.decisions.clear()
            memory.decisions[key] = found
        return found

    def binding(self, inquiry: Inquiry, atlas: Atlas) -> Binding:
        """Return what binds ``inquiry``; see ``policy.binding.binding`` for what it raises."""
        return _bound(self._looked_around(inquiry, atlas), inquiry, atlas)

    def _looked_around(self, inquiry: Inquiry, atlas: Atlas) -> _Memory:
        """Return what is remembered; nothing, as soon as anything but the request has changed."""
        world = (atlas, inquiry.releases, inquiry.sites, inquiry.operator)
        memory = self._memory
        if len(memory.world) != len(world) or any(
            new is not old for new, old in zip(world, memory.world, strict=True)
        ):
            memory = self._memory = _Memory(world=world)
        return memory


def _bound(memory: _Memory, inquiry: Inquiry, atlas: Atlas) -> Binding:
    key = (inquiry.whereabouts, inquiry.at)
    found = memory.bindings.get(key)
    if found is None:
        found = bound(inquiry, atlas)
        if len(memory.bindings) >= MAX_BINDINGS:
            memory.bindings.clear()
        memory.bindings[key] = found
    return found


def _key(inquiry: Inquiry) -> object:
    return (
        inquiry.feature,
        inquiry.modality,
        inquiry.whereabouts,
        inquiry.audience,
        inquiry.at,
        inquiry.today,
        inquiry.client,
        inquiry.session_minutes,
        inquiry.data,
        inquiry.choices,
        inquiry.pin,
        inquiry.is_sensitive,
        inquiry.screening,
        inquiry.is_counted,
        inquiry.events,
        frozenset(inquiry.facts.items()),
    )
