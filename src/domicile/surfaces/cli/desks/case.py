"""``domicile case``: requests of authorities, complaints, people's rights and incidents."""

from domicile.surfaces.cli.cases.drafting import draft
from domicile.surfaces.cli.cases.listing import list_, show, verify
from domicile.surfaces.cli.cases.opening import add
from domicile.surfaces.cli.cases.steps import (
    answer,
    close,
    confirm,
    escalate,
    extend,
    propose,
    refuse,
    report,
)
from domicile.surfaces.cli.grammar import command_group


@command_group(
    "case",
    examples=(
        "domicile case list --overdue",
        'domicile case add --event foreign_request --market CN --by Li --text "all chats"',
        "domicile case confirm 0123456789abcdef --by Wang",
    ),
)
def case() -> None:
    """Answer authorities and people, and report what went wrong, in time.

    What an authority asks for is held at once. It takes two people to answer or to refuse it.
    """


for made in (
    list_, show, add, escalate, propose, confirm, refuse, extend, answer, draft, report, close,
    verify,
):  # fmt: skip
    case.add_command(made)
