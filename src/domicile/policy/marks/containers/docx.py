"""Word documents (ECMA-376): the marks as custom properties, the visible label as last paragraph.

The parts are read and changed by patterns and not by an XML parser. Word and its like write none of
what makes XML dangerous (declarations, entities, CDATA), so a part that holds any is refused.
"""

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Final

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import (
    AIGC,
    PROPERTIES,
    Container,
    Found,
    Marks,
    decoded,
    gathered,
)
from domicile.policy.marks.normal import shows_label

MAX_PARTS: Final = 2_000
"""Most parts of a document that is read."""

MAX_INFLATED_BYTES: Final = 200 * 1024 * 1024
"""Most that all parts of a document may come to, in bytes."""

MAX_XML_BYTES: Final = 8 * 1024 * 1024
"""Largest part that is looked into, in bytes."""

_BODY: Final = "word/document.xml"
_CUSTOM: Final = "docProps/custom.xml"
_TYPES: Final = "[Content_Types].xml"
_RELATIONS: Final = "_rels/.rels"
_PREFIX: Final = "domicile:"
_FORMAT: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_SPACE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_CUSTOM_TYPE: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_RELATION: Final = f"{_SPACE}/relationships/custom-properties"
_PROPERTY: Final = re.compile(
    r"<property\b(?P<said>[^<>]*)>\s{0,64}<vt:lpwstr>(?P<value>[^<]*)</vt:lpwstr>\s{0,64}</property>"
)
_NAME: Final = re.compile(r"\bname=\"([^\"]*)\"")
_PID: Final = re.compile(r"\bpid=\"(\d{1,9})\"")
_ID: Final = re.compile(r"\bId=\"([^\"]*)\"")
_RUN: Final = re.compile(r"<w:t(?: [^<>]*)?>([^<]*)</w:t>|<w:(tab|br|cr)(?: [^<>]*)?/>|(</w:p>)")


def read(data: bytes) -> Found:
    """Read a document; see `Container`."""
    parts = _parts(data)
    return Found(
        content=_text(_xml(parts, _BODY)), properties=gathered(_pairs(_xml(parts, _CUSTOM)))
    )


def write(data: bytes, marks: Marks) -> bytes:
    """Put marks among the custom properties, and the label at the end; see `Container`."""
    parts = _parts(data)
    body, custom = _xml(parts, _BODY), _xml(parts, _CUSTOM)
    changed = {_CUSTOM: _with_properties(custom, marks.properties)}
    if _CUSTOM not in parts:
        changed[_TYPES] = _before("</Types>", _xml(parts, _TYPES), _override())
        relations = _xml(parts, _RELATIONS)
        changed[_RELATIONS] = _before("</Relationships>", relations, _relation(relations))
    if marks.visible and not shows_label(_text(body), [marks.visible]):
        changed[_BODY] = _with_paragraph(body, marks.visible)
    return _zipped({**parts, **{name: text.encode() for name, text in changed.items()}})


def _parts(data: bytes) -> dict[str, bytes]:
    """Return every part by its name.

    Raises:
        LabelError: It is no Word document, or one that no honest program writes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > MAX_PARTS or len(names) < len(entries):
                raise LabelError("the document has too many parts, or two of one name")
            if sum(entry.file_size for entry in entries) > MAX_INFLATED_BYTES:
                raise LabelError(f"the document unfolds to more than {MAX_INFLATED_BYTES} bytes")
            parts = {entry.filename: archive.read(entry) for entry in entries}
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError,
        ValueError,
    ) as error:  # fmt: skip
        raise LabelError("the document is damaged, or locked by a password") from error
    if _BODY not in parts or _TYPES not in parts or _RELATIONS not in parts:
        raise LabelError("the file is no Word document")
    return parts


def _xml(parts: Mapping[str, bytes], name: str) -> str:
    """Return a part as text; one that is missing as an empty one."""
    data = parts.get(name, b"")
    text = decoded(data).removeprefix("\ufeff") if len(data) <= MAX_XML_BYTES else "<!"
    if "<!" in text:
        raise LabelError("a part of the document is too large, or holds what Word does not write")
    return text


def _text(body: str) -> str:
    pieces = []
    for run, mark, end in (match.groups("") for match in _RUN.finditer(body)):
        pieces.append("\n" if end or mark in {"br", "cr"} else " " if mark else html.unescape(run))
    return "".join(pieces)


def _pairs(custom: str) -> Iterator[tuple[str, str]]:
    for match in _PROPERTY.finditer(custom):
        name = _named(match["said"])
        if name is not None:
            yield name, html.unescape(match["value"])


def _named(attributes: str) -> str | None:
    """Return which property of ours a custom property is, or None."""
    found = _NAME.search(attributes)
    said = found[1] if found else ""
    name = said if said == AIGC else said.removeprefix(_PREFIX)
    return name if name in PROPERTIES and (name == AIGC or said.startswith(_PREFIX)) else None


def _with_properties(custom: str, properties: Mapping[str, str]) -> str:
    def kept(match: re.Match[str]) -> str:
        return "" if _named(match["said"]) in properties else match[0]

    custom = _PROPERTY.sub(kept, custom) or (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{_SPACE}/custom-properties" xmlns:vt="{_SPACE}/docPropsVTypes">'
        "</Properties>"
    )
    first = max((int(pid) for pid in _PID.findall(custom)), default=1) + 1
    added = "".join(
        f'<property fmtid="{_FORMAT}" pid="{first + number}"'
        f' name="{name if name == AIGC else _PREFIX + name}">'
        f"<vt:lpwstr>{html.escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(properties.items())
    )
    return _before("</Properties>", custom, added)


def _with_paragraph(body: str, words: str) -> str:
    head, end, tail = body.rpartition("</w:body>")
    if not end:
        raise LabelError("the document's body is not in the form that Word writes")
    closed = head.rstrip()
    place = len(head)
    if closed.endswith("</w:sectPr>"):
        place = closed.rfind("<w:sectPr")
    elif closed.endswith("/>") and closed.startswith("<w:sectPr", closed.rfind("<")):
        place = closed.rfind("<")
    paragraph = f'<w:p><w:r><w:t xml:space="preserve">{html.escape(words)}</w:t></w:r></w:p>'
    return f"{head[:place]}{paragraph}{head[place:]}{end}{tail}"


def _before(end: str, text: str, added: str) -> str:
    head, found, tail = text.rpartition(end)
    if not found:
        raise LabelError("a part of the document is not in the form that Word writes")
    return f"{head}{added}{end}{tail}"


def _override() -> str:
    return f'<Override PartName="/{_CUSTOM}" ContentType="{_CUSTOM_TYPE}"/>'


def _relation(relations: str) -> str:
    taken = set(_ID.findall(relations))
    name = next(
        name for name in map("rIdMarks{}".format, range(len(taken) + 1)) if name not in taken
    )
    return f'<Relationship Id="{name}" Type="{_CUSTOM_RELATION}" Target="{_CUSTOM}"/>'


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED
            )
    return out.getvalue()


DOCX: Final = Container(
    name="docx",
    suffixes=(".docx",),
    media=("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    modality="text",
    shows=True,
    read=read,
    write=write,
)
"""A Word document."""
