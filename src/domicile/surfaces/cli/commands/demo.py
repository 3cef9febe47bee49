"""``domicile demo``."""

import importlib
import os
from pathlib import Path

import click

from domicile.core.settings_file import MAX_PORT
from domicile.surfaces.cli.commands.serve import log_to_standard_error
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.printing import print_json, print_piece, tell
from domicile.surfaces.cli.session import Session, with_session


@command("demo", examples=("domicile demo", "domicile demo --small --port 9000"))
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var/demo"),
    show_default=True,
    help="Settings, store and the partners' logs.",
)
@click.option("--host", metavar="H", default="127.0.0.1", show_default=True, help="Address.")
@click.option(
    "--port",
    type=click.IntRange(1, MAX_PORT),
    metavar="P",
    default=8420,
    show_default=True,
    help="Port.",
)
@click.option("--small", "is_small", is_flag=True, help="Use the small model for everything.")
@with_session
def demo(session: Session, *, folder: Path, host: str, port: int, is_small: bool) -> None:
    """Run the whole product on this machine, with two demo partners.

    The partners are real model servers on loopback, stamped as simulated everywhere. Everything
    that they receive stands in FOLDER/partners. Ctrl-C stops everything.
    """
    log_to_standard_error()
    module = importlib.import_module("domicile.surfaces.demo.demo")
    plan = module.DemoPlan(
        folder=folder, host=host, port=port, small=is_small or os.environ.get("CI") == "true"
    )
    say = _tell if session.flags.is_json else _say
    session.serve(module.run_demo(plan, say))
    if session.flags.is_json:
        print_json({"folder": str(folder), "stopped": True})


def _say(line: str) -> None:
    print_piece(line + "\n")


def _tell(line: str) -> None:
    tell([line])
