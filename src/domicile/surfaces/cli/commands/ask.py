"""``domicile ask``."""

from collections.abc import Sequence

from domicile.policy.caller import Caller
from domicile.surfaces.cli.asking import (
    feature_option,
    respond,
    text_argument,
    text_of,
    with_caller,
)
from domicile.surfaces.cli.grammar import command
from domicile.surfaces.cli.session import Session, with_session


@command(
    "ask",
    examples=(
        'domicile ask "Write one sentence about tea." --market EU',
        "domicile ask - --market CN --site demo-cn --json < question.txt",
    ),
)
@text_argument
@feature_option
@with_session
@with_caller
def ask(session: Session, caller: Caller, *, words: Sequence[str], feature: str) -> int:
    """Ask the assistant.

    TEXT goes through the whole pipeline: decide, plan, choose, clear, run, restore, apply, seal.
    `-` reads it from standard input. The answer goes to standard output; where it ran, what left,
    labels, notices and the receipt to standard error.

    With --site only that site may answer, or the request is refused.
    """
    return respond(session, caller, feature=feature, text=text_of(words))
