"""One thing that the doctor looked at."""

from dataclasses import dataclass
from typing import Literal

from domicile.core.errors import DomicileError
from domicile.core.text import Bilingual

Health = Literal["ok", "warn", "fail"]
"""``warn``: it works, but somebody should look; ``fail``: something will not work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    name: str
    """What."""

    health: Health
    """How it is."""

    detail: Bilingual
    """What was seen."""

    remedy: str = ""
    """What to do about it; empty when nothing is to be done."""


def good(name: str, en: str, zh: str) -> Check:
    """Return a check that found nothing wrong."""
    return Check(name=name, health="ok", detail=Bilingual(en=en, zh=zh))


def broken(name: str, error: DomicileError, *, health: Health = "fail") -> Check:
    """Return a check that met ``error``."""
    words = f"{error.code}: {error.message}"
    return Check(
        name=name, health=health, detail=Bilingual(en=words, zh=words), remedy=error.remedy
    )
