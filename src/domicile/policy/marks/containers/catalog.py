"""Every kind of file that carries marks, and how a file's kind is known."""

from typing import Final

from domicile.policy.errors import LabelError
from domicile.policy.marks.containers.container import MAX_FILE_BYTES, Container, Found, Marks
from domicile.policy.marks.containers.docx import DOCX
from domicile.policy.marks.containers.html_page import HTML
from domicile.policy.marks.containers.jpeg import JPEG, START
from domicile.policy.marks.containers.json_document import JSON
from domicile.policy.marks.containers.markdown import MARKDOWN
from domicile.policy.marks.containers.mp3 import MP3, is_mp3
from domicile.policy.marks.containers.png import PNG, SIGNATURE
from domicile.policy.marks.containers.text import TEXT
from domicile.policy.marks.containers.wav import WAV, is_wav
from domicile.policy.marks.normal import normal, shows_label

CONTAINERS: Final[tuple[Container, ...]] = (
    TEXT, MARKDOWN, HTML, JSON, DOCX, PNG, JPEG, WAV, MP3,
)  # fmt: skip
"""Every kind, those of text first."""


def container_of(data: bytes, *, name: str = "", media: str = "") -> Container:
    """Return what kind of file ``data`` is: by how it begins, else by its media type or name.

    Args:
        data: The file.
        name: Its name, or empty.
        media: Its media type, or empty; parameters are not looked at.

    Raises:
        LabelError: It is too large, or of no kind that carries marks.
    """
    if len(data) > MAX_FILE_BYTES:
        raise LabelError(f"the file is larger than {MAX_FILE_BYTES} bytes")
    begun = _by_beginning(data)
    if begun is not None:
        return begun
    kind = media.partition(";")[0].strip().lower()
    for each in CONTAINERS:
        if kind in each.media or (not kind and name.lower().endswith(each.suffixes)):
            return each
    known = ", ".join(suffix for each in CONTAINERS for suffix in each.suffixes)
    raise LabelError(f"files of this kind carry no marks here; known are {known}")


def marked(container: Container, data: bytes, marks: Marks) -> bytes:
    """Return ``data`` with ``marks``, after reading them again.

    Raises:
        LabelError: The file is not of its kind, holds nothing that a mark could speak of, or does
            not take the marks as it is.
    """
    before = container.read(data)
    if not _said(before, marks):
        raise LabelError("the file is empty: there is nothing that a label could speak of")
    written = container.write(data, marks)
    after = container.read(written)
    is_there = all(after.first(name) == value for name, value in marks.properties.items())
    if not is_there or not _shows(after, marks):
        raise LabelError("the file is written in a way that takes no marks")
    if _said(before, marks) != _said(after, marks):
        raise LabelError("the file would not be the same with marks in it")
    return written


def _shows(found: Found, marks: Marks) -> bool:
    """Return whether people see the label, where there is one to see."""
    is_text = isinstance(found.content, str)
    return not marks.visible or not is_text or shows_label(str(found.content), [marks.visible])


def _said(found: Found, marks: Marks) -> str | bytes:
    """Return what a file is about, its label apart."""
    if isinstance(found.content, bytes):
        return found.content
    return normal(found.content, [marks.visible])


def _by_beginning(data: bytes) -> Container | None:
    if data.startswith(SIGNATURE):
        return PNG
    if data.startswith(START):
        return JPEG
    if is_wav(data):
        return WAV
    if data.startswith(b"PK\x03\x04"):
        return DOCX
    return MP3 if is_mp3(data) else None
