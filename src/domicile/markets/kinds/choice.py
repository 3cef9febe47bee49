"""Choice: what people decide about their data and about what is done with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceParams:
    """Which choice, and by when it is answered."""

    consent: Literal["", "separate", "explicit", "third_party", "opt_out"] = ""
    """The consent that must be on record before the data leaves the device."""

    controls: tuple[str, ...] = ()
    """Switches and lists that people must find."""

    rights: tuple[str, ...] = ()
    """Rights that the rights desk answers."""

    days: int | None = None
    """Time to answer, in calendar days."""

    more_days: int | None = None
    """By how much that time may be extended, in calendar days."""

    opt_out_workdays: int | None = None
    """Time to carry out an opt-out, in working days."""

    opt_out_clicks: int | None = None
    """Most steps that an opt-out may take."""

    training_on_inputs: bool = True
    """False: inputs may be trained on only once the person agrees."""

    share_inputs: bool = True
    """False: inputs may not be handed to anyone else."""

    human_only: tuple[str, ...] = ()
    """Actions that an agent must leave to a person."""

    human_review: bool = False
    """Whether a person can have a decision looked at by a human."""

    pre_use_notice: bool = False
    """Whether people are told before the decision is made."""

    domains: tuple[str, ...] = ()
    """Areas of life that the rule speaks of."""

    defaults: Mapping[str, str] = field(default_factory=dict)
    """What holds until a person chooses."""
