"""The page of the command line says what the commands say."""

import re
import shlex
from contextlib import ExitStack
from pathlib import Path

import click
import pytest

from domicile.surfaces.cli.main import cli
from tools.cli_page import EVERYWHERE, PAGE, cli_page, commands

ROOT = click.Context(cli, info_name="domicile")
EVERY = {context.command_path: (made, context) for made, context in commands(cli, ROOT)}


def section(path: str) -> str:
    page = PAGE.read_text(encoding="utf-8")
    return page.partition(f"### {path}\n")[2].partition("\n### ")[0]


def test_the_page_is_what_the_commands_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == cli_page(), "run `make pages`"


@pytest.mark.parametrize("path", sorted(EVERY))
def test_every_command_and_option_has_its_entry(path: str) -> None:
    made, context = EVERY[path]
    written = section(path)
    assert (made.help or "").splitlines()[0] in written
    for param in made.get_params(context):
        if isinstance(param, click.Option):
            assert param.help, f"{path} {param.opts[0]} has no help"
            place = PAGE.read_text("utf-8") if EVERYWHERE & set(param.opts) else written
            assert f"`{param.opts[0]}" in place


@pytest.mark.parametrize("path", sorted(EVERY))
def test_every_command_has_examples_of_its_own_that_parse(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made, context = EVERY[path]
    assert "Examples:" in made.get_help(context)
    lines = re.findall(r"^\$ (.*)$", section(path), re.MULTILINE)
    assert lines
    for line in lines:
        words = shlex.split(line.partition(" < ")[0].partition(" > ")[0])
        assert " ".join(words).startswith(path) or "--config" in words or "--json" in words
        for file in (Path(word) for word in words if word.endswith((".json", ".jsonl", ".yaml"))):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
        parse(words[1:])


def parse(words: list[str]) -> None:
    """Parse a command line to its end, without running it."""
    made: click.Command = cli
    context = click.Context(cli, info_name="domicile")
    with ExitStack() as stack:
        while isinstance(made, click.Group):
            stack.enter_context(context)
            made.parse_args(context, words)
            name, found, words = made.resolve_command(
                context, [*context._protected_args, *context.args]
            )
            assert found is not None, name
            made, context = found, click.Context(found, info_name=name, parent=context)
        stack.enter_context(context)
        made.parse_args(context, words)
