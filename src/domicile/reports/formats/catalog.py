"""Every kind of file that a report can be. A new one is added here and nowhere else."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol, cast

from domicile.core.errors import UsageError
from domicile.core.text import Language
from domicile.reports.document import Report


class Write(Protocol):
    """Writes a report down."""

    def __call__(self, report: Report, language: Language) -> bytes:
        """Return the file's bytes; it loads nothing and runs nothing when it is opened."""
        ...


# A format is imported when somebody asks for it: libraries for documents take long to load.
FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".json": "domicile.reports.formats.json",
        ".md": "domicile.reports.formats.markdown",
        ".html": "domicile.reports.formats.html",
        ".docx": "domicile.reports.formats.docx",
        ".pdf": "domicile.reports.formats.pdf",
    }
)
"""Ending of the file to module."""


def writer_for(file: Path) -> Write:
    """Return what writes a report into ``file``, by the file's ending.

    Raises:
        UsageError: No report is written into a file with this ending.
    """
    module = FORMATS.get(file.suffix.lower())
    if module is None:
        raise UsageError(
            "a report is not written into a file with this ending",
            remedy=f"Choose one of: {', '.join(FORMATS)}.",
        )
    return cast("Write", import_module(module).write)
