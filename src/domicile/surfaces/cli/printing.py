"""What goes to standard output and what to standard error."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

import click

JsonObject = dict[str, Any]


def print_json(document: Mapping[str, Any], *, indent: int | None = 2) -> None:
    """Print ``document`` as UTF-8, whatever the terminal's encoding; flushed at once."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=indent)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def print_lines(lines: Iterable[str]) -> None:
    """Print what was asked for."""
    for line in lines:
        click.echo(line)


def print_piece(text: str) -> None:
    """Print a piece of a text that is still being made, so that it is seen at once."""
    click.echo(text, nl=False)
    sys.stdout.flush()


def tell(lines: Iterable[str]) -> None:
    """Print what is said beside what was asked for, to standard error."""
    for line in lines:
        click.echo(line, err=True)


def table(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return ``rows`` as lines with straight columns; Chinese characters are two columns wide."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return tuple(
        "  ".join(
            cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    )


def width(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
