import socket
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xllamacpp

from domicile.core.errors import ModelLoadError, ModelMissingError
from domicile.runtimes.llama_engine import EngineOptions, LlamaEngine, open_server

OPTIONS = EngineOptions(window_tokens=512, reply_threads=1, prompt_threads=2, name="tiny")


class FakeServer:
    """Plays the library: listens where it is told, and remembers what it was told."""

    seen: "FakeServer"

    def __init__(self, params: xllamacpp.CommonParams) -> None:
        self.params = params
        self.bodies: list[dict[str, Any]] = []
        self.door = Path(params.hostnames[0])
        self.mode = stat.S_IMODE(self.door.parent.stat().st_mode)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(params.hostnames[0])
        FakeServer.seen = self

    def handle_chat_completions(
        self, body: dict[str, Any], take: Callable[[dict[str, Any]], bool]
    ) -> None:
        self.bodies.append(body)
        take({"choices": []})

    def __del__(self) -> None:
        self.socket.close()


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(xllamacpp, "Server", FakeServer)
    path = tmp_path / "tiny.gguf"
    path.write_bytes(b"GGUF")
    return path


def test_the_engine_is_silent_and_nobody_can_connect(model: Path) -> None:
    LlamaEngine(model, OPTIONS)
    server = FakeServer.seen
    assert server.params.verbosity < 0
    assert server.mode == 0o700
    assert not server.door.parent.exists()
    with socket.socket(socket.AF_UNIX) as caller, pytest.raises(FileNotFoundError):
        caller.connect(str(server.door))


def test_options_reach_the_library(model: Path) -> None:
    LlamaEngine(model, OPTIONS)
    params = FakeServer.seen.params
    assert params.model.path == str(model)
    assert params.model_alias == {"tiny"}
    assert (params.n_ctx, params.n_parallel) == (512, 1)
    assert (params.cpuparams.n_threads, params.cpuparams_batch.n_threads) == (1, 2)


def test_a_server_works_once_before_it_is_given(model: Path) -> None:
    LlamaEngine(model, OPTIONS)
    assert [body["max_tokens"] for body in FakeServer.seen.bodies] == [1]


def test_a_call_reaches_the_library(model: Path) -> None:
    chunks: list[object] = []

    def take(chunk: object) -> bool:
        chunks.append(chunk)
        return False

    LlamaEngine(model, OPTIONS).call({"messages": []}, take)
    assert FakeServer.seen.bodies[-1] == {"messages": []}
    assert chunks == [{"choices": []}]


def test_a_closed_engine_takes_no_calls(model: Path) -> None:
    engine = LlamaEngine(model, OPTIONS)
    engine.close()
    with pytest.raises(ModelLoadError, match="closed"):
        engine.call({}, lambda _: False)


def test_an_open_server_asks_for_the_keys_it_was_given(model: Path, tmp_path: Path) -> None:
    open_server(model, OPTIONS, socket=tmp_path / "a.sock", keys=("k",))
    assert FakeServer.seen.params.api_keys == ["k"]


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match=r"none\.gguf"):
        LlamaEngine(tmp_path / "none.gguf", OPTIONS)


def test_a_file_that_is_no_model_cannot_be_loaded(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.gguf"
    path.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ModelLoadError, match=r"broken\.gguf"):
        LlamaEngine(path, OPTIONS)
    assert capfd.readouterr().err == ""
