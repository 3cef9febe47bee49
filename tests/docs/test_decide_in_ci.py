"""Every command of the page runs, as a pipeline would run it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from domicile.core.settings_file import Surroundings, load_settings
from tests.house.source import ROOT

PAGE = (ROOT / "docs/do/decide-in-ci.md").read_text(encoding="utf-8")
TIMEOUT_S = 120


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    lines = "".join(blocks("console")).splitlines()
    assert all(line.startswith("$ ") for line in lines)
    return [line.removeprefix("$ ") for line in lines]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the page's settings, and a newer edition of the EU's pack."""
    (tmp_path / "domicile.toml").write_text(blocks("toml")[0], encoding="utf-8")
    (tmp_path / "packs").mkdir()
    shipped = ROOT / "src/domicile/markets/packs/eu/pack.yaml"
    newer = re.sub(
        r"^as_of: .*$", "as_of: 2026-12-01", shipped.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    (tmp_path / "packs/eu.yaml").write_text(newer, encoding="utf-8")
    return tmp_path


def run(script: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
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


def test_the_settings_are_settings(folder: Path) -> None:
    loaded = load_settings(Surroundings(environment={}, home=folder, folder=folder), config=None)
    assert loaded.settings.sites[0].id == "mini-eu"


def test_every_command_runs(folder: Path) -> None:
    result = run(commands(), folder)
    assert result.returncode == 0, result.stderr + result.stdout
    told = {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    assert told["decision"]["permitted"]
    assert told["ahead"]["permitted"]
    assert not told["refused"]["permitted"]
    assert "US-PART-001: " in result.stdout
    assert all(f"::warning::{one['date']}" in result.stdout for one in told["upcoming"]["upcoming"])
    assert told["diff"]["effects"] == []


def test_a_feature_that_may_not_ship_fails_the_step(folder: Path) -> None:
    plain = next(each for each in commands() if "refused.json" in each)
    assert run([plain.removesuffix(" || test $? -eq 3")], folder).returncode == 3


def test_a_pack_that_closes_a_release_fails_the_step(folder: Path) -> None:
    pack = folder / "packs/eu.yaml"
    text = pack.read_text(encoding="utf-8")
    closed = re.sub(r"allow_scopes: \[[^]]*\]", "allow_scopes: [jp]", text)
    assert closed != text
    pack.write_text(closed, encoding="utf-8")
    script = [each for each in commands() if "release " in each or "diff" in each]
    assert run([each for each in script if "release " not in each], folder).returncode == 0
    assert run(script, folder).returncode == 1


def test_every_step_of_the_workflow_runs(folder: Path) -> None:
    (workflow,) = (yaml.safe_load(block) for block in blocks("yaml"))
    steps = workflow["jobs"]["decide"]["steps"]
    script = [step["run"] for step in steps if "pip install" not in step.get("run", "pip install")]
    assert len(script) == len(steps) - 2
    result = run(script, folder)
    assert result.returncode == 0, result.stderr + result.stdout
