"""``domicile find``."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

import click

from domicile.core.errors import DomicileError, InvalidRequestError
from domicile.core.findings import Finding
from domicile.surfaces.cli.asking import text_of
from domicile.surfaces.cli.ending import Status, report
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.printing import JsonObject, print_json, table
from domicile.surfaces.cli.session import Session, with_session
from domicile.surfaces.shape import finding_json


@command(
    "find",
    examples=(
        'domicile find "I am Maria Lopez, call me at +1 415 555 0123."',
        "domicile find --batch texts.jsonl > findings.jsonl",
    ),
)
@click.argument("words", nargs=-1, metavar="[TEXT]")
@click.option(
    "--batch",
    type=click.File("rb"),
    metavar="FILE.jsonl",
    help='Read {"id", "text"} lines; write {"id", "findings"} lines. `-` is standard input.',
)
@with_session
def find(session: Session, *, words: Sequence[str], batch: BinaryIO | None) -> int:
    """Show what a text tells about people.

    Prints the class of each finding and where it stands, in code points; nothing is changed and
    nothing leaves. `-` reads TEXT from standard input.
    """
    if bool(words) == (batch is not None):
        raise click.UsageError("Give either TEXT or --batch.")
    if batch is not None:
        return _batch(session, batch)
    text = text_of(words)
    findings = session.run(session.domicile.find(text))
    session.answer({"findings": [_shape(one) for one in findings]}, _lines(text, findings))
    return Status.DONE


def _batch(session: Session, batch: Iterable[bytes]) -> Status:
    """Find in each line; an error is a line of its own, so that programs read on to it."""
    try:
        find_each(session, batch)
    except DomicileError as error:
        return report(error, session.flags, is_line=True)
    return Status.DONE


def find_each(session: Session, batch: Iterable[bytes]) -> None:
    """Print the findings of each line; reading waits outside the event loop, so Ctrl-C ends it."""
    for name, text in read_lines(batch):
        findings = session.run(session.domicile.find(text))
        print_json({"id": name, "findings": [finding_json(one) for one in findings]}, indent=None)


def read_lines(batch: Iterable[bytes]) -> Iterator[tuple[Any, str]]:
    """Yield id and text of each line; members beside them are not looked at, blank lines skipped.

    Raises:
        InvalidRequestError: A line is not such an object.
    """
    for number, line in enumerate(batch, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            name, text = entry["id"], entry["text"]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise _malformed(number) from error
        if not isinstance(text, str):
            raise _malformed(number)
        yield name, text


def _malformed(number: int) -> InvalidRequestError:
    return InvalidRequestError(
        f'line {number} is not an object with "id" and "text"',
        remedy="Correct that line; those before it are done.",
    )


def _shape(finding: Finding) -> JsonObject:
    return finding_json(finding) | {"score": finding.score, "recognizer": finding.recognizer}


def _lines(text: str, findings: Sequence[Finding]) -> tuple[str, ...]:
    if not findings:
        return ()
    return table(
        [
            (one.data_class.value, f"{one.start}-{one.end}", text[one.start : one.end])
            for one in findings
        ]
    )
