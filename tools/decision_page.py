"""Writes into ``docs/do/read-a-decision.md`` what its command prints, under its settings."""

import os
import re
import shlex
import tempfile
from pathlib import Path

from click.testing import CliRunner

from domicile.surfaces.cli.main import cli

PAGE = Path(__file__).parents[1] / "docs/do/read-a-decision.md"
BEGIN, END = "<!-- decision: begin -->\n", "<!-- decision: end -->"
REFUSED = 3
"""Exit status of a refusal."""


def decision_page() -> str:
    """Return the page with the decision as it is printed now."""
    return written(PAGE.read_text(encoding="utf-8"))


def written(text: str) -> str:
    """Return ``text`` with the decision that its own command prints under its own settings."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    said = printed(_block(before, "console").removeprefix("$ domicile "), _block(before, "toml"))
    return f"{before}{BEGIN}```text\n{said}```\n{END}{after}"


def printed(command: str, settings: str) -> str:
    """Return what ``command`` prints in a folder that holds nothing but ``settings``.

    Raises:
        ValueError: It neither permits nor refuses.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "domicile.toml"
        file.write_text(settings, encoding="utf-8")
        bare: dict[str, str | None] = {name: None for name in os.environ if _is_ours(name)}
        bare |= {"HOME": folder, "LC_ALL": "C.UTF-8"}
        words = ["--config", str(file), *shlex.split(command)]
        result = CliRunner().invoke(cli, words, env=bare)
    if result.exit_code not in {0, REFUSED}:
        raise ValueError(result.output)
    return result.stdout


def _block(text: str, language: str) -> str:
    """Return the last block of ``language`` in ``text``."""
    *_, last = re.finditer(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return last[1].strip()


def _is_ours(variable: str) -> bool:
    return variable.startswith("DOMICILE_")
