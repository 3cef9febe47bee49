"""Export: when data may leave the market, and by which legal mechanism."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from domicile.core.findings import DataClass
from domicile.core.site import Region


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportParams:
    """From which number of people on, and with what, data may leave."""

    home: tuple[Region, ...] = ()
    """Going there is no export: the market itself and places held equal."""

    mechanisms: tuple[str, ...] = ()
    """Documents of a site, one of which must be on file before data leaves."""

    deny: bool = False
    """Whether the export is refused whatever is on file."""

    exempt: bool = False
    """Whether the rule frees an export; it then only records why."""

    people_min: int = 0
    """People from whom on the rule binds, from 0."""

    people_max: int | None = None
    """People up to whom the rule binds, or None for no end."""

    sensitive_max: int | None = None
    """People with sensitive data up to whom the rule binds, or None for no end."""

    thresholds: Mapping[DataClass, int] = field(default_factory=dict)
    """People for each class of data, above whom the rule binds."""

    window: Literal["", "calendar_year", "12_months"] = ""
    """Over which time people are counted."""

    ownership_min: float | None = None
    """Share of foreign ownership from which on the rule binds, 0 to 1."""

    deidentified_counts: bool = False
    """Whether replaced or removed data still counts."""

    notice_fields: tuple[str, ...] = ()
    """What people are told before the export."""

    separate_consent: bool = False
    """Whether the export takes a consent of its own."""

    assessment: str = ""
    """Assessment that must be made first, such as ``PIPIA``."""
