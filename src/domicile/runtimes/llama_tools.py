"""Tools for models that write tool calls as plain text: the reply is held to one JSON object.

Native tool calls of small coder models do not parse, so the grammar allows nothing but
``{"tool": name, "arguments": {…}}``. Saying something is a tool too, called ``say``: small models
choose well among things of one kind.
"""

import json
from collections.abc import Mapping
from typing import Final

from domicile.core.canonical import Json
from domicile.core.content import Content, Message, ToolCall, ToolSpec
from domicile.core.reply import CallDelta, Delta, FinishReason

SAY: Final = "say"
"""The tool by which a model says something; a caller's tool of this name is hidden by it."""


def offered(content: Content) -> tuple[ToolSpec, ...]:
    """Return the caller's tools that the model may choose from in its next turn."""
    match content.tool_choice:
        case "none":
            return ()
        case None | "auto" | "required":
            return content.tools
        case name:
            return tuple(tool for tool in content.tools if tool.name == name)


def choice_schema(content: Content) -> dict[str, Json]:
    """Return the JSON Schema of a reply that uses a tool or says something."""
    return {"anyOf": [_call_schema(tool) for tool in _choices(content)]}


def instructions(content: Content) -> str:
    """Return what the model is told about its tools."""
    lines = [
        f"- {tool.name}: {tool.description} Arguments: {json.dumps(tool.parameters)}"
        for tool in _choices(content)
    ]
    return "\n".join(
        (
            "Reply by using one of these tools:",
            *lines,
            'Write {"tool": its name, "arguments": {...}} and nothing else.',
        )
    )


def spelled(message: Message) -> str:
    """Return what an assistant turn said, in the form that the model itself writes."""
    if not message.tool_calls:
        said = json.dumps(message.content, ensure_ascii=False)
        return f'{{"tool": "{SAY}", "arguments": {{"text": {said}}}}}'
    call = message.tool_calls[0]
    return f'{{"tool": {json.dumps(call.name, ensure_ascii=False)}, "arguments": {call.arguments}}}'


def parsed(text: str, call_id: str) -> tuple[CallDelta | Delta, FinishReason] | None:
    """Turn a whole reply into a call or a text; None when it was cut off before its end.

    Args:
        text: The reply.
        call_id: Name for the call, should there be one.
    """
    try:
        reply = json.loads(text)
    except ValueError:
        return None
    if reply["tool"] == SAY:
        said = reply["arguments"]["text"]
        words = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
        return Delta(text=words), "stop"
    arguments = json.dumps(reply["arguments"], ensure_ascii=False)
    return CallDelta(call=ToolCall(id=call_id, name=reply["tool"], arguments=arguments)), (
        "tool_calls"
    )


def _choices(content: Content) -> tuple[ToolSpec, ...]:
    tools = tuple(tool for tool in offered(content) if tool.name != SAY)
    if content.tool_choice not in {None, "auto"}:
        return tools
    words = _object(text=content.schema or {"type": "string"})
    purpose = (
        "Answers the user in words. Right for questions, chat, and whatever no tool below does."
    )
    return (ToolSpec(name=SAY, description=purpose, parameters=words), *tools)


def _call_schema(tool: ToolSpec) -> Json:
    return _object(tool={"const": tool.name}, arguments=tool.parameters or {"type": "object"})


def _object(**members: Json) -> Mapping[str, Json]:
    return {
        "type": "object",
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }
