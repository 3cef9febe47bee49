"""A report on a terminal, or in the file that ``-o`` names."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeVar

import click

from domicile.core.errors import StorageError
from domicile.reports.document import Report
from domicile.reports.formats import markdown
from domicile.reports.formats.catalog import FORMATS, Write, writer_for
from domicile.surfaces.cli.session import Session

F = TypeVar("F", bound=Callable[..., object])

HELP: Final = f"Write it there; the ending says how: {', '.join(FORMATS)}."


def into_file(function: F) -> F:
    """Add the option ``-o``."""
    option: Callable[[F], F] = click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help=HELP,
    )
    return option(function)


def writer(output: Path | None) -> Write:
    """Return what writes the report; ask before it is made, which takes long.

    Raises:
        UsageError: No report is written into a file with this ending.
    """
    return markdown.write if output is None else writer_for(output)


def hand_over(
    session: Session, report: Report, *, write: Write, output: Path | None, about: Mapping[str, str]
) -> None:
    """Print ``report``, or write it into ``output`` and say so.

    Args:
        session: Where it is printed.
        report: The report.
        write: Writes it down.
        output: The file; None prints it.
        about: What it is about, for programs that had it written into a file.

    Raises:
        StorageError: The file cannot be written.
    """
    language = session.language()
    if output is None:
        text = markdown.to_markdown(report.document, language)
        session.answer(report.data(language), text.splitlines())
        return
    data = write(report, language)
    try:
        output.write_bytes(data)
    except OSError as error:
        raise StorageError(
            f"the report cannot be written ({error.strerror})",
            remedy="Name a file that can be written with `-o`.",
        ) from error
    session.answer({**about, "file": str(output)}, [str(output)])
