"""What every kind of file can do: show its marks and its content, and take further marks."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from domicile.policy.errors import LabelError

MAX_FILE_BYTES: Final = 50 * 1024 * 1024
"""Largest file that is read, in bytes."""

MAX_VALUE_CHARS: Final = 16_384
"""Longest property that is looked at, in characters; longer ones are none of ours."""

AIGC: Final = "AIGC"
"""Property that holds China's implicit label (GB 45438-2025)."""

MARK: Final = "mark"
"""Property that holds a mark of ours."""

SOURCE_TYPE: Final = "digital_source_type"
"""Property that holds the IPTC digital source type."""

FIELDS: Final = (
    "provider_name",
    "system_name",
    "system_version",
    "created_at",
    "content_id",
)
"""Properties in which California's latent disclosure stands (B&P 22757.3(b))."""

PROPERTIES: Final = (AIGC, MARK, SOURCE_TYPE, *FIELDS)
"""Every property that is read and written."""

C2PA: Final = "c2pa"
"""Hint that a file carries a C2PA manifest, which Domicile does not verify."""

Properties = Mapping[str, tuple[str, ...]]
"""Name of a property to each of its values in a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a file says of itself, not yet checked."""

    content: str | bytes
    """What the file is about: its text, or everything that is seen or heard. Marks are no part of
    it, so that it is the same before and after they are written."""

    properties: Properties
    """What it says, by the names of `PROPERTIES`."""

    hints: frozenset[str] = frozenset()
    """Signs of marks that are not read: `C2PA`."""

    def first(self, name: str) -> str | None:
        """Return the first value of a property, or None."""
        values = self.properties.get(name, ())
        return values[0] if values else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What is to be written into a file."""

    properties: Mapping[str, str] = field(default_factory=dict)
    """Properties by the names of `PROPERTIES`. They replace those of the same name; every other
    one stays."""

    visible: str = ""
    """Words for people, where the file is a text that does not show them yet; empty for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """One kind of file."""

    name: str
    """What it is called here and in the docs."""

    suffixes: tuple[str, ...]
    """How names of such files end, in lower case."""

    media: tuple[str, ...]
    """Media types of such files."""

    modality: Literal["text", "image", "audio"]
    """What such a file holds, in the packs' words."""

    shows: bool
    """Whether a visible label can be put into it."""

    read: Callable[[bytes], Found]
    """Reads a file. It MUST take time and memory in proportion to the file's size, and raise
    `LabelError` for every file that is not of this kind."""

    write: Callable[[bytes, Marks], bytes]
    """Returns the file with marks; MUST raise `LabelError` where `read` does, or where they do not
    fit. Reading the result MUST give the same content and the properties that were written."""


def gathered(pairs: Iterable[tuple[str, str]]) -> Properties:
    """Return ``pairs`` of name and value by name; unknown names and overlong values left out."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        if name in PROPERTIES and len(value) <= MAX_VALUE_CHARS:
            found.setdefault(name, []).append(value)
    return {name: tuple(values) for name, values in found.items()}


def decoded(data: bytes) -> str:
    """Return ``data`` as text.

    Raises:
        LabelError: It is not UTF-8.
    """
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise LabelError(
            "the text is not UTF-8", remedy="Save it as UTF-8, and try again."
        ) from error
