"""A report on a terminal, or in the file that ``-o`` names."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, cast

import click

from domicile.core.errors import StorageError
from domicile.core.text import Language
from domicile.reports.document import Report
from domicile.reports.formats import markdown
from domicile.reports.formats.catalog import FORMATS, Write, writer_for
from domicile.surfaces.cli.session import Session

P = ParamSpec("P")

HELP: Final = f"Write it there; the ending says how: {', '.join(FORMATS)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a report goes, and how."""

    output: Path | None
    """The file; None prints it."""

    write: Write
    """Writes it down."""

    language: Language
    """The language that it speaks."""


def with_target(
    function: Callable[Concatenate[Session, Target, P], None],
) -> Callable[Concatenate[Session, P], None]:
    """Add the options ``-o`` and ``--language``, and hand over what they say.

    A file that no report is written into is wrong usage before the report is made, which takes
    long.
    """

    @functools.wraps(function)
    def call(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> None:
        output = cast("Path | None", kwargs.pop("output"))
        wished = cast("Language | None", kwargs.pop("language"))
        target = Target(
            output=output,
            write=markdown.write if output is None else writer_for(output),
            language=session.language(wished),
        )
        function(session, target, *args, **kwargs)

    made: Callable[Concatenate[Session, P], None] = call
    made = click.option(
        "--language", type=click.Choice(["en", "zh"]), help="Language of the report."
    )(made)
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help=HELP,
    )(made)


def hand_over(
    session: Session, report: Report, *, target: Target, about: Mapping[str, str]
) -> None:
    """Print ``report``, or write it into its file and say so.

    Args:
        session: Where it is printed.
        report: The report.
        target: Where it goes.
        about: What it is about, for programs that had it written into a file.

    Raises:
        StorageError: The file cannot be written.
    """
    language, output = target.language, target.output
    if output is None:
        text = markdown.to_markdown(report.document, language)
        session.answer(report.data(language), text.splitlines())
        return
    data = target.write(report, language)
    try:
        output.write_bytes(data)
    except OSError as error:
        raise StorageError(
            f"the report cannot be written ({error.strerror})",
            remedy="Name a file that can be written with `-o`.",
        ) from error
    session.answer({**about, "file": str(output)}, [str(output)])
