"""Choice: what people decide about their data and about what is done with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from domicile.markets.kinds.tighten import FEWEST, LESS, MORE


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceParams:
    """Which choice, and by when it is answered."""

    consent: Literal["", "separate", "explicit", "third_party", "opt_out"] = ""
    """The consent that must be on record before the data leaves the device."""

    controls: tuple[str, ...] = field(default=(), metadata=MORE)
    """Switches and lists that people must find; for people to read."""

    rights: tuple[str, ...] = ()
    """Rights that the rights desk answers."""

    days: int | None = field(default=None, metadata=LESS)
    """Time to answer, in calendar days."""

    more_days: int | None = field(default=None, metadata=FEWEST)
    """By how much that time may be extended, in calendar days."""

    opt_out_workdays: int | None = field(default=None, metadata=LESS)
    """Time to carry out an opt-out, in working days."""

    opt_out_clicks: int | None = field(default=None, metadata=LESS)
    """Most steps that an opt-out may take; for people to read."""

    training_on_inputs: bool = field(default=True, metadata=LESS)
    """False: a site whose terms let it train on what it reads is warned about or refused."""

    share_inputs: bool = field(default=True, metadata=LESS)
    """False: inputs may not be handed to anyone but the site that answers; for people to read."""

    human_only: tuple[str, ...] = field(default=(), metadata=MORE)
    """Actions and uses that must be left to a person: words of ``action`` or ``use``."""

    exempt: tuple[str, ...] = field(default=(), metadata=FEWEST)
    """Grounds on which none of them need be: words of ``transaction`` that the operator attests."""

    human_review: bool = field(default=False, metadata=MORE)
    """Whether a person can have a decision looked at by a human, and is told so."""

    pre_use_notice: bool = field(default=False, metadata=MORE)
    """Whether people are told before the decision is made; for people to read."""

    domains: tuple[str, ...] = ()
    """Areas of life that the rule speaks of; for people to read."""

    defaults: Mapping[str, str] = field(default_factory=dict)
    """What holds until a person chooses; for people to read."""
