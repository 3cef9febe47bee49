"""A page whose commands are run: its blocks, and a shell in a folder of its own."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from tests.house.source import ROOT

TIMEOUT_S: Final = 180


@dataclass(frozen=True)
class Page:
    """One page of the documentation."""

    path: str
    """Where it lies, from the checkout."""

    @cached_property
    def text(self) -> str:
        """What it says."""
        return (ROOT / self.path).read_text(encoding="utf-8")

    def blocks(self, language: str) -> list[str]:
        """Return its blocks in ``language``, in their order."""
        return re.findall(rf"^```{language}\n(.*?)^```", self.text, flags=re.MULTILINE | re.DOTALL)

    def commands(self) -> list[str]:
        """Return every command that it shows, in their order."""
        lines = "".join(self.blocks("console")).splitlines()
        assert all(line.startswith("$ ") for line in lines)
        return [line.removeprefix("$ ") for line in lines]

    def run(self, script: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
        """Run ``script`` in one shell that ends with the first command that fails."""
        return subprocess.run(
            ["/bin/bash", "-c", "\n".join(["set -euo pipefail", *script])],
            cwd=folder,
            env={
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                "HOME": str(folder),
                "LC_ALL": "C.UTF-8",
            },
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
