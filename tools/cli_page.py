"""Writes ``docs/look-up/cli.md`` from the help of the command line itself."""

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from domicile.surfaces.cli.main import cli

PAGE = Path(__file__).parents[1] / "docs" / "look-up" / "cli.md"

EVERYWHERE = {"--config", "--json", "--debug", "--help"}
"""Options that every command has."""

HEAD = """\
# Command line

Settings are searched in this order: `--config`, `$DOMICILE_CONFIG`, `./domicile.toml`, the user's
settings folder, defaults. Commands run in process, on the same store as a running gateway.

Exit status: 0 done; 1 failed (an error with a code, a message and a remedy, see
[errors](errors.md)); 2 wrong usage; 3 refused by decision; 4 verification failed; 130 stopped with
Ctrl-C.

With `--json`, standard output is one JSON document and everything else goes to standard error; an
error is a document too: `{"error": {"code", "message", "remedy"}}`.

What people read is English or Simplified Chinese: by `--language`, by the setting `language`, or by
the terminal's locale.

This page is made from the commands themselves by `make pages`.

## Everywhere

Every command understands these, before or after its name:

"""


def cli_page() -> str:
    """Return the page."""
    root = click.Context(cli, info_name="domicile")
    parts = [HEAD + "\n".join(_entries(cli, root)), "\n## Commands\n"]
    parts += ["\n".join(_section(made, context)) for made, context in commands(cli, root)]
    return "\n".join(parts)


def commands(
    group: click.Group, context: click.Context
) -> Iterator[tuple[click.Command, click.Context]]:
    """Walk over every command below ``group``, groups before what they hold."""
    for name in group.list_commands(context):
        made = group.get_command(context, name)
        if made is None:
            continue
        inner = click.Context(made, info_name=name, parent=context)
        yield made, inner
        if isinstance(made, click.Group):
            yield from commands(made, inner)


def _section(made: click.Command, context: click.Context) -> Iterator[str]:
    yield f"### {context.command_path}\n"
    usage = " ".join([context.command_path, *made.collect_usage_pieces(context)])
    yield f"```text\n{usage}\n```\n"
    yield f"{inspect.cleandoc(made.help or '')}\n"
    entries = list(_entries(made, context, own=True))
    if entries:
        yield "\n".join([*entries, ""])
    examples = (made.epilog or "").splitlines()[2:]
    yield "\n".join(["```console", *(f"$ {line.strip()}" for line in examples), "```", ""])


def _entries(made: click.Command, context: click.Context, *, own: bool = False) -> Iterator[str]:
    """Yield a line for each option; with ``own``, not for those that every command has."""
    for param in made.get_params(context):
        record = param.get_help_record(context)
        is_everywhere = not EVERYWHERE.isdisjoint(param.opts)
        if isinstance(param, click.Option) and record and not (own and is_everywhere):
            yield f"- `{record[0]}`: {' '.join(record[1].split())}"
