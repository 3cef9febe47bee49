"""The command line as a process: its streams, its signals, its ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

COMMAND = str(Path(sys.executable).with_name("domicile"))
TIMEOUT_S = 60

Process = subprocess.Popen[bytes]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return what a process finds: a home folder of its own, and a terminal that is English."""
    (tmp_path / "domicile.toml").write_text('data_dir = "store"\nmodels_dir = "packs"\n')
    kept = {name: value for name, value in os.environ.items() if name != "DOMICILE_MODELS_DIR"}
    return kept | {"HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "error"}


@contextmanager
def running(folder: Path, environment: dict[str, str], *words: str) -> Iterator[Process]:
    process = subprocess.Popen(
        [COMMAND, *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=TIMEOUT_S)


def call(
    folder: Path, environment: dict[str, str], *words: str, given: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [COMMAND, *words],
        cwd=folder,
        env=environment,
        input=given,
        capture_output=True,
        timeout=TIMEOUT_S,
        check=False,
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def fetch(port: int, method: str, path: str, body: bytes = b"") -> bytes:
    with closing(HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)) as connection:
        connection.request(method, path, body, {"content-type": "application/json"})
        return connection.getresponse().read()


def until_it_answers(port: int) -> bytes:
    deadline = time.monotonic() + TIMEOUT_S
    while True:
        try:
            return fetch(port, "GET", "/healthz")
        except OSError:
            assert time.monotonic() < deadline, "the gateway did not start"
            time.sleep(0.1)


def test_json_is_utf_8_on_a_terminal_that_is_not(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    narrow = environment | {"PYTHONIOENCODING": "ascii", "DOMICILE_LANGUAGE": "zh"}
    done = call(tmp_path, narrow, "market", "list", "--json")
    assert done.returncode == 0
    assert done.stderr == b""
    names = {each["market"]: each["name"] for each in json.loads(done.stdout)["markets"]}
    assert names["CN"].startswith("中国")


def test_a_narrow_terminal_shows_question_marks_and_no_traceback(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    narrow = environment | {"PYTHONIOENCODING": "latin-1", "DOMICILE_LANGUAGE": "zh"}
    done = call(tmp_path, narrow, "market", "list")
    assert done.returncode == 0
    assert b"??" in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize("words", [("market", "show", "CN"), ("config", "show", "--json")])
def test_when_the_reader_has_left_nothing_complains(
    tmp_path: Path, environment: dict[str, str], words: tuple[str, ...]
) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [COMMAND, *words],
            cwd=tmp_path,
            env=environment,
            stdout=writer,
            stderr=subprocess.PIPE,
            timeout=TIMEOUT_S,
            check=False,
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_ctrl_c_is_quiet(tmp_path: Path, environment: dict[str, str]) -> None:
    with running(tmp_path, environment, "find", "--batch", "-") as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(b"\n")
        process.stdin.flush()
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=TIMEOUT_S) == 130
        assert process.stderr.read().strip() == b""


def test_a_recognizer_that_fails_fails_the_command(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    done = call(tmp_path, environment, "find", "王小明", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "D701"
    assert "王小明".encode() not in done.stdout + done.stderr


def test_words_that_are_not_utf_8_are_refused(tmp_path: Path, environment: dict[str, str]) -> None:
    done = call(tmp_path, environment, "find", os.fsdecode(b"\xff\xfe"), "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "D805"


def test_a_gateway_serves_until_it_is_stopped(tmp_path: Path, environment: dict[str, str]) -> None:
    port = free_port()
    with running(tmp_path, environment, "serve", "--port", str(port), "--json") as process:
        assert b"ok" in until_it_answers(port)
        second = call(tmp_path, environment, "serve", "--port", str(port), "--json")
        assert second.returncode == 1
        assert json.loads(second.stdout)["error"]["code"] == "D901"
        process.send_signal(signal.SIGINT)
        told, said = process.communicate(timeout=TIMEOUT_S)
        assert process.returncode == 0, said
        assert json.loads(told) == {"url": f"http://127.0.0.1:{port}", "stopped": True}
        assert b"Traceback" not in said


def test_a_change_of_the_register_reaches_a_running_gateway(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    with (tmp_path / "domicile.toml").open("a") as settings:
        settings.write(
            '[[sites]]\nid = "one"\nbase_url = "http://127.0.0.1:1/v1"\nmodel = "m"\n'
            'owner_country = "US"\nregion = "us"\ninference_scope = "us"\n'
            'features = ["assistant"]\nevidence = "simulated"\n'
        )
    port = free_port()
    where = ("--market", "US-CA", "--feature", "assistant", "--site", "one", "--by", "Li")

    def is_permitted() -> bool:
        asked = {"feature": "assistant", "market": "US-CA", "site": "one", "data": ["phone"]}
        told = json.loads(fetch(port, "POST", "/v1/decide", json.dumps(asked).encode()))
        return bool(told["permitted"])

    with running(tmp_path, environment, "serve", "--port", str(port)):
        until_it_answers(port)
        assert not is_permitted()
        for verb, then in (("submit", False), ("approve", True), ("suspend", False)):
            assert call(tmp_path, environment, "release", verb, *where).returncode == 0
            assert is_permitted() is then
