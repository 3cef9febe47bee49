"""What was made, and what is known beside it: all that duties ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from domicile.core.answer import Level
from domicile.core.findings import DataClass
from domicile.core.protocols import Feature
from domicile.core.site import Site
from domicile.core.story import Story
from domicile.core.text import Language
from domicile.markets.facts import Facts
from domicile.policy.marks.mark import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is known beside an answer: of who offers it, and of the person."""

    operator: str = ""
    """The operator's name."""

    statements: Mapping[str, str] = field(default_factory=dict)
    """What the operator tells people, by the packs' words for it."""

    is_known: bool = False
    """Whether it is known who the person is; what they have seen can only then be remembered."""

    seen: Mapping[str, str] = field(default_factory=dict)
    """Notices that the person was shown before: name to version."""

    agreed: frozenset[str] = frozenset()
    """What the person agreed to, such as ``label_terms``."""

    minor_minutes: int = 0
    """How long a minor's session may last, in minutes; 0 sets no limit."""

    mark: Mark | None = None
    """The signed mark of the text; None where no duty asks for one."""


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

    facts: Facts = field(default_factory=dict)
    """What was stated of the request, and is recorded of the person."""

    is_unlabelled: bool = False
    """Whether the person asks for a copy without the visible label."""

    has_interventions: bool = False
    """Whether a filter stepped in."""

    has_session: bool = False
    """Whether it is known which session it belongs to, and so how long that has lasted."""

    minutes: tuple[int, int] = (0, 0)
    """How long the session had lasted at the request before, and has now, in minutes."""

    beside: Beside = field(default_factory=Beside)
    """What is known beside it."""

    @classmethod
    def of(cls, story: Story, feature: Feature, site: Site, beside: Beside | None = None) -> Self:
        """Describe what ``story`` has come to at ``site``."""
        reply, request = story.reply(), story.request
        return cls(
            modality=feature.modality,
            has_text=bool(reply.text.strip()),
            structured=request.content.schema is not None,
            tokens=reply.finish.usage.completion_tokens or len(reply.text),
            site=site,
            level=story.placement.level if story.placement else "P0",
            model=site.model,
            language=request.language,
            classes=story.classes,
            facts=request.facts,
            is_unlabelled=request.unlabelled,
            has_interventions=bool(story.interventions),
            has_session=request.subject is not None or bool(request.session),
            minutes=(request.session_minutes_before, request.session_minutes),
            beside=beside or Beside(),
        )
