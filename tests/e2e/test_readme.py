"""The README's commands, verbatim and in order, as a newcomer types them."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
START_TIMEOUT_S = 180
COMMAND_TIMEOUT_S = 600

pytestmark = [pytest.mark.model, pytest.mark.slow]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    lines = [line for block in blocks("console") for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    with subprocess.Popen(
        ["/bin/bash", "-c", f"exec {commands()[0]}"],
        cwd=ROOT,
        env=os.environ | {"CI": "true"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            yield printed_until(process, "export DOMICILE_CONFIG")
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(timeout=30)


def printed_until(process: "subprocess.Popen[bytes]", wanted: str) -> str:
    """Read the raw pipe: what Python buffers, ``select`` does not see."""
    assert process.stdout
    printed, deadline = "", time.monotonic() + START_TIMEOUT_S
    while wanted not in printed:
        ready, _, _ = select.select([process.stdout], [], [], deadline - time.monotonic())
        piece = os.read(process.stdout.fileno(), 65536) if ready else b""
        assert piece, f"the demo did not start: {printed}"
        printed += piece.decode()
    return printed


def test_the_first_command_is_the_only_one_before_the_demo_runs() -> None:
    assert commands()[0] == "make demo"
    assert len(commands()) > 5


def test_the_demo_prints_where_it_is(demo: str) -> None:
    assert "http://127.0.0.1:8420/console" in demo


def test_every_command_works(demo: str) -> None:
    assert demo
    script = "\n".join(f"echo '### {number}'\n{line}" for number, line in enumerate(commands()[1:]))
    done = subprocess.run(
        ["/bin/bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=COMMAND_TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    log = (ROOT / "var/demo/partners/demo-cn.log").read_text(encoding="utf-8")
    assert "王小明" not in log
    assert "13812345678" not in log


def test_the_openai_snippet_works(demo: str) -> None:
    assert demo
    (snippet,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", snippet],
        capture_output=True,
        text=True,
        timeout=COMMAND_TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
