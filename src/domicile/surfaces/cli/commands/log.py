"""``domicile log``: the transparency logs."""

import click

from domicile.core.errors import StorageError
from domicile.core.ids import MarketId
from domicile.surfaces.cli.grammar import command, command_group
from domicile.surfaces.cli.session import Session, with_session


@command_group("log", examples=("domicile log checkpoint --market CN",))
def log() -> None:
    """Show the transparency logs.

    Every market has a log of its own; it holds batches of receipts and the digests of what was done
    to releases and cases, and nobody can rewrite it.
    """


@command(
    "checkpoint",
    group=log,
    examples=("domicile log checkpoint", "domicile log checkpoint --market CN --json"),
)
@click.option("--market", metavar="M", help="Whose log; the default market's if left out.")
@with_session
def checkpoint(session: Session, *, market: str | None) -> None:
    """Print the signed checkpoint of a market's log, as C2SP tlog-checkpoint has it."""
    name = MarketId(market or session.loaded.settings.operator.default_market)
    session.domicile.atlas.get(name)
    note = session.domicile.logs.checkpoint(name)
    if note is None:
        raise StorageError(
            f"the log of {name} holds nothing yet",
            remedy="It begins with the first step of a release, or when a first batch of receipts"
            " is closed: by `domicile receipt export`, or by a running gateway.",
        )
    text = note.decode("utf-8")
    origin, size, root = text.split("\n")[:3]
    session.answer(
        {"market": name, "origin": origin, "size": int(size), "root": root, "checkpoint": text},
        text.splitlines(),
    )
