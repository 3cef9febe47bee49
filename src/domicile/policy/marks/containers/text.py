"""Plain text: the visible label at its end, and the marks in one fenced line beneath."""

import json
import re
from typing import Final

from domicile.policy.marks.containers.container import (
    Container,
    Found,
    Marks,
    decoded,
    gathered,
)
from domicile.policy.marks.containers.grouped import compact, group, ungroup
from domicile.policy.marks.normal import shows_label

MAX_FENCE_CHARS: Final = 65_536
"""Longest fenced line that is read, in characters."""

_OPEN: Final = "[domicile-marks "
_CLOSE: Final = "]"
_BOM: Final = "\ufeff"
_ENDS: Final = re.compile(r"[\r\n]")


def read(data: bytes) -> Found:
    """Read a text; see `Container`."""
    return read_text(decoded(data))


def read_text(text: str) -> Found:
    """Read a text that was decoded already."""
    body, members = _parted(text.removeprefix(_BOM))
    return Found(content=body, properties=gathered(ungroup(members)))


def write(data: bytes, marks: Marks) -> bytes:
    """Put the label and the marks at the end of a text; see `Container`."""
    text = decoded(data)
    body, members = _parted(text.removeprefix(_BOM))
    end = "\r\n" if "\r\n" in body else "\n"
    pieces = [body.rstrip()]
    if marks.visible and not shows_label(body, [marks.visible]):
        pieces.append(marks.visible)
    kept = {name: values[0] for name, values in gathered(ungroup(members)).items()}
    properties = {**kept, **marks.properties}
    if properties:
        pieces.append(f"{_OPEN}{compact(group(properties))}{_CLOSE}")
    start = _BOM if text.startswith(_BOM) else ""
    return (start + f"{end}{end}".join(filter(None, pieces)) + end).encode()


def _parted(text: str) -> tuple[str, dict[str, object]]:
    """Return a text without its last line, and what stands there; all of it where no marks do."""
    trimmed = text.rstrip()
    begin = trimmed.rfind(_OPEN)
    fence = trimmed[begin:]
    is_last = begin >= 0 and fence.endswith(_CLOSE) and not _ENDS.search(fence)
    if not is_last or len(fence) > MAX_FENCE_CHARS or (begin and trimmed[begin - 1] not in "\r\n"):
        return text, {}
    try:
        members = json.loads(fence.removeprefix(_OPEN).removesuffix(_CLOSE))
    except (ValueError, RecursionError):
        return text, {}
    return (trimmed[:begin].rstrip(), members) if isinstance(members, dict) else (text, {})


TEXT: Final = Container(
    name="text",
    suffixes=(".txt",),
    media=("text/plain",),
    modality="text",
    shows=True,
    read=read,
    write=write,
)
"""Plain text in UTF-8."""
