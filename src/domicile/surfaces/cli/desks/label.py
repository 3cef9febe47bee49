"""``domicile label``: put labels into files, and tell which file carries one."""

import contextlib
import dataclasses
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final

import click

from domicile.core.errors import StorageError
from domicile.core.ids import MarketId
from domicile.core.text import Bilingual, Language
from domicile.policy.marks.containers.catalog import CONTAINERS, container_of
from domicile.policy.marks.containers.container import MAX_FILE_BYTES
from domicile.policy.marks.detect import Detected
from domicile.policy.marks.files import Labelled
from domicile.surfaces.cli.ending import Status
from domicile.surfaces.cli.grammar import command, command_group
from domicile.surfaces.cli.printing import JsonObject, table
from domicile.surfaces.cli.session import Session, with_session
from domicile.tlog.note import parse_key

KINDS: Final = ", ".join(each.suffixes[0] for each in CONTAINERS)

OURS: Final = Bilingual(en="made by AI, as its mark says", zh="由 AI 生成，标记可证实")
KNOWN: Final = Bilingual(
    en="made by AI here; it has lost its mark, its fingerprint is known",
    zh="由本机 AI 生成；标记已丢失，凭指纹识别",
)
NOTHING: Final = Bilingual(
    en="no mark of this house: that says nothing about who made it",
    zh="未发现本机的标记；这不说明内容由谁制作",
)
PROBLEMS: Final = {
    "malformed": Bilingual(en="a mark is there and cannot be read", zh="存在标记，但无法读取"),
    "unknown_key": Bilingual(
        en="a mark is there by a key that is not known here; `--trust` adds keys",
        zh="存在标记，但其密钥未知；可用 `--trust` 添加密钥",
    ),
    "wrong_signature": Bilingual(
        en="a mark is there, and its signature is wrong", zh="存在标记，但签名不正确"
    ),
    "altered": Bilingual(
        en="a mark is there, but the content is not the one that it speaks of",
        zh="存在标记，但内容与标记所指不符",
    ),
}
VISIBLE: Final = Bilingual(en="a visible AI label stands there", zh="带有显式 AI 标识")
FOREIGN: Final = Bilingual(en="mark of others, not verified", zh="他方标记（未核验）")


@command_group(
    "label",
    examples=(
        "domicile label add answer.md -o labelled.md --market CN",
        "domicile label read labelled.md --json",
    ),
)
def label() -> None:
    """Put labels into files, and tell which file carries one.

    A mark is a signed, time-stamped claim that a text or file was made by AI.
    """


@command(
    "add",
    group=label,
    examples=(
        "domicile label add answer.md -o labelled.md --market CN",
        "domicile label add picture.png -o labelled.png --market EU --json",
        "domicile label add sent-in.jpg -o carried.jpg --market CN --declared",
    ),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="OUT",
    help="Where to write it.",
)
@click.option("--market", metavar="M", help="The market whose rules say what is written.")
@click.option(
    "--declared",
    is_flag=True,
    help="Somebody else made it and says that it is AI-made; nothing is claimed of it.",
)
@click.option("--force", is_flag=True, help="Write over OUT where it is there already.")
@with_session
def add(
    session: Session, *, file: Path, output: Path, market: str | None, declared: bool, force: bool
) -> None:
    """Label a file that was made here, as a market asks.

    Kinds: txt, md, html, json, docx, png, jpg, wav, mp3. A file that carries a mark of others is
    carried on, with what the market asks of whoever does that; no mark is ever taken away. FILE
    itself is never changed.
    """
    with _reading(file) as source:
        data = source.read(MAX_FILE_BYTES + 1)
    _check_output(file, output, force=force)
    where = MarketId(market or session.loaded.settings.operator.default_market)
    container = container_of(data, name=file.name)
    found = session.domicile.desks.labeller.add(data, container, where, declared=declared)
    _write(output, found.data, force=force)
    language = session.language()
    session.answer(_added_json(output, found, language), _added_lines(output, found, language))


@command(
    "read",
    group=label,
    examples=("domicile label read labelled.md", "domicile label read labelled.png --json"),
)
@click.argument(
    "file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), metavar="FILE"
)
@click.option(
    "--trust",
    multiple=True,
    metavar="VKEY",
    help="A further key whose marks count; may stand several times.",
)
@with_session
def read(session: Session, *, file: Path, trust: Sequence[str]) -> int:
    """Tell whether a file was marked here, and what marks of others it carries.

    Works offline. Exit status 4 when a mark is there that does not verify, or the content was
    altered. `-` is standard input, read as the kind that it begins as, else as plain text.
    """
    keys = [parse_key(each) for each in trust]
    with _reading(file) as source:
        data = source.read(MAX_FILE_BYTES + 1)
    kind = "text/plain" if str(file) == "-" else ""
    detector = session.domicile.desks.mark_detector
    found = detector.file(data, name=file.name, media=kind, trusted=keys)
    session.answer(dataclasses.asdict(found), _read_lines(found, session.language()))
    return Status.UNVERIFIED if found.problem and not found.labelled else Status.DONE


@contextlib.contextmanager
def _reading(file: Path) -> Iterator[IO[bytes]]:
    try:
        with click.open_file(str(file), "rb") as source:
            yield source
    except OSError as error:
        raise click.UsageError(f"FILE cannot be read ({error.strerror})") from error


def _check_output(file: Path, output: Path, *, force: bool) -> None:
    if output.exists():
        if output.samefile(file):
            raise click.UsageError("OUT is FILE itself, which is never changed.")
        if not force:
            raise click.UsageError("OUT is there already; --force writes over it.")


def _write(output: Path, data: bytes, *, force: bool) -> None:
    """Write the whole file or none of it; without ``force`` nothing is ever written over."""
    partial = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        partial.write_bytes(data)
        if force:
            partial.replace(output)
        else:
            output.hardlink_to(partial)
    except OSError as error:
        raise StorageError(
            f"the file cannot be written ({error.strerror})",
            remedy="Name a file that can be written with `-o`.",
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def _added_json(output: Path, found: Labelled, language: Language) -> JsonObject:
    marks = [{"name": name, "value": value} for name, value in found.written.properties.items()]
    if found.written.visible:
        marks.append({"name": "visible", "value": found.written.visible})
    duties = [
        {
            "rule": each.rule,
            "status": each.status.value,
            "text": each.text.spoken(language),
            "citation": each.citation,
        }
        for each in found.duties
    ]
    return {"out": str(output), "marks": marks, "duties": duties}


def _added_lines(output: Path, found: Labelled, language: Language) -> tuple[str, ...]:
    rows = [(each.rule, each.status.value, each.text.spoken(language)) for each in found.duties]
    return (str(output), *(table(rows) if rows else ()))


def _read_lines(found: Detected, language: Language) -> tuple[str, ...]:
    lines = []
    if found.by or found.problem is None:
        said = {"mark": OURS, "fingerprint": KNOWN}.get(found.by or "", NOTHING)
        lines.append(said.spoken(language))
    if found.problem is not None:
        lines.append(PROBLEMS[found.problem].spoken(language))
    if found.visible:
        lines.append(VISIBLE.spoken(language))
    lines += [
        f"{FOREIGN.spoken(language)}: {each.kind} {each.says}".rstrip() for each in found.foreign
    ]
    claim = found.mark
    rows = [] if claim is None else [(k, str(v)) for k, v in dataclasses.asdict(claim).items()]
    return (*lines, *(table(rows) if rows else ()))
