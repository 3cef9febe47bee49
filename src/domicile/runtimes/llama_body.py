"""A task in the words of the llama.cpp server: OpenAI's chat body, with its own extensions."""

from collections.abc import Mapping

from domicile.core.canonical import Json
from domicile.core.content import Content, Message
from domicile.core.task import Task
from domicile.runtimes.llama_tools import choice_schema, instructions, offered, spelled


def chat_body(task: Task) -> dict[str, Json]:
    """Return the body of one streamed chat completion."""
    content, sampling = task.content, task.sampling
    body: dict[str, Json] = {
        "messages": _messages(content),
        "max_tokens": sampling.max_tokens,
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "stop": list(sampling.stop),
        "stream": True,
        "stream_options": {"include_usage": True},
        # a chunk after each step of a long prompt, so that it can be cancelled there
        "return_progress": True,
    }
    if sampling.seed is not None:
        body["seed"] = sampling.seed
    schema = choice_schema(content) if offered(content) else content.schema
    if schema is not None:
        body["response_format"] = {"type": "json_schema", "json_schema": {"schema": schema}}
    return body


def _messages(content: Content) -> list[Json]:
    with_tools = bool(offered(content))
    messages: list[Json] = [
        _message(message, with_tools=with_tools) for message in content.messages
    ]
    if not with_tools:
        return messages
    first = content.messages[0]
    if first.role == "system":
        return [_turn("system", f"{first.content}\n\n{instructions(content)}"), *messages[1:]]
    return [_turn("system", instructions(content)), *messages]


def _message(message: Message, *, with_tools: bool) -> Mapping[str, Json]:
    if message.role == "assistant" and (with_tools or message.tool_calls):
        return _turn("assistant", spelled(message))
    return _turn(message.role, message.content)


def _turn(role: str, content: str) -> Mapping[str, Json]:
    return {"role": role, "content": content}
