"""``domicile receipt``: list, show, export and verify."""

import dataclasses
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

import click

from domicile.core.errors import InvalidValueError, StorageError
from domicile.core.ids import ReceiptId
from domicile.core.receipt import MAX_BUNDLE_BYTES, Receipt
from domicile.core.text import Bilingual
from domicile.receipts.verify import TrustPolicy, Verification, read_policy, verify
from domicile.surfaces.cli.grammar import command, command_group
from domicile.surfaces.cli.printing import JsonObject, table
from domicile.surfaces.cli.session import Session, terminal_language, with_session

ID: Final = "3f0c5a1f0e9b4c7d8a6b5c4d3e2f1a0b"
VERIFIED: Final = Bilingual(en="verified", zh="验证通过")
TRUST: Final = {
    "embedded": Bilingual(
        en="by the keys in the file itself; `--trust` would say whose they are",
        zh="依据文件自带的密钥；用 `--trust` 可确认密钥归属",
    ),
    "policy": Bilingual(en="by keys that the policy names", zh="依据信任策略列出的密钥"),
}


@command_group(
    "receipt",
    examples=(
        "domicile receipt list",
        f"domicile receipt export {ID} -o receipt.json",
        "domicile receipt verify receipt.json",
    ),
)
def receipt() -> None:
    """List, show, export and verify receipts.

    A receipt says what was decided and what left, never what was said.
    """


@command("list", group=receipt, examples=("domicile receipt list --limit 5 --json",))
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    metavar="N",
    help="Most receipts.",
)
@with_session
def list_(session: Session, *, limit: int) -> None:
    """List receipts, the newest first."""
    found = [_summary(each) for each in session.domicile.book.newest(limit)]
    rows = [[str(each[name] or "–") for name in _COLUMNS] for each in found]
    session.answer({"receipts": found}, table(rows) if rows else ())


@command("show", group=receipt, examples=(f"domicile receipt show {ID}",))
@click.argument("receipt_id", metavar="ID")
@with_session
def show(session: Session, *, receipt_id: str) -> None:
    """Show one receipt: header and fields."""
    found = session.domicile.book.show(ReceiptId(receipt_id))
    header = dataclasses.asdict(found.header)
    rows = [
        *((name, str(value)) for name, value in header.items()),
        *((name, json.dumps(value, ensure_ascii=False)) for name, value in found.fields.items()),
    ]
    session.answer({"header": header, "fields": dict(found.fields)}, table(rows))


@command(
    "export",
    group=receipt,
    examples=(
        f"domicile receipt export {ID} -o receipt.json",
        f"domicile receipt export {ID} -o receipt.json --hide operator --hide model",
    ),
)
@click.argument("receipt_id", metavar="ID")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="Where to write it.",
)
@click.option(
    "--hide", multiple=True, metavar="FIELD", help="Hand out only the commitment to this field."
)
@with_session
def export(session: Session, *, receipt_id: str, output: Path, hide: Sequence[str]) -> None:
    """Write a bundle that anyone can verify alone.

    Closes the receipt's batch if need be.
    """
    data = session.domicile.book.export(ReceiptId(receipt_id), hide=hide)
    try:
        output.write_bytes(data)
    except OSError as error:
        raise StorageError(
            f"the bundle cannot be written ({error.strerror})",
            remedy="Name a file that can be written with `-o`.",
        ) from error
    session.answer(
        {"receipt_id": receipt_id, "file": str(output), "size_bytes": len(data)}, [str(output)]
    )


@command(
    "verify",
    group=receipt,
    examples=(
        "domicile receipt verify receipt.json",
        "domicile receipt verify receipt.json --trust policy.json --json",
    ),
)
@click.argument("file", type=click.File("rb"), metavar="FILE")
@click.option(
    "--trust",
    type=click.File("rb"),
    metavar="POLICY",
    help='Whom to believe: {"logs": [key ...], "receipts": [key ...]}.',
)
@with_session
def verify_(session: Session, *, file: BinaryIO, trust: BinaryIO | None) -> None:
    """Verify a bundle, offline and alone.

    Needs neither settings nor a store. Without --trust the bundle's own keys are used, and the
    result says so. Exit status 4 when anything about the file is wrong. `-` is standard input.
    """
    found = verify(file.read(MAX_BUNDLE_BYTES + 1), _policy(trust))
    session.answer(_verified_json(found), _verified_lines(found))


_COLUMNS = ("receipt_id", "hour", "market", "feature", "status", "site", "level")


def _summary(found: Receipt) -> JsonObject:
    return dataclasses.asdict(found.header) | {
        name: found.fields.get(name) for name in ("feature", "status", "site")
    }


def _policy(file: BinaryIO | None) -> TrustPolicy | None:
    if file is None:
        return None
    try:
        data = json.load(file)
    except (ValueError, RecursionError) as error:
        raise InvalidValueError("the trust policy is not JSON") from error
    return read_policy(data)


def _verified_json(found: Verification) -> JsonObject:
    shape = {
        field.name: getattr(found, field.name)
        for field in dataclasses.fields(found)
        if field.name != "opened"
    }
    return {"verified": True} | shape | {"opened": dict(found.opened)}


def _verified_lines(found: Verification) -> tuple[str, ...]:
    language = terminal_language(os.environ)
    rows = [
        ("receipt_id", found.receipt_id),
        ("market", found.market),
        ("level", f"{found.level}, {found.evidence}" + (", DEMO" if found.demo else "")),
        ("hour", found.hour),
        ("signer", found.signer),
        ("log", f"{found.log} ({found.log_index} / {found.log_size})"),
        *((name, json.dumps(value, ensure_ascii=False)) for name, value in found.opened.items()),
    ]
    head = f"{VERIFIED.spoken(language)}: {TRUST[found.trust].spoken(language)}"
    return (head, *table(rows))
