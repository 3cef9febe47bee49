"""``domicile``: the root of all commands. A command's module is imported when it is called."""

import importlib
import io
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import NoReturn

import click

from domicile.surfaces.cli.ending import conclude, misused
from domicile.surfaces.cli.grammar import SETTINGS, epilog, flags_of, remember_json, with_flags

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "ask": "Ask the assistant.",
        "translate": "Translate a text.",
        "write": "Rewrite, proofread, summarize or compose a text.",
        "find": "Show what a text tells about people.",
        "clear": "Show what would leave for a partner.",
        "decide": "Say whether a request may run, where and why.",
        "release": "Keep the register: which feature may run in which market on which site.",
        "consent": "Take down what people decide about their own data.",
        "rights": "Answer people who ask about their own data.",
        "receipt": "List, show, export and verify receipts.",
        "log": "Show the transparency logs.",
        "case": "Answer authorities and people, and report what went wrong, in time.",
        "complaint": "Complain of an answer, look up what came of it, and appeal.",
        "report": "Write reports for regulators and for the public.",
        "market": "Show the rules of the markets.",
        "partner": "Show the sites that can answer.",
        "label": "Put labels into files, and tell which file carries one.",
        "models": "List, install and verify model packs.",
        "retention": "Show how long everything is kept, delete what is past its time, keep legal"
        " holds.",
        "config": "Show the settings; keep the gateway's keys.",
        "serve": "Run the gateway and the console.",
        "demo": "Run the whole product on this machine, with two demo partners.",
        "doctor": "Check that everything works.",
    }
)
"""Every command, with the first line of its help."""


DESKS = frozenset({"case", "complaint", "consent", "label", "report", "retention", "rights"})
"""Commands that belong to the operator's desks, and have their module there."""


class Root(click.Group):
    """Finds commands by name, and ends every run in the same way."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, those that one needs first first."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command, or None when there is none of this name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        room = "desks" if cmd_name in DESKS else "commands"
        module = importlib.import_module(f"domicile.surfaces.cli.{room}.{cmd_name}")
        made: click.Command = getattr(module, cmd_name)
        return made

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the flags before the command; say for programs too what is wrong with them."""
        remember_json(ctx, args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            misused(error, flags_of(ctx))
            raise

    def invoke(self, ctx: click.Context) -> NoReturn:
        """Run the command, and exit with the status that it ends with."""
        conclude(ctx, lambda: super(Root, self).invoke(ctx))


@click.command(
    "domicile",
    cls=Root,
    context_settings=SETTINGS,
    epilog=epilog(
        (
            'domicile ask "Write one sentence about tea." --market EU',
            "domicile --json receipt list",
            "domicile doctor",
        )
    ),
)
@click.version_option(package_name="domicile", message="%(package)s %(version)s")
def cli() -> None:
    """Ask AI features under each market's own rules, with a receipt for every answer.

    Exit status: 0 done, 1 failed, 2 wrong usage, 3 refused by decision, 4 verification failed.
    """


with_flags(cli)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a narrow terminal shows `?`, and no traceback
    cli.main(prog_name="domicile")
