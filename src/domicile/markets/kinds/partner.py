"""Partner: which sites beyond the device may be asked, and what must be known of them."""

from dataclasses import dataclass, field
from typing import Literal

from domicile.core.site import Region
from domicile.markets.kinds.tighten import LESS, MORE

Term = Literal["trains_on_input", "retains_prompts"]
"""A term of a site that a rule may forbid."""

Shown = Literal["model_name", "filing_no"]
"""A fact about the answering model that people must be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerParams:
    """What a site must be, and what must be on file."""

    filing: bool = field(default=False, metadata=MORE)
    """Whether the model must have a published filing number."""

    filing_format: str = ""
    """Regular expression of the filing number; empty leaves its form open."""

    display: tuple[Shown, ...] = field(default=(), metadata=MORE)
    """What people must be shown about the model that answered."""

    allow_scopes: tuple[Region, ...] = field(default=(), metadata=LESS)
    """Inference scopes that may be used; any other is refused. Empty allows all."""

    deny_scopes: tuple[Region, ...] = field(default=(), metadata=MORE)
    """Inference scopes that are refused by name."""

    deny_owner_countries: tuple[str, ...] = field(default=(), metadata=MORE)
    """ISO 3166 codes; a site whose majority owner sits there is refused."""

    ownership_min: float | None = None
    """Share of ownership that counts as owning, 0 to 1; the operator applies it to the owner;
    for people to read."""

    deidentified_counts: bool = False
    """Whether replaced or removed data still counts, so that clearing cannot help; for people
    to read."""

    documents: tuple[str, ...] = field(default=(), metadata=MORE)
    """Documents of the site that must be on file."""

    due: str = ""
    """Last day of a grace that the law gives for older models (ISO 8601), for people to read."""

    forbid_terms: tuple[Term, ...] = field(default=(), metadata=MORE)
    """Terms that the site must not have."""

    flag_owners: tuple[str, ...] = field(default=(), metadata=MORE)
    """Owners by name that people are warned about; a name within the owner's name counts."""

    refresh_days: int | None = field(default=None, metadata=LESS)
    """How often the facts are to be looked up again, in days from 1; it warns, and never
    refuses."""
