"""``domicile translate``."""

from collections.abc import Sequence

import click

from domicile.policy.caller import Caller
from domicile.surfaces.cli.asking import respond, text_argument, text_of, with_caller
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.session import Session, with_session


@command(
    "translate",
    examples=(
        'domicile translate "Good morning." --to zh',
        "domicile translate - --to en --market CN < letter.txt",
    ),
)
@text_argument
@click.option(
    "--to", "target", type=click.Choice(["zh", "en"]), required=True, help="Language to write."
)
@with_session
@with_caller
def translate(session: Session, caller: Caller, *, words: Sequence[str], target: str) -> int:
    """Translate a text.

    TEXT becomes English or Simplified Chinese; `-` reads it from standard input.
    """
    return respond(
        session, caller, feature="translate", text=text_of(words), options={"to": target}
    )
