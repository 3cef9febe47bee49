"""Label: marks that say that a machine made something."""

from dataclasses import dataclass
from typing import Literal

from domicile.core.text import Bilingual

Position = Literal["start", "end", "middle", "beside"]
"""Where a visible label may stand; ``beside`` is the surface around the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelParams:
    """What the mark is."""

    layers: tuple[Literal["visible", "metadata", "watermark", "detector"], ...]
    """Everything that must be there: for eyes, for machines, in the content, and a way to check."""

    text: Bilingual | None = None
    """Words of a visible label."""

    must_contain: tuple[tuple[str, ...], ...] = ()
    """From each group, one word at least must stand in the label."""

    positions: tuple[Position, ...] = ()
    """Where a visible label may stand."""

    min_tokens: int = 0
    """Texts of at most so many tokens need no mark."""

    metadata: str = ""
    """The machine-readable mark, in ASCII."""

    fields: tuple[str, ...] = ()
    """What the machine-readable mark must tell."""

    producer_code_chars: int | None = None
    """Length of the code of who made it, in characters."""

    glyph_fraction: float | None = None
    """Least height of a glyph as a part of the shortest side, 0 to 1."""

    min_seconds: float | None = None
    """How long the mark must be seen at normal speed, in seconds."""

    rhythm: str = ""
    """An audible mark, in Morse code."""

    strip: bool = True
    """False: marks that others set must stay."""

    log_months: int | None = None
    """How long a request for an unlabelled copy is kept on record, in months."""

    revoke_hours: int | None = None
    """Time to stop a licensee who removes marks, in hours."""

    exempt: tuple[str, ...] = ()
    """Makings that the law leaves out, for people to read; Domicile marks them all the same."""
