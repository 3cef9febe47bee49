"""The grammar of every command: flags before or after it, and examples in its help."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

SETTINGS = {"max_content_width": 100}

_META = "domicile.flags."


@dataclass(frozen=True, slots=True, kw_only=True)
class Flags:
    """What every command understands."""

    config: Path | None
    """The settings file, or None for the one that is found."""

    is_json: bool
    """Whether standard output holds one JSON document and nothing else."""

    is_debug: bool
    """Whether errors show where they come from."""


class InOrder(click.Group):
    """Lists its commands in the order in which they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        del ctx
        return list(self.commands)


def flags_of(context: click.Context) -> Flags:
    """Return the flags that stood before or after the command; the last one wins."""
    config: Path | None = context.meta.get(f"{_META}config")
    return Flags(
        config=config,
        is_json=bool(context.meta.get(f"{_META}json")),
        is_debug=bool(context.meta.get(f"{_META}debug")),
    )


def remember_json(context: click.Context, words: Sequence[str]) -> None:
    """Note ``--json`` before anything is parsed, so that wrong usage is said to programs too."""
    options = words[: words.index("--")] if "--" in words else words
    if "--json" in options:
        context.meta[f"{_META}json"] = True


def with_flags(command: click.Command) -> None:
    """Let ``command`` understand the flags that every command understands."""
    command.context_settings = {**SETTINGS, **command.context_settings}
    command.params += [
        click.Option(
            ["--config"],
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Settings file.",
            expose_value=False,
            callback=_remember,
        ),
        click.Option(
            ["--json"],
            is_flag=True,
            help="Print one JSON document; everything else goes to standard error.",
            expose_value=False,
            callback=_remember,
        ),
        click.Option(
            ["--debug"],
            is_flag=True,
            help="Show where an error comes from.",
            expose_value=False,
            callback=_remember,
        ),
    ]


def command(
    name: str, *, examples: Sequence[str], group: click.Group | None = None
) -> Callable[[Callable[..., object]], click.Command]:
    """Make a command of a function; its docstring is the help.

    Args:
        name: What it is called.
        examples: Whole command lines for the end of its help; at least one.
        group: The group that it belongs to; None stands below ``domicile`` itself.
    """

    def build(function: Callable[..., object]) -> click.Command:
        made = click.command(name, epilog=epilog(examples))(function)
        with_flags(made)
        made.short_help = (made.help or "").partition("\n")[0]  # whole: click would cut it off
        if group is not None:
            group.add_command(made)
        return made

    return build


def command_group(
    name: str, *, examples: Sequence[str], group: click.Group | None = None
) -> Callable[[Callable[..., object]], click.Group]:
    """Make a group of commands of a function that does nothing; see ``command``."""

    def build(function: Callable[..., object]) -> click.Group:
        made = click.group(name, cls=InOrder, epilog=epilog(examples))(function)
        with_flags(made)
        made.short_help = (made.help or "").partition("\n")[0]  # whole: click would cut it off
        if group is not None:
            group.add_command(made)
        return made

    return build


def epilog(examples: Sequence[str]) -> str:
    r"""Return the end of a help page; ``\b`` keeps click from joining its lines."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in examples)


def _remember(context: click.Context, param: click.Parameter, value: object) -> object:
    """Keep what was said here; what was not said must not hide what stood before the command."""
    if value:
        context.meta[f"{_META}{param.name}"] = value
    return value
