"""XMP packets (ISO 16684-1), in which pictures and sound carry properties.

A packet is read by patterns and not by an XML parser: only a few properties matter, each a plain
value, and what cannot be parsed cannot be made to explode either.
"""

import html
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import AIGC, PROPERTIES, SOURCE_TYPE

MAX_PACKET_BYTES: Final = 1024 * 1024
"""Largest packet that is read, in bytes."""

_OURS: Final = ("domicile", "urn:domicile:mark:1.0:")
_NAMES: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        AIGC: ("TC260", "http://www.tc260.org.cn/ns/AIGC/1.0/", "AIGC"),
        SOURCE_TYPE: (
            "Iptc4xmpExt",
            "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
            "DigitalSourceType",
        ),
    }
)
"""Prefix, namespace and name of the properties that are not ours."""

_END: Final = "</rdf:RDF>"
_EMPTY: Final = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    f"{_END}</x:xmpmeta>"
    '<?xpacket end="w"?>'
)
_BY_NAME: Final = MappingProxyType(
    {
        **{name: name for name in PROPERTIES},
        **{written: name for name, (_, _, written) in _NAMES.items()},
    }
)
_NAME: Final = r"([A-Za-z][\w.-]{0,63}):([A-Za-z_]{4,32})"
_PROPERTY: Final = re.compile(
    rf"<{_NAME}(?:\s[^<>]*)?>([^<]*)</|\s{_NAME}\s{{0,8}}=\s{{0,8}}(?:\"([^\"<]*)\"|'([^'<]*)')"
)


_VALUES: Final = (3, 6, 7)
"""Groups of the pattern in which a value stands: of an element, of an attribute."""


class _Place(NamedTuple):
    """A property in a packet."""

    name: str
    """Its name, as in `PROPERTIES`."""

    value: str
    """Its value."""

    begin: int
    """Where the value begins, as it is written."""

    end: int
    """Where it ends."""


def read_packet(packet: str) -> Iterator[tuple[str, str]]:
    """Yield name and value of each property of a packet; what is no packet has none."""
    for place in _places(packet):
        yield place.name, place.value


def write_packet(packet: str, properties: Mapping[str, str]) -> str:
    """Return ``packet`` (empty for none) with ``properties`` in place of those of the same name.

    Raises:
        LabelError: There is something else than a packet.
    """
    packet = packet or _EMPTY
    missing = dict(properties)
    for place in reversed(tuple(_places(packet))):
        if place.name in properties:
            missing.pop(place.name, None)
            written = html.escape(properties[place.name])
            packet = packet[: place.begin] + written + packet[place.end :]
    head, end, tail = packet.rpartition(_END)
    if not end:
        raise LabelError("the file's XMP packet is damaged")
    return f"{head}{_description(missing)}{end}{tail}" if missing else packet


def decoded_packet(data: bytes) -> str:
    """Return a packet as text; one that is too large, or no UTF-8, as if it were not there."""
    if len(data) > MAX_PACKET_BYTES:
        return ""
    return data.decode("utf-8", "replace")


def _places(packet: str) -> Iterator[_Place]:
    for match in _PROPERTY.finditer(packet):
        prefix, written = match[1] or match[4], match[2] or match[5]
        name = _BY_NAME.get(written)
        if name is None or (name not in _NAMES and prefix != _OURS[0]):
            continue
        group = next(each for each in _VALUES if match[each] is not None)
        begin, end = match.span(group)
        yield _Place(name, html.unescape(match[group]).strip(), begin, end)


def _description(properties: Mapping[str, str]) -> str:
    spaces: dict[str, str] = {}
    elements = []
    for name, value in properties.items():
        prefix, space, written = _NAMES.get(name, (*_OURS, name))
        spaces[prefix] = space
        elements.append(f"<{prefix}:{written}>{html.escape(value)}</{prefix}:{written}>")
    declared = "".join(f' xmlns:{prefix}="{space}"' for prefix, space in spaces.items())
    return f'<rdf:Description rdf:about=""{declared}>{"".join(elements)}</rdf:Description>'
