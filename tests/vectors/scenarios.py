"""The rows of the decision table, as ``decisions/*.yaml`` writes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from domicile.core.decode import decode
from domicile.core.findings import DataClass

FOLDER: Final = Path(__file__).with_name("decisions")
NUMBER: Final = "Zhejiang-ExampleApp-202601010001"
"""Number that a regulator gave the app; made up."""

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of the register."""

    site: str
    """Which site."""

    state: str = "released"
    """How far it is; ``suspended_then`` and ``approved_again`` are one step after another entry."""

    market: str = ""
    """Where; empty is the request's operator market."""

    feature: str = ""
    """What; empty is the request's feature."""

    number: str = NUMBER
    """The number that a regulator gave the app; empty is none."""

    days_before: int = 30
    """How long before the day of the decision it was entered, in days."""

    may_fail: bool = False
    """Whether the register itself may refuse it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """People whose data went out before."""

    market: str
    """Whose rules count them."""

    counterparty: str
    """Who got it, by the site's owner."""

    data: DataClass
    """What went out."""

    people: int
    """How many, from 1; the person in hand is not among them."""

    days_before: int = 1
    """How long before the day of the decision, in days from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Settings and flags; what is left out is the cast's, or not said."""

    market: str = ""
    """``--market``."""

    feature: str = "assistant"
    """``--feature``."""

    user: str = ""
    """``--user-market``."""

    device: str = ""
    """``--device-market``."""

    at: date | None = None
    """``--at``."""

    data: tuple[str, ...] = ()
    """``--data``."""

    consent: tuple[str, ...] = ()
    """``--consent``."""

    pin: str = ""
    """``--site``."""

    subject: str = ""
    """``--subject``."""

    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """``--fact``, once for each word."""

    device_only: bool = False
    """``--device-only``."""

    operator: Plain = field(default_factory=dict)
    """What differs in ``[operator]``."""

    machine: Plain = field(default_factory=dict)
    """``[device]``."""

    sites: Mapping[str, Plain] = field(default_factory=dict)
    """What differs at a site of the cast; null takes a value away."""

    before: Mapping[str, Plain] = field(default_factory=dict)
    """What differed at a site when the register was filled, and no longer does."""

    released: tuple[str, ...] = ()
    """Sites that are released for the feature in the operator market."""

    register: tuple[Entry, ...] = ()
    """Entries of the register in other states or places."""

    exported: tuple[Exported, ...] = ()
    """What went out before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What must come out; a list of rules is a part of what comes, never all of it."""

    permitted: bool | None = None
    """Whether it may run; the exit status follows: 0 or 3."""

    status: int | None = None
    """The exit status, where no decision is made."""

    places: tuple[str, ...] | None = None
    """Where, exactly."""

    refused_by: tuple[str, ...] = ()
    """Rules that refuse."""

    not_refused_by: tuple[str, ...] = ()
    """Rules that refuse no site."""

    limits: tuple[str, ...] = ()
    """Rules that permit with a warning, or take data out."""

    objects: tuple[str, ...] = ()
    """Rules that refuse or limit; the source leaves open which."""

    no_objection: tuple[str, ...] = ()
    """Rules that neither refuse nor limit."""

    permits: tuple[str, ...] = ()
    """Rules that were asked and are met."""

    duties: tuple[str, ...] = ()
    """Rules that ask something of the answer or of the operator."""

    met: tuple[str, ...] = ()
    """Duties that are met."""

    unmet: tuple[str, ...] = ()
    """Duties that are not."""

    no_duties: tuple[str, ...] = ()
    """Rules that ask nothing."""

    notes: tuple[str, ...] = ()
    """Rules that inform."""

    told: tuple[str, ...] = ()
    """Rules that speak up in any way but to permit."""

    silent: tuple[str, ...] = ()
    """Rules that say nothing but, perhaps, that they are met."""

    upcoming: Mapping[str, date] = field(default_factory=dict)
    """Rules that will come into force, with their first day."""

    not_upcoming: tuple[str, ...] = ()
    """Rules that are not announced."""

    conflicts: tuple[tuple[str, str], ...] | None = None
    """Pairs of rules that are named as contradicting each other; an empty list is none at all."""

    basis: Mapping[str, str] = field(default_factory=dict)
    """What stands behind a rule."""

    known: Mapping[str, str] = field(default_factory=dict)
    """How a rule's text is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One row of the table."""

    name: str
    """What it claims."""

    why: str
    """Where that comes from."""

    given: Given
    """The facts."""

    expect: Expect
    """What must come out."""


def plain(file: Path) -> Any:
    """Return what a file of the table says, in plain Python."""
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def scenarios() -> dict[str, Scenario]:
    """Return every row by its name, which begins with its file's.

    Raises:
        ValueError: Two rows of a file have one name.
    """
    found: dict[str, Scenario] = {}
    for file in sorted(FOLDER.glob("*.yaml")):
        for row in plain(file) if file.name != "cast.yaml" else ():
            name = f"{file.stem}: {row['name']}"
            if name in found:
                raise ValueError(name)
            found[name] = decode(row, Scenario)
    return found
