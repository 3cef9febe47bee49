"""Text for people, in both languages that Domicile speaks."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]
"""English or Simplified Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilingual:
    """One sentence, said twice."""

    en: str
    """English."""

    zh: str
    """Simplified Chinese."""

    def spoken(self, language: Language) -> str:
        """Return the sentence in ``language``."""
        return self.zh if language == "zh" else self.en

    def filled(self, **words: object) -> "Bilingual":
        """Return the sentence with ``words`` in their places, the same in both languages."""
        return Bilingual(en=self.en.format(**words), zh=self.zh.format(**words))


COMMA = Bilingual(en=", ", zh="、")
"""What stands between the members of a list."""


def joined(sentences: Iterable[Bilingual]) -> Bilingual:
    """Return ``sentences`` as one text; Chinese puts no space between them."""
    parts = tuple(sentences)
    if len(parts) == 1:
        return parts[0]
    return Bilingual(en=" ".join(part.en for part in parts), zh="".join(part.zh for part in parts))
