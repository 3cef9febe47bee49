"""``domicile models``: the model packs of this machine."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from domicile.core.errors import DomicileError, ModelDamagedError, ModelMissingError
from domicile.core.ids import ModelId
from domicile.core.text import Bilingual
from domicile.surfaces.cli.ending import Status, report
from domicile.surfaces.cli.grammar import command, command_group
from domicile.surfaces.cli.printing import JsonObject, print_lines, table
from domicile.surfaces.cli.session import Session, with_session

if TYPE_CHECKING:
    from domicile.store.models.manifest import Manifest
    from domicile.store.models.shelf import ModelShelf

MIB: Final = 2**20
MODEL: Final = "qwen2.5-coder-0.5b-instruct"
INSTALLED: Final = Bilingual(en="installed", zh="已安装")
CONDITION: Final = {
    "good": Bilingual(en="good", zh="完好"),
    "damaged": Bilingual(en="damaged", zh="已损坏"),
    "missing": Bilingual(en="not installed", zh="未安装"),
}


@command_group(
    "models",
    examples=(
        "domicile models list",
        f"domicile models pull {MODEL}",
        "domicile models verify",
    ),
)
def models() -> None:
    """List, install and verify model packs.

    The digest of a pack's files decides; who carries them is not trusted.
    """


@command("list", group=models, examples=("domicile models list --json",))
@with_session
def list_(session: Session) -> None:
    """List the model packs that exist, installed or not."""
    language = session.language()
    shelf = session.domicile.shelf
    found = shelf.manifests()
    rows = [
        (
            one.id,
            one.kind,
            f"{one.size_bytes // MIB} MiB",
            one.license,
            _presence(shelf, one.id).spoken(language),
        )
        for one in found
    ]
    session.answer(
        {"models": [_model_json(session, one) for one in found]},
        table(rows),
    )


@command("pull", group=models, examples=(f"domicile models pull {MODEL}",))
@click.argument("model", metavar="ID")
@with_session
def pull(session: Session, *, model: str) -> None:
    """Install a model pack, unless it is there.

    Goes on where an earlier attempt stopped.
    """
    with _progress(model) as progress:
        folder = session.run(session.domicile.fetcher.pull(ModelId(model), progress))
    session.answer({"model": model, "folder": str(folder)}, [str(folder)])


@command(
    "verify", group=models, examples=("domicile models verify", f"domicile models verify {MODEL}")
)
@click.argument("model", metavar="[ID]", required=False)
@with_session
def verify(session: Session, *, model: str | None) -> int:
    """Read every file of the installed packs and compare its digest.

    With ID only that pack, which must be installed. Exit status 4 when a pack is damaged.
    """
    shelf, language = session.domicile.shelf, session.language()
    packs = [shelf.manifest(ModelId(model))] if model else shelf.manifests()
    found = [(one.id, *session.run(_condition(session, one.id))) for one in packs]
    document: JsonObject = {"models": [{"id": name, "status": word} for name, word, _ in found]}
    lines = table([(name, CONDITION[word].spoken(language)) for name, word, _ in found])
    for _, word, error in found:
        if error is not None and (word == "damaged" or model):
            if not session.flags.is_json:
                print_lines(lines)
            status = report(error, session.flags, document=document)
            return Status.UNVERIFIED if word == "damaged" else status
    session.answer(document, lines)
    return Status.DONE


def _presence(shelf: "ModelShelf", model: ModelId) -> Bilingual:
    """Say what lies there, as far as sizes tell."""
    try:
        shelf.require_whole(model)
    except ModelMissingError:
        return CONDITION["missing"]
    except ModelDamagedError:
        return CONDITION["damaged"]
    return INSTALLED


async def _condition(session: Session, model: ModelId) -> tuple[str, DomicileError | None]:
    try:
        await asyncio.to_thread(session.domicile.shelf.verify, model)
    except ModelMissingError as error:
        return "missing", error
    except ModelDamagedError as error:
        return "damaged", error
    return "good", None


@contextmanager
def _progress(model: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal, and nothing elsewhere."""
    if not _is_watched():
        yield _silently
        return
    with click.progressbar(length=1, label=model, file=sys.stderr) as bar:

        def progress(arrived: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(arrived - bar.pos)

        yield progress


def _is_watched() -> bool:
    return sys.stderr.isatty()


def _silently(arrived: int, total: int) -> None:
    del arrived, total


def _model_json(session: Session, one: "Manifest") -> JsonObject:
    return {
        "id": one.id,
        "kind": one.kind,
        "title": one.title.spoken(session.language()),
        "owner": one.owner,
        "license": one.license,
        "languages": list(one.languages),
        "size_bytes": one.size_bytes,
        "memory_bytes": one.memory_bytes,
        "window_tokens": one.window_tokens,
        "installed": session.domicile.shelf.is_installed(one.id),
        "folder": str(session.domicile.shelf.folder(one.id)),
    }
