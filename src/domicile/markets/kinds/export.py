"""Export: when data may leave the market, and by which legal mechanism."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from domicile.core.findings import DataClass
from domicile.core.site import Region
from domicile.markets.kinds.tighten import FEWEST, LESS, MORE, MOST

Window = Literal["calendar_year", "12_months"]
"""Over which time people are counted: since 1 January, or over the last twelve months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportParams:
    """From how many people on, and with what, data may leave.

    A rule without any number binds every export. With numbers, it binds as soon as one of them is
    reached, the request in hand included.
    """

    home: tuple[Region, ...] = field(default=(), metadata=FEWEST)
    """Going there is no export: the market itself and places held equal. Empty: every site that
    meets ``applies_to`` is a recipient."""

    mechanisms: tuple[str, ...] = field(default=(), metadata=LESS)
    """Documents or unexpired certificates of a site, one of which must be on file."""

    only: Mapping[Region, tuple[str, ...]] = field(default_factory=dict)
    """Regions to which only some of those mechanisms lead: region to mechanisms."""

    deny: bool = field(default=False, metadata=MORE)
    """Whether the export is refused whatever is on file."""

    people_min: int | None = field(default=None, metadata=LESS)
    """People from whom on the rule binds, from 1."""

    sensitive_min: int | None = field(default=None, metadata=LESS)
    """People with sensitive data (the pack's ``sensitive_pi``) from whom on it binds, from 1."""

    thresholds: Mapping[DataClass, int] = field(default_factory=dict, metadata=LESS)
    """People for each class of data, above whom the rule binds."""

    always_for: tuple[str, ...] = field(default=(), metadata=MORE)
    """Words of ``handler`` for which it binds whatever the numbers."""

    exempt: tuple[str, ...] = field(default=(), metadata=FEWEST)
    """Words of ``transaction`` that the operator attests, each of which frees an export from these
    numbers; never from ``always_for``."""

    window: Window = "calendar_year"
    """Over which time people are counted."""

    per_counterparty: bool = False
    """Whether each recipient is counted by itself."""

    deidentified_counts: bool = field(default=False, metadata=MORE)
    """Whether replaced or removed data still counts."""

    free_below: bool = False
    """Whether the rule only says that below its numbers no mechanism is needed."""

    notice_fields: tuple[str, ...] = field(default=(), metadata=MORE)
    """What people are told before the export; the operator's ``export_notice`` must be on file."""

    separate_consent: bool = field(default=False, metadata=MORE)
    """Whether what leaves takes a consent of its own."""

    assessment: str = ""
    """Assessment that must be on file first, for the site or with the operator, such as
    ``pipia``."""

    assessment_with: tuple[str, ...] = field(default=(), metadata=MOST)
    """Mechanisms that take the assessment beside them; empty asks for it in any case."""
