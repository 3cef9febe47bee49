"""A request, made ready for a model."""

from dataclasses import dataclass, field

from domicile.core.content import Content, Sampling


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a task asks of a model."""

    window_tokens: int
    """Tokens that prompt and reply may take together, estimated from above."""

    tools: bool = False
    """Whether the model must be able to call tools."""

    schema: bool = False
    """Whether the reply must follow a JSON Schema."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a feature wants a model to do. Only the device may get one as it is."""

    content: Content
    """What the model reads."""

    needs: Needs
    """What it takes."""

    sampling: Sampling = field(default_factory=Sampling)
    """How the reply is drawn."""
