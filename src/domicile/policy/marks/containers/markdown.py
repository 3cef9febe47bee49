"""Markdown: the marks in its YAML front matter, the visible label at the end of the text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import yaml

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import (
    AIGC,
    Container,
    Found,
    Marks,
    decoded,
    gathered,
)
from domicile.policy.marks.containers.grouped import OURS, compact, group, ungroup
from domicile.policy.marks.normal import shows_label

MAX_FRONT_CHARS: Final = 65_536
"""Longest front matter that is read, in characters."""

_FRONT: Final = re.compile(
    r"---[ \t]*\r?\n(?P<front>(?:(?!---[ \t]*\r?$).*\n)*?)---[ \t]*(?:\r?\n|$)", re.MULTILINE
)
_BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One key at the top of the front matter."""

    name: str
    """The key."""

    line: int
    """Where it begins, in lines from 0."""

    value: yaml.Node
    """What stands under it."""


def read(data: bytes) -> Found:
    """Read a document; see `Container`."""
    front, body = _parted(decoded(data))
    members = {entry.name: _plain(entry.value) for entry in _entries(front)}
    return Found(content=body, properties=gathered(ungroup(members)))


def write(data: bytes, marks: Marks) -> bytes:
    """Put marks into the front matter, and the label at the end; see `Container`."""
    text = decoded(data)
    front, body = _parted(text)
    entries = _entries(front)
    kept = gathered(ungroup({entry.name: _plain(entry.value) for entry in entries}))
    properties = {name: values[0] for name, values in kept.items()} | dict(marks.properties)
    lines = [line for line in _without(front, entries) if line.strip()]
    lines += [f"{name}: {compact(value)}" for name, value in group(properties).items()]
    if marks.visible and not shows_label(body, [marks.visible]):
        body = f"{body.rstrip()}\n\n{marks.visible}\n"
    start = _BOM if text.startswith(_BOM) else ""
    head = "\n".join(["---", *lines, "---"]) + "\n" if lines else ""
    gap = "" if front or not head else "\n"
    return f"{start}{head}{gap}{body}".encode()


def _parted(text: str) -> tuple[str, str]:
    """Return the front matter without its fences, and the rest; a text that has none has none."""
    text = text.removeprefix(_BOM)
    head = text[:MAX_FRONT_CHARS]
    match = _FRONT.match(head)
    if match is None or not isinstance(_root(match["front"]), yaml.MappingNode):
        return "", text
    return match["front"], text[match.end() :]


def _root(front: str) -> yaml.Node | None:
    try:
        root: yaml.Node | None = yaml.compose(front, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return None
    return root


def _entries(front: str) -> tuple[_Entry, ...]:
    root = _root(front)
    if not isinstance(root, yaml.MappingNode):
        return ()
    if root.flow_style:
        raise LabelError("the front matter is one line of braces, which takes no further lines")
    return tuple(
        _Entry(name=key.value, line=key.start_mark.line, value=value)
        for key, value in root.value
        if isinstance(key, yaml.ScalarNode)
    )


def _without(front: str, entries: Sequence[_Entry]) -> Iterator[str]:
    """Yield the lines of the front matter that are not about marks."""
    owner = {entry.line: entry.name for entry in entries}
    name = ""
    for number, line in enumerate(front.splitlines()):
        name = owner.get(number, name)
        if name not in {AIGC, OURS}:
            yield line


def _plain(node: yaml.Node) -> str | Mapping[str, str]:
    """Return a scalar, or a mapping of scalars; anything deeper is none of ours."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {
        key.value: value.value
        for key, value in node.value
        if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
    }


MARKDOWN: Final = Container(
    name="markdown",
    suffixes=(".md", ".markdown"),
    media=("text/markdown",),
    modality="text",
    shows=True,
    read=read,
    write=write,
)
"""Markdown in UTF-8."""
