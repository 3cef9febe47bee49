"""What a model says, piece by piece and as a whole."""

from dataclasses import dataclass, field
from typing import Literal

from domicile.core.content import ToolCall
from domicile.core.text import Bilingual

FinishReason = Literal["stop", "length", "tool_calls", "content_filter", "broken"]
"""Why the model stopped; ``broken`` when it never finished: an error, or nobody listening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How much a reply took, in the model's own tokens."""

    prompt_tokens: int = 0
    """Tokens read."""

    completion_tokens: int = 0
    """Tokens written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Bytes leave for a partner; its stream yields this just before they do."""

    size_bytes: int
    """How many bytes leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """What ``Sent`` announced did not leave: no connection came about. An error follows."""

    size_bytes: int
    """How many bytes stayed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """A piece of the reply's text."""

    text: str
    """The piece; joined in order they are the reply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDelta:
    """A tool call, whole."""

    call: ToolCall
    """What the model asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """Somebody's hand on an answer: shown to the person, and counted."""

    source: str
    """Who intervened: ``partner:<site>``, ``operator`` or a rule id."""

    kind: str
    """What was done: ``filtered``, ``cut``, ``refused``."""

    text: Bilingual
    """A fixed sentence for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """The end of a reply; every stream has exactly one, as its last event."""

    reason: FinishReason
    """Why it ended."""

    usage: Usage = field(default_factory=Usage)
    """What it took."""

    model: str = ""
    """Name of the model, as the site reports it."""

    interventions: tuple[Intervention, ...] = ()
    """What the site signalled that it did to the answer."""


ReplyEvent = Sent | Unsent | Delta | CallDelta | Finish
"""One event of a reply's stream: ``Sent`` (partners only), pieces, and one ``Finish``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A whole reply."""

    text: str
    """Everything said."""

    calls: tuple[ToolCall, ...]
    """Tools that the model asks for."""

    finish: Finish
    """How it ended."""
