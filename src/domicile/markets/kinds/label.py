"""Label: marks that say that a machine made something."""

from dataclasses import dataclass, field
from typing import Literal

from domicile.core.text import Bilingual
from domicile.markets.kinds.tighten import LESS, MORE

Position = Literal["start", "end", "middle", "beside"]
"""Where a visible label may stand; ``beside`` is the surface around the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelParams:
    """What the mark is."""

    layers: tuple[Literal["visible", "metadata", "watermark", "detector"], ...] = field(
        metadata=MORE
    )
    """Everything that must be there: for eyes, for machines, in the content, and a way to check."""

    text: Bilingual | None = None
    """Words of a visible label."""

    must_contain: tuple[tuple[str, ...], ...] = ()
    """From each group, one word at least must stand in the label."""

    positions: tuple[Position, ...] = field(default=(), metadata=LESS)
    """Where a visible label may stand."""

    min_tokens: int = field(default=0, metadata=LESS)
    """Texts of at most so many tokens need no mark."""

    metadata: str = ""
    """The machine-readable mark, in ASCII."""

    fields: tuple[str, ...] = field(default=(), metadata=MORE)
    """What the machine-readable mark must tell."""

    producer_code_chars: int | None = None
    """Length of the code of who made it, in characters; for people to read."""

    glyph_fraction: float | None = field(default=None, metadata=MORE)
    """Least height of a glyph as a part of the shortest side, 0 to 1; for people to read."""

    min_seconds: float | None = field(default=None, metadata=MORE)
    """How long the mark must be seen at normal speed, in seconds; for people to read."""

    rhythm: str = ""
    """An audible mark, in Morse code; for people to read."""

    user_option: bool = False
    """Whether the person may choose the mark; it is on until they say otherwise; for people
    to read."""

    strip: bool = field(default=True, metadata=LESS)
    """False: marks that others set must stay; for people to read."""

    log_months: int | None = field(default=None, metadata=MORE)
    """How long a request for an unlabelled copy is kept on record, in months."""

    revoke_hours: int | None = field(default=None, metadata=LESS)
    """Time to stop a licensee who removes marks, in hours."""

    due: str = ""
    """Day by which a part that is still missing must stand (ISO 8601)."""

    exempt: tuple[str, ...] = ()
    """Makings that the law leaves out, for people to read; Domicile marks them all the same."""
