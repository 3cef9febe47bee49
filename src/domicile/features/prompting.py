"""What features share when they write to a model."""

from collections.abc import Mapping

from domicile.core.content import Content, Message
from domicile.core.errors import InvalidRequestError
from domicile.core.request import Request
from domicile.core.task import Needs, Task

TOKENS_PER_MESSAGE = 8
"""What a chat template adds to each message, rounded up."""


def needs_of(content: Content, max_tokens: int) -> Needs:
    """Estimate from above what ``content`` and a reply of ``max_tokens`` ask of a model.

    Byte-pair vocabularies take at most about one token for two Latin letters and two for a Han
    character; the runtime counts exactly and refuses what does not fit.
    """
    prompt = 0
    for message in content.messages:
        text = message.content + "".join(call.arguments for call in message.tool_calls)
        wide = sum(1 for character in text if character > "\u007f")
        prompt += TOKENS_PER_MESSAGE + 2 * wide + (len(text) - wide + 1) // 2
    return Needs(
        window_tokens=prompt + max_tokens,
        tools=bool(content.tools),
        schema=content.schema is not None,
    )


def option(choices: Mapping[str, str], name: str, allowed: Mapping[str, tuple[str, ...]]) -> str:
    """Return the chosen value of option ``name``, or its default.

    Raises:
        InvalidRequestError: The value is not one that the feature takes.
    """
    values = allowed[name]
    chosen = choices.get(name, values[0])
    if chosen not in values:
        raise InvalidRequestError(f"option `{name}` must be one of: {', '.join(values)}")
    return chosen


def refuse_unknown(choices: Mapping[str, str], allowed: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse options that the feature does not have.

    Raises:
        InvalidRequestError: ``choices`` names one of them.
    """
    unknown = sorted(set(choices) - set(allowed))
    if unknown:
        names = ", ".join(allowed) or "none"
        raise InvalidRequestError(f"unknown option; this feature takes: {names}")


def instructed(content: Content, instruction: str) -> Content:
    """Return ``content`` with ``instruction`` before it, unless the caller gave its own."""
    if any(message.role == "system" for message in content.messages):
        return content
    opening = Message(role="system", content=instruction)
    return Content(
        messages=(opening, *content.messages),
        tools=content.tools,
        tool_choice=content.tool_choice,
        schema=content.schema,
    )


def source_text(content: Content) -> str:
    """Return the text to work on: what the person said last.

    Raises:
        InvalidRequestError: The person said nothing.
    """
    for message in reversed(content.messages):
        if message.role == "user" and message.content.strip():
            return message.content
    raise InvalidRequestError("there is no text to work on")


def one_text(request: Request, instruction: str) -> Task:
    """Return the task of carrying out ``instruction`` on the text that the person said last.

    Raises:
        InvalidRequestError: The person said nothing.
    """
    content = Content(
        messages=(
            Message(role="system", content=instruction),
            Message(role="user", content=source_text(request.content)),
        )
    )
    return Task(
        content=content,
        needs=needs_of(content, request.sampling.max_tokens),
        sampling=request.sampling,
    )
