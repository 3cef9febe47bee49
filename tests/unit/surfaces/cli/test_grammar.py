from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from domicile.surfaces.cli.grammar import (
    Flags,
    command,
    command_group,
    epilog,
    flags_of,
    remember_json,
)


@command_group("outer", examples=("outer inner",))
def outer() -> None:
    """Hold commands."""


@command("second", group=outer, examples=("outer second",))
def second() -> None:
    """Do nothing, with so many words that a list of commands would cut them off, at its very end.

    And some more.
    """


@command("inner", group=outer, examples=("outer inner --json", "outer inner 'two  blanks'"))
def inner() -> None:
    """Print the flags."""
    flags = flags_of(click.get_current_context())
    click.echo(f"{flags.config} {flags.is_json} {flags.is_debug}")


def said(*words: str) -> str:
    result = CliRunner().invoke(outer, words)
    assert result.exit_code == 0, result.output
    return result.output.strip()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("inner",), "None False False"),
        (("--json", "--config", "a.toml", "inner"), "a.toml True False"),
        (("inner", "--json", "--config", "a.toml"), "a.toml True False"),
        (("--config", "a.toml", "inner", "--config", "b.toml", "--debug"), "b.toml False True"),
    ],
)
def test_flags_stand_before_or_after_and_the_last_wins(
    words: tuple[str, ...], expected: str
) -> None:
    assert said(*words) == expected


def test_help_ends_with_the_examples_as_they_are() -> None:
    shown = said("inner", "--help")
    assert shown.endswith("Examples:\n    outer inner --json\n    outer inner 'two  blanks'")
    assert epilog(("a", "b")) == "\b\nExamples:\n  a\n  b"


def test_a_list_of_commands_tells_each_whole() -> None:
    listed = " ".join(said("--help").split())
    assert "would cut them off, at its very end. inner" in listed
    assert "And some more" not in listed


def test_commands_are_listed_in_the_order_of_their_making() -> None:
    assert outer.list_commands(click.Context(outer)) == ["second", "inner"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [("ask --json", True), ("ask -- --json", False), ("ask json", False)],
)
def test_json_is_seen_before_anything_is_parsed(words: str, *, expected: bool) -> None:
    context = click.Context(outer)
    remember_json(context, words.split())
    assert flags_of(context).is_json is expected


def test_flags_without_any_word() -> None:
    assert flags_of(click.Context(outer)) == Flags(config=None, is_json=False, is_debug=False)


def test_the_settings_file_is_a_path() -> None:
    context = click.Context(outer)
    outer.parse_args(context, ["--config", "x.toml", "inner"])
    assert flags_of(context).config == Path("x.toml")
