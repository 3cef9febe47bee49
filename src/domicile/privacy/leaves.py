"""Every text in a content, wherever it stands, and how to write another in its place.

Paths look like ``messages[0].content``. Inside JSON they go on as a JSON Pointer (RFC 6901):
``messages[1].tool_calls[0].arguments:/to/name``; a member's own name ends in ``#``.

The names of tools are read and never rewritten, as they must fit what others call them: a name
that holds a value which must not leave is stopped by the final scan of the outgoing bytes.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domicile.core.canonical import Json
from domicile.core.content import Content, Message, ToolCall, ToolSpec

Change = Callable[[str, str], str]
"""Takes a path and the text there, and returns the text that shall stand there."""

_ID = re.compile(r"messages\[\d+\]\.(?:tool_calls\[\d+\]\.id|tool_call_id)")
_DEEPEST = 64
_WHOLE = re.compile(r"-?[1-9]\d*", re.ASCII)
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


def leaves(content: Content, stop: Sequence[str] = ()) -> tuple[Leaf, ...]:
    """Return every text of ``content``, and the texts that end its reply."""
    found: list[Leaf] = []

    def note(path: str, text: str) -> str:
        if text:
            found.append(Leaf(path=path, text=text))
        return text

    rewrite(content, note)
    rewrite_stop(stop, note)
    found += (Leaf(path=path, text=name) for path, name in _names(content) if name)
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


def rewrite_stop(stop: Sequence[str], change: Change) -> tuple[str, ...]:
    """Return the texts that end a reply, each as ``change`` wants it."""
    return tuple(change(f"stop[{index}]", text) for index, text in enumerate(stop))


def is_id(path: str) -> bool:
    """Whether ``path`` is that of a call's id, which need only be the same wherever it stands."""
    return _ID.fullmatch(path) is not None


def rewrite_call(call: ToolCall, path: str, change: Change) -> ToolCall:
    """Return ``call`` with each text in its arguments as ``change`` wants it."""
    return replace(call, arguments=_json_text(call.arguments, f"{path}.arguments", change))


def _message(message: Message, path: str, change: Change) -> Message:
    return replace(
        message,
        content=change(f"{path}.content", message.content),
        tool_calls=tuple(
            replace(
                rewrite_call(call, f"{path}.tool_calls[{index}]", change),
                id=change(f"{path}.tool_calls[{index}].id", call.id),
            )
            for index, call in enumerate(message.tool_calls)
        ),
        tool_call_id=message.tool_call_id and change(f"{path}.tool_call_id", message.tool_call_id),
    )


def _names(content: Content) -> Iterator[tuple[str, str]]:
    """Yield what tools are called, wherever it stands."""
    for at, message in enumerate(content.messages):
        for index, call in enumerate(message.tool_calls):
            yield f"messages[{at}].tool_calls[{index}].name", call.name
    for index, tool in enumerate(content.tools):
        yield f"tools[{index}].name", tool.name
    yield "tool_choice", content.tool_choice or ""


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
    if isinstance(value, int | float) and abs(value) >= _SHORTEST_NUMBER and value % 1 == 0:
        return _number(value, path, change)
    return value


def _members(members: Mapping[str, Json], path: str, change: Change, depth: int) -> dict[str, Json]:
    changed: dict[str, Json] = {}
    for name, value in members.items():
        place = f"{path}/{name.replace('~', '~0').replace('/', '~1')}"
        new_name = _unused(change(f"{place}#", name), changed)
        changed[new_name] = _value(value, place, change, depth + 1)
    return changed


def _number(value: float, path: str, change: Change) -> Json:
    """Change a whole number, also one that is written as 1.3e10."""
    text = str(int(value))
    changed = change(path, text)
    if changed == text:
        return value
    return int(changed) if _WHOLE.fullmatch(changed) else changed


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
