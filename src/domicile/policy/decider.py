"""Decisions that are remembered: the same question, asked again, costs a look-up.

The decision is a pure function, so that remembering it cannot change it. What was decided is kept
as long as the packs, the register, the sites and the operator's settings are the very same objects.
"""

from datetime import date
from typing import Final

from domicile.core.decision import Decision
from domicile.core.request import Whereabouts
from domicile.markets.resolve import Atlas
from domicile.policy.binding import Binding, binding
from domicile.policy.decide import decided
from domicile.policy.inquiry import Inquiry

MAX_DECISIONS: Final = 4096
"""Most decisions that are kept; all are dropped when there would be more."""

MAX_BINDINGS: Final = 256
"""Most combinations of markets and days that are kept."""


class Decider:
    """Remembers decisions. Safe to use from any thread: at worst, two decide the same."""

    def __init__(self) -> None:
        self._world: tuple[object, ...] = ()
        self._decisions: dict[object, Decision] = {}
        self._bindings: dict[tuple[Whereabouts, date], Binding] = {}

    def decide(self, inquiry: Inquiry, atlas: Atlas) -> Decision:
        """Return what ``policy.decide.decide`` returns; see there for what it raises."""
        if inquiry.people:  # depends on whom it is about
            return decided(inquiry, self.binding(inquiry, atlas))
        self._look_around(inquiry, atlas)
        key = _key(inquiry)
        decisions = self._decisions
        found = decisions.get(key)
        if found is None:
            found = decided(inquiry, self.binding(inquiry, atlas))
            if len(decisions) >= MAX_DECISIONS:
                decisions = self._decisions = {}
            decisions[key] = found
        return found

    def binding(self, inquiry: Inquiry, atlas: Atlas) -> Binding:
        """Return what binds ``inquiry``; see ``policy.binding.binding`` for what it raises."""
        self._look_around(inquiry, atlas)
        bindings = self._bindings
        key = (inquiry.whereabouts, inquiry.at)
        found = bindings.get(key)
        if found is None:
            placed = inquiry.operator.placed_on_market
            found = binding(atlas, inquiry.whereabouts, inquiry.at, placed=placed)
            if len(bindings) >= MAX_BINDINGS:
                bindings = self._bindings = {}
            bindings[key] = found
        return found

    def _look_around(self, inquiry: Inquiry, atlas: Atlas) -> None:
        """Forget everything as soon as anything but the request has changed."""
        world = (atlas, inquiry.releases, inquiry.sites, inquiry.operator)
        if len(self._world) != len(world) or any(
            new is not old for new, old in zip(world, self._world, strict=True)
        ):
            self._decisions, self._bindings, self._world = {}, {}, world


def _key(inquiry: Inquiry) -> object:
    return (
        inquiry.feature,
        inquiry.modality,
        inquiry.whereabouts,
        inquiry.audience,
        inquiry.at,
        inquiry.data,
        inquiry.choices,
        inquiry.pin,
        inquiry.is_sensitive,
        inquiry.screening,
        inquiry.is_counted,
        frozenset(inquiry.facts.items()),
    )
