"""The body of ``POST /v1/chat/completions``: every member that is understood, and no other."""

from typing import Annotated, Any, Literal

import msgspec

Name = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""Name of a tool or of a schema."""


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="text"):
    """A part of a message; only text is understood."""

    text: str
    """What is said."""


class CalledFunction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an earlier turn called."""

    name: str
    """Which tool."""

    arguments: str
    """JSON text, as the model wrote it."""


class Called(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tool call of an earlier turn."""

    id: str
    """The model's own name for the call."""

    function: CalledFunction
    """What was called."""

    type: Literal["function"] = "function"
    """The only kind of tool."""


class ChatMessage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One turn; clients send back what they got, so the empty members of answers are taken."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    """Who speaks; ``developer`` is the newer word for ``system``."""

    content: str | list[Part] | None = None
    """What is said."""

    tool_calls: list[Called] | None = None
    """Tools that an assistant turn asked for."""

    tool_call_id: str | None = None
    """For a tool's turn: the call that it answers."""

    name: str | None = None
    """Ignored: no model is told the names of speakers."""

    refusal: None = None
    """Always null in our answers."""

    annotations: Annotated[list[Any], msgspec.Meta(max_length=0)] | None = None
    """Always empty."""

    audio: None = None
    """Not supported."""

    function_call: None = None
    """Replaced by ``tool_calls``."""


class Function(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A function that the model may ask for."""

    name: Name
    """What the model calls it."""

    description: str | None = None
    """What it does, for the model to read."""

    parameters: dict[str, Any] | None = None
    """JSON Schema of its arguments."""

    strict: bool | None = None
    """Ignored: whether arguments follow the schema is up to the site."""


class Tool(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tool that the model may ask for."""

    type: Literal["function"]
    """The only kind of tool."""

    function: Function
    """The function."""


class ChosenFunction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The name of a tool."""

    name: str
    """Which tool."""


class ChosenTool(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The tool that the model must use."""

    type: Literal["function"]
    """The only kind of tool."""

    function: ChosenFunction
    """Which one."""


class JsonSchema(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named JSON Schema."""

    name: Name
    """Its name; ignored."""

    schema: dict[str, Any]
    """The schema."""

    description: str | None = None
    """Ignored."""

    strict: bool | None = None
    """Ignored: a schema that is given is always followed."""


class AnyText(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="text"
):
    """Free text."""


class AnyObject(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type", tag="json_object"
):
    """Some JSON object."""


class BySchema(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="type",
    tag="json_schema",
):
    """JSON that follows a schema."""

    json_schema: JsonSchema
    """The schema."""


class StreamOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Wishes about the stream."""

    include_usage: bool | None = None
    """True: a chunk before the end counts tokens."""

    include_obfuscation: bool | None = None
    """Ignored: nothing is padded."""


class ChatBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A chat completion request. What is marked as ignored changes no answer."""

    model: str
    """``auto``, or the id of the only site that may answer."""

    messages: Annotated[list[ChatMessage], msgspec.Meta(min_length=1)]
    """The conversation, oldest first."""

    stream: bool | None = None
    """True: the answer comes piece by piece, as server-sent events."""

    stream_options: StreamOptions | None = None
    """Wishes about the stream."""

    tools: list[Tool] | None = None
    """Tools that the model may ask for."""

    tool_choice: Literal["auto", "none", "required"] | ChosenTool | None = None
    """Whether, or which, tool must be used."""

    response_format: AnyText | AnyObject | BySchema | None = None
    """The form of the answer."""

    max_tokens: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """Most tokens of the answer."""

    max_completion_tokens: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """The newer word for ``max_tokens``."""

    temperature: Annotated[float, msgspec.Meta(ge=0, le=2)] | None = None
    """0 (always the likeliest word) to 2."""

    top_p: Annotated[float, msgspec.Meta(gt=0, le=1)] | None = None
    """Share of probability to draw from."""

    seed: int | None = None
    """Fixed seed for a repeatable draw."""

    stop: str | Annotated[list[str], msgspec.Meta(max_length=4)] | None = None
    """Texts that end the answer."""

    n: Annotated[int, msgspec.Meta(ge=1, le=1)] | None = None
    """Answers wanted; one."""

    presence_penalty: Annotated[float, msgspec.Meta(ge=0, le=0)] | None = None
    """Only 0 is supported."""

    frequency_penalty: Annotated[float, msgspec.Meta(ge=0, le=0)] | None = None
    """Only 0 is supported."""

    logprobs: Literal[False] | None = None
    """Only false is supported."""

    modalities: list[Literal["text"]] | None = None
    """Only text is supported."""

    user: str | None = None
    """Ignored, and passed on to nobody; the person is named by ``Domicile-Subject``."""

    metadata: dict[str, Any] | None = None
    """Ignored, and passed on to nobody."""

    store: bool | None = None
    """Ignored: conversations are never stored."""

    parallel_tool_calls: bool | None = None
    """Ignored: how many tools a model asks for at once is up to the site."""

    service_tier: str | None = None
    """Ignored."""

    safety_identifier: str | None = None
    """Ignored, and passed on to nobody."""

    prompt_cache_key: str | None = None
    """Ignored."""
