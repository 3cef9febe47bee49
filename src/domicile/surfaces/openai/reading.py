"""From a chat body to what a feature reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from domicile.core.canonical import Json
from domicile.core.content import Content, Message, Sampling, Speaker, ToolCall, ToolSpec
from domicile.core.errors import InvalidRequestError
from domicile.core.ids import SiteId
from domicile.surfaces.openai.body import (
    AnyObject,
    BySchema,
    ChatBody,
    ChatMessage,
    ChosenTool,
    Part,
    Tool,
)
from domicile.surfaces.openai.strict import parse, require_shallow

AUTO = "auto"
"""The model name that leaves the choice to Domicile."""

_DECODER = msgspec.json.Decoder(ChatBody)
_ANY_OBJECT: Mapping[str, Json] = {"type": "object"}
_NO_ARGUMENTS: Mapping[str, Json] = {"type": "object", "properties": {}}
_SPEAKERS: Mapping[str, Speaker] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """What a chat body asks for."""

    model: str
    """The name that the client used."""

    site: SiteId | None
    """The only site that may answer, or None for Domicile's choice."""

    content: Content
    """What is said."""

    sampling: Sampling
    """How the reply is drawn."""

    stream: bool
    """Whether the answer comes piece by piece."""

    include_usage: bool
    """Whether a stream counts tokens."""


def read_chat(data: bytes) -> Chat:
    """Read the body of a chat completion request.

    Raises:
        InvalidRequestError: It is malformed, or asks for what is not supported.
    """
    body = parse(data, _DECODER)
    return Chat(
        model=body.model,
        site=None if body.model == AUTO else SiteId(body.model),
        content=Content(
            messages=read_messages(body.messages),
            tools=tuple(_tool(index, tool) for index, tool in enumerate(body.tools or ())),
            tool_choice=_tool_choice(body),
            schema=_schema(body),
        ),
        sampling=_sampling(body),
        stream=body.stream or False,
        include_usage=bool(body.stream_options and body.stream_options.include_usage),
    )


def read_messages(messages: Sequence[ChatMessage]) -> tuple[Message, ...]:
    """Read a conversation.

    Raises:
        InvalidRequestError: A turn says what its speaker cannot say.
    """
    return tuple(_message(f"messages[{index}]", turn) for index, turn in enumerate(messages))


def stop_texts(stop: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the texts that end a reply.

    Raises:
        InvalidRequestError: One of them is empty.
    """
    texts = (stop,) if isinstance(stop, str) else tuple(stop or ())
    if "" in texts:
        raise InvalidRequestError("`stop` holds an empty text", param="stop")
    return texts


def _message(place: str, turn: ChatMessage) -> Message:
    if (turn.tool_call_id is None) is (turn.role == "tool"):
        param = f"{place}.tool_call_id"
        raise InvalidRequestError(
            f"`{param}` belongs to every tool turn, and to no other", param=param
        )
    if turn.tool_calls and turn.role != "assistant":
        param = f"{place}.tool_calls"
        raise InvalidRequestError(f"`{param}` belongs to assistant turns only", param=param)
    if turn.content is None and not turn.tool_calls:
        param = f"{place}.content"
        raise InvalidRequestError(f"`{param}` is missing", param=param)
    return Message(
        role=_SPEAKERS[turn.role],
        content=_text(turn.content),
        tool_calls=tuple(
            ToolCall(id=call.id, name=call.function.name, arguments=call.function.arguments)
            for call in turn.tool_calls or ()
        ),
        tool_call_id=turn.tool_call_id,
    )


def _text(content: str | Sequence[Part] | None) -> str:
    if content is None or isinstance(content, str):
        return content or ""
    return "\n".join(part.text for part in content)


def _tool(index: int, tool: Tool) -> ToolSpec:
    parameters = tool.function.parameters
    if parameters is not None:
        require_shallow(parameters, f"tools[{index}].function.parameters")
    return ToolSpec(
        name=tool.function.name,
        description=tool.function.description or "",
        parameters=_NO_ARGUMENTS if parameters is None else parameters,
    )


def _tool_choice(body: ChatBody) -> str | None:
    choice = body.tool_choice
    if choice is None or choice == "none":
        return choice
    names = {tool.function.name for tool in body.tools or ()}
    if isinstance(choice, ChosenTool):
        if choice.function.name not in names:
            raise InvalidRequestError(
                "`tool_choice` names a tool that is not in `tools`", param="tool_choice"
            )
        return choice.function.name
    if choice == "required" and not names:
        raise InvalidRequestError(
            "`tool_choice` is `required`, but there are no `tools`", param="tool_choice"
        )
    return choice


def _schema(body: ChatBody) -> Mapping[str, Json] | None:
    match body.response_format:
        case AnyObject():
            return _ANY_OBJECT
        case BySchema(json_schema=named):
            require_shallow(named.schema, "response_format.json_schema.schema")
            return named.schema
        case _:
            return None


def _sampling(body: ChatBody) -> Sampling:
    if None not in {body.max_tokens, body.max_completion_tokens} and (
        body.max_tokens != body.max_completion_tokens
    ):
        raise InvalidRequestError(
            "`max_tokens` and `max_completion_tokens` differ", param="max_completion_tokens"
        )
    usual = Sampling()
    return Sampling(
        max_tokens=body.max_completion_tokens or body.max_tokens or usual.max_tokens,
        temperature=usual.temperature if body.temperature is None else body.temperature,
        top_p=usual.top_p if body.top_p is None else body.top_p,
        seed=body.seed,
        stop=stop_texts(body.stop),
    )
