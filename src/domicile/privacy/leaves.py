"""Every text in a content, wherever it stands, and how to write another in its place.

Paths look like ``messages[0].content``. Inside JSON they go on as a JSON Pointer (RFC 6901):
``messages[1].tool_calls[0].arguments:/to/name``; a member's own name ends in ``#``.

Left alone are the names of tools, ids and ``tool_choice``: they must fit what others call them.
The final scan of the outgoing bytes still sees them.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from domicile.core.canonical import Json
from domicile.core.content import Content, Message, ToolCall, ToolSpec

Change = Callable[[str, str], str]
"""Takes a path and the text there, and returns the text that shall stand there."""

_DEEPEST = 64
_SHORTEST_NUMBER = 10_000  # smaller ones name nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A text in a content."""

    path: str
    """Where it stands."""

    text: str
    """What it says."""


class _MalformedError(ValueError):
    """A text is not JSON that can be written again without loss."""


def leaves(content: Content) -> tuple[Leaf, ...]:
    """Return every text of ``content``."""
    found: list[Leaf] = []

    def note(path: str, text: str) -> str:
        if text:
            found.append(Leaf(path=path, text=text))
        return text

    rewrite(content, note)
    return tuple(found)


def rewrite(content: Content, change: Change) -> Content:
    """Return ``content`` with each text as ``change`` wants it; JSON stays JSON."""
    return replace(
        content,
        messages=tuple(
            _message(message, f"messages[{index}]", change)
            for index, message in enumerate(content.messages)
        ),
        tools=tuple(
            _tool(tool, f"tools[{index}]", change) for index, tool in enumerate(content.tools)
        ),
        schema=None if content.schema is None else _members(content.schema, "schema:", change, 0),
    )


def rewrite_call(call: ToolCall, path: str, change: Change) -> ToolCall:
    """Return ``call`` with each text in its arguments as ``change`` wants it."""
    return replace(call, arguments=_json_text(call.arguments, f"{path}.arguments", change))


def _message(message: Message, path: str, change: Change) -> Message:
    return replace(
        message,
        content=change(f"{path}.content", message.content),
        tool_calls=tuple(
            rewrite_call(call, f"{path}.tool_calls[{index}]", change)
            for index, call in enumerate(message.tool_calls)
        ),
    )


def _tool(tool: ToolSpec, path: str, change: Change) -> ToolSpec:
    return replace(
        tool,
        description=change(f"{path}.description", tool.description),
        parameters=_members(tool.parameters, f"{path}.parameters:", change, 0),
    )


def _json_text(text: str, path: str, change: Change) -> str:
    """Change what JSON text says; text that is not JSON is changed as it stands."""
    try:
        value: Json = json.loads(
            text, object_pairs_hook=_without_duplicates, parse_constant=_refuse
        )
        changed = _value(value, f"{path}:", change, 0)
    except (ValueError, RecursionError):
        return change(path, text)
    return text if changed == value else json.dumps(changed, ensure_ascii=False)


def _value(value: Json, path: str, change: Change, depth: int) -> Json:
    if depth > _DEEPEST:
        raise _MalformedError
    if isinstance(value, str):
        return change(path, value)
    if isinstance(value, Mapping):
        return _members(value, path, change, depth)
    if isinstance(value, Sequence):
        return [
            _value(item, f"{path}/{index}", change, depth + 1) for index, item in enumerate(value)
        ]
    if isinstance(value, int) and value >= _SHORTEST_NUMBER:
        return _number(value, path, change)
    return value


def _members(members: Mapping[str, Json], path: str, change: Change, depth: int) -> dict[str, Json]:
    changed: dict[str, Json] = {}
    for name, value in members.items():
        place = f"{path}/{name.replace('~', '~0').replace('/', '~1')}"
        new_name = _unused(change(f"{place}#", name), changed)
        changed[new_name] = _value(value, place, change, depth + 1)
    return changed


def _number(value: int, path: str, change: Change) -> Json:
    text = str(value)
    changed = change(path, text)
    if changed == text:
        return value
    return int(changed) if changed.isdecimal() and not changed.startswith("0") else changed


def _unused(name: str, taken: Mapping[str, Json]) -> str:
    number = 2
    free = name
    while free in taken:
        free = f"{name} {number}"
        number += 1
    return free


def _without_duplicates(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _MalformedError
    return members


def _refuse(constant: str) -> Json:
    raise _MalformedError(constant)
