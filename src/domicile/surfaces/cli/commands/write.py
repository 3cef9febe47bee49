"""``domicile write``."""

from collections.abc import Sequence

import click

from domicile.policy.caller import Caller
from domicile.surfaces.cli.asking import respond, text_argument, text_of, with_caller
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.session import Session, with_session


@command(
    "write",
    examples=(
        'domicile write rewrite "i cant come tmrw sorry" --market US-CA',
        'domicile write compose "a text message that asks for leave" --market CN',
        "domicile write summarize - < report.txt",
    ),
)
@click.argument("mode", type=click.Choice(["rewrite", "proofread", "summarize", "compose"]))
@text_argument
@with_session
@with_caller
def write(session: Session, caller: Caller, *, mode: str, words: Sequence[str]) -> int:
    """Rewrite, proofread, summarize or compose a text.

    TEXT is the text, or for `compose` what the text shall be; `-` reads it from standard input.
    """
    return respond(session, caller, feature="writing", text=text_of(words), options={"mode": mode})
