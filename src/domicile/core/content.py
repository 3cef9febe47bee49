"""What is said to a model: messages, tools and the shape that the reply must have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from domicile.core.canonical import Json

Speaker = Literal["system", "user", "assistant", "tool"]
"""Who speaks in a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """A model's wish to use a tool."""

    id: str
    """The model's own name for this call."""

    name: str
    """Which tool."""

    arguments: str
    """JSON text, as the model wrote it; it may be malformed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSpec:
    """A tool that the model may ask for."""

    name: str
    """What the model calls it."""

    description: str
    """What it does, for the model to read."""

    parameters: Mapping[str, Json]
    """JSON Schema of its arguments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn of a conversation."""

    role: Speaker
    """Who speaks."""

    content: str = ""
    """What is said."""

    tool_calls: tuple[ToolCall, ...] = ()
    """Tools that an assistant turn asks for."""

    tool_call_id: str | None = None
    """For a tool's turn: the call that it answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that a model gets to read."""

    messages: tuple[Message, ...]
    """The conversation, oldest first; at least one."""

    tools: tuple[ToolSpec, ...] = ()
    """Tools that the model may ask for."""

    tool_choice: str | None = None
    """``auto``, ``none``, ``required`` or a tool's name; None leaves it to the model."""

    schema: Mapping[str, Json] | None = None
    """JSON Schema that the reply must follow, or None for free text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How a reply is drawn from the model."""

    max_tokens: int = 1024
    """Most tokens in the reply, from 1."""

    temperature: float = 0.0
    """0 (always the likeliest word) to 2."""

    top_p: float = 1.0
    """Share of probability to draw from, above 0 to 1."""

    seed: int | None = None
    """Fixed seed for a repeatable draw, or None."""

    stop: tuple[str, ...] = ()
    """Texts that end the reply."""
