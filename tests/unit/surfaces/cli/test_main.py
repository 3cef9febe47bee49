import subprocess
import sys
import time

import click
import pytest
from click.testing import CliRunner

from domicile.surfaces.cli.main import COMMANDS, cli
from tests.unit.surfaces.cli.house import House

HELP = "import sys; sys.argv = ['domicile', '--help']; from domicile.surfaces.cli.main import main"
HEAVY = ("domicile.app", "numpy", "aiohttp", "yaml", "xllamacpp", "starlette", "msgspec")


def fresh(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, timeout=60
    )
    return done.stdout


def test_help_lists_every_command_with_its_own_words() -> None:
    shown = CliRunner().invoke(cli, ["--help"])
    assert shown.exit_code == 0
    context = click.Context(cli)
    for name, short in COMMANDS.items():
        made = cli.get_command(context, name)
        assert made is not None
        assert name in shown.stdout
        assert (made.help or "").splitlines()[0] == short, name


def test_help_imports_nothing_heavy() -> None:
    told = fresh(
        f"{HELP}\ntry:\n    main()\nexcept SystemExit:\n"
        f"    print([name for name in {HEAVY} if name in sys.modules])"
    )
    assert told.splitlines()[-1] == "[]"


def test_help_is_quick() -> None:
    """The goal is 300 ms on an idle machine; the best of several counts on a busy one."""

    def once() -> float:
        began = time.perf_counter()
        fresh(f"{HELP}; main()")
        return time.perf_counter() - began

    assert min(once() for _ in range(5)) < 0.6


def test_an_unknown_command_is_wrong_usage(house: House) -> None:
    assert house.call("sing").exit_code == 2
    assert house.json("sing", status=2)["error"]["code"] == "D800"


@pytest.mark.parametrize("words", [("--nonsense",), ("ask", "hi", "--nonsense"), ("ask", "--site")])
def test_wrong_usage_is_told_to_programs_too(house: House, words: tuple[str, ...]) -> None:
    told = house.json(*words, status=2)
    assert told["error"]["code"] == "D800"
    assert told["error"]["remedy"]


def test_the_version_is_told(house: House) -> None:
    assert house.call("--version").stdout.startswith("domicile ")
