"""The demo partner as a process, with the small model."""

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from tests.installed import model_file

pytestmark = pytest.mark.model

KEY = "k-123"
QUESTION = '{"messages":[{"role":"user","content":"只说“你好”。"}],"max_tokens":8,"stream":true}'


@dataclass
class Running:
    """A partner process that can answer."""

    process: Process
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1/chat/completions"


def command(folder: Path) -> list[str]:
    key = folder / "key"
    key.write_text(KEY, encoding="utf-8")
    key.chmod(0o600)
    words = {
        "model-path": model_file(),
        "model-name": "demo-model",
        "port": 0,
        "key-file": key,
        "log": folder / "bodies.log",
        "threads": 1,
    }
    options = [word for name, value in words.items() for word in (f"--{name}", str(value))]
    return [sys.executable, "-m", "domicile.surfaces.demo.partner", *options]


@pytest.fixture
async def partner(tmp_path: Path) -> AsyncIterator[Running]:
    process = await asyncio.create_subprocess_exec(*command(tmp_path), stdout=PIPE, stderr=PIPE)
    assert process.stdout is not None
    async with asyncio.timeout(60):
        line = await process.stdout.readline()
    assert line.startswith(b"ready ")
    yield Running(process, int(line.split()[1]), tmp_path / "bodies.log")
    if process.returncode is None:
        process.kill()
        await process.wait()


async def test_a_partner_answers_writes_down_and_stops(partner: Running) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        async with session.post(partner.url, data=QUESTION.encode()) as answer:
            assert answer.content_type == "text/event-stream"
            lines = (await answer.text()).split("\n\n")
        assert lines[-2] == "data: [DONE]"
        chunks = [json.loads(line.removeprefix("data: ")) for line in lines[:-2]]
        assert {chunk["model"] for chunk in chunks} == {"demo-model"}
        assert partner.log.read_bytes() == QUESTION.encode() + b"\n"
        long = '{"messages":[{"role":"user","content":"Count."}],"max_tokens":900,"stream":true}'
        async with session.post(partner.url, data=long) as answer:
            await answer.content.readline()
            begun = time.monotonic()
            partner.process.terminate()
            said = await asyncio.wait_for(partner.process.communicate(), 10)
    assert time.monotonic() - begun < 5
    assert partner.process.returncode == 0
    assert said == (b"", b"")


LEAVING = """
import subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)
print(child.stdout.readline().decode().strip(), child.pid, flush=True)
sys.stdin.readline()
"""


async def test_a_partner_ends_with_whoever_started_it(tmp_path: Path) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LEAVING, *command(tmp_path), stdin=PIPE, stdout=PIPE
    )
    assert parent.stdout is not None
    async with asyncio.timeout(60):
        _, _, pid = (await parent.stdout.readline()).split()
        parent.kill()
        await parent.wait()
    async with asyncio.timeout(10):
        while is_running(int(pid)):
            await asyncio.to_thread(time.sleep, 0.1)


def is_running(pid: int) -> bool:
    """Return whether a process still does something; one that waits to be reaped does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
