"""What was made, as far as duties ask: an answer seen from outside, without its words."""

from dataclasses import dataclass
from typing import Self

from domicile.core.answer import Level
from domicile.core.findings import DataClass
from domicile.core.protocols import Feature
from domicile.core.site import Site
from domicile.core.story import Story
from domicile.core.text import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An answer that duties are carried out on."""

    modality: str
    """What was made: ``text``, ``audio``, ``image``."""

    has_text: bool
    """Whether there is text at all; a bare tool call has none."""

    structured: bool
    """Whether the text follows a JSON Schema, so that nothing can be added to it."""

    tokens: int
    """Length of the text in tokens, from 0; counted from above where nobody said."""

    site: Site
    """Who answered."""

    level: Level
    """Who could read the text."""

    model: str
    """The model that answered."""

    language: Language
    """Language of labels and notices."""

    classes: frozenset[DataClass]
    """Kinds of data that the request held."""

    @classmethod
    def of(cls, story: Story, feature: Feature, site: Site) -> Self:
        """Describe what ``story`` has come to at ``site``."""
        reply = story.reply()
        return cls(
            modality=feature.modality,
            has_text=bool(reply.text.strip()),
            structured=story.request.content.schema is not None,
            tokens=reply.finish.usage.completion_tokens or len(reply.text),
            site=site,
            level=story.placement.level if story.placement else "P0",
            model=site.model,
            language=story.request.language,
            classes=story.classes,
        )
