"""A test that did not run is named, and in CI a failure; no test reaches beyond this machine."""

import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

SKIPPED = """\
import pytest

def test_that_runs() -> None: ...

@pytest.mark.skip(reason="the moon is not full")
def test_that_does_not_run() -> None: ...
"""


def run_in_a_copy(folder: Path, text: str, environment: dict[str, str]) -> tuple[int, str]:
    """Run one test file under our ``conftest.py``; return its status and what it said."""
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    (folder / "test_a.py").write_text(text, encoding="utf-8")
    (folder / "pytest.ini").touch()
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "test_a.py"],
        cwd=folder,
        env={"PATH": "", "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return result.returncode, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("text", "ci", "status"),
    [
        (SKIPPED, "true", pytest.ExitCode.TESTS_FAILED),
        (SKIPPED, "", pytest.ExitCode.OK),
        ("def test_that_runs() -> None: ...\n", "true", pytest.ExitCode.OK),
    ],
)
def test_a_gap_fails_in_ci(text: str, ci: str, status: int, tmp_path: Path) -> None:
    found, said = run_in_a_copy(tmp_path, text, {"CI": ci})
    assert found == status, said
    assert ("1 x Skipped: the moon is not full" in said) == ("skip" in text)


def test_the_world_is_out_of_reach() -> None:
    with pytest.raises(UserWarning, match="allowed"):
        socket.create_connection(("192.0.2.1", 9), timeout=0.1)


def test_loopback_is_within_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()


def test_settings_of_the_caller_are_forgotten(tmp_path: Path) -> None:
    text = "import os\n\ndef test() -> None:\n    assert 'DOMICILE_CONFIG' not in os.environ\n"
    found, said = run_in_a_copy(tmp_path, text, {"DOMICILE_CONFIG": "elsewhere.toml"})
    assert found == pytest.ExitCode.OK, said
