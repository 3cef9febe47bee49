import asyncio
import json
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from click.testing import CliRunner, Result

from domicile.core.errors import PortInUseError, StorageError
from domicile.surfaces.demo.partner import BodyLog, Front, _runner, listen, partner

KEY = "k-123"
BODY = '{"model": "m",  "messages": [{"content": "王小明"}]}'.encode()


@dataclass
class Stage:
    """A front, whose model server is played by a handler."""

    address: str
    log: Path
    session: aiohttp.ClientSession

    async def post(
        self, body: bytes = BODY, key: str | None = KEY
    ) -> tuple[int, str | None, bytes]:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        url = f"{self.address}/v1/chat/completions"
        async with self.session.post(url, data=body, headers=headers) as answer:
            return answer.status, answer.headers.get("Content-Type"), await answer.read()


class Model:
    """Plays the model server."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.paths: list[str] = []
        self.hang = False
        self.gone = asyncio.Event()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.read())
        self.paths.append(request.path_qs)
        response = web.StreamResponse(status=201, headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"data: 1\n\n")
        try:
            if self.hang:
                await asyncio.Event().wait()
        finally:
            self.gone.set()
        await response.write(b"data: [DONE]\n\n")
        return response


@pytest.fixture
def model() -> Model:
    return Model()


@asynccontextmanager
async def serving(handler: web.AppRunner, site: web.BaseSite) -> AsyncIterator[None]:
    await site.start()
    try:
        yield
    finally:
        await handler.cleanup()


@pytest.fixture
async def stage(model: Model, tmp_path: Path) -> AsyncIterator[Stage]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", model.handle)
    inner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await inner.setup()
    door = str(tmp_path / "m.sock")
    log = BodyLog(tmp_path / "bodies.log")
    async with (
        serving(inner, web.UnixSite(inner, door)),
        aiohttp.ClientSession(connector=aiohttp.UnixConnector(door)) as behind,
        aiohttp.ClientSession() as session,
    ):
        front = _runner(Front(behind, KEY, log))
        await front.setup()
        listener = listen(0)
        async with serving(front, web.SockSite(front, listener)):
            port = listener.getsockname()[1]
            yield Stage(f"http://127.0.0.1:{port}", tmp_path / "bodies.log", session)
    log.close()


async def test_question_and_answer_pass_unchanged(stage: Stage, model: Model) -> None:
    answer = await stage.post()
    assert answer == (201, "text/event-stream", b"data: 1\n\ndata: [DONE]\n\n")
    assert model.bodies == [BODY]
    assert model.paths == ["/v1/chat/completions"]


async def test_every_body_is_written_down_as_it_came(stage: Stage) -> None:
    await stage.post()
    await stage.post(b"second")
    assert stage.log.read_bytes() == BODY + b"\nsecond\n"
    assert stat.S_IMODE(stage.log.stat().st_mode) == 0o600


@pytest.mark.parametrize("key", [None, "", "k-12", "k-1234", "王"])
async def test_without_the_key_nobody_is_answered(
    stage: Stage, model: Model, key: str | None
) -> None:
    status, kind, body = await stage.post(key=key)
    assert (status, kind) == (401, "application/json; charset=utf-8")
    assert json.loads(body)["error"]["type"] == "invalid_request_error"
    assert model.bodies == []
    assert stage.log.read_bytes() == BODY + b"\n"


async def test_a_question_without_a_body_leaves_no_line(stage: Stage, model: Model) -> None:
    headers = {"Authorization": f"Bearer {KEY}"}
    async with stage.session.get(f"{stage.address}/v1/models?a=1", headers=headers) as answer:
        assert answer.status == 201
    assert model.paths == ["/v1/models?a=1"]
    assert stage.log.read_bytes() == b""


async def test_what_cannot_be_written_down_is_not_answered(
    stage: Stage, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(BodyLog, "append", full)
    status, _, body = await stage.post()
    assert status == 507
    assert "王小明" not in body.decode()
    assert model.bodies == []


async def test_a_caller_who_goes_away_stops_the_model(stage: Stage, model: Model) -> None:
    model.hang = True
    url = f"{stage.address}/v1/chat/completions"
    headers = {"Authorization": f"Bearer {KEY}"}
    async with stage.session.post(url, data=BODY, headers=headers) as answer:
        assert await answer.content.readline() == b"data: 1\n"
        assert not model.gone.is_set()
    async with asyncio.timeout(5):
        await model.gone.wait()


def test_a_log_is_closed_to_others_also_when_it_was_open(tmp_path: Path) -> None:
    path = tmp_path / "bodies.log"
    path.write_bytes(b"before\n")
    path.chmod(0o644)
    log = BodyLog(path)
    log.append(b"after")
    log.close()
    assert path.read_bytes() == b"before\nafter\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_log_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="log"):
        BodyLog(tmp_path / "missing" / "bodies.log")


def test_a_port_has_one_listener() -> None:
    with listen(0) as first, pytest.raises(PortInUseError, match="port"):
        listen(first.getsockname()[1])


def run(tmp_path: Path, *, port: int = 0, key: str | None = KEY) -> Result:
    file = tmp_path / "key"
    if key is not None:
        file.write_text(key, encoding="utf-8")
        file.chmod(0o600)
    words = {
        "model-path": tmp_path / "none.gguf",
        "model-name": "m",
        "port": port,
        "key-file": file,
        "log": tmp_path / "bodies.log",
    }
    arguments = [word for name, value in words.items() for word in (f"--{name}", str(value))]
    return CliRunner().invoke(partner, arguments)


def test_a_port_in_use_ends_it_with_its_code(tmp_path: Path) -> None:
    with listen(0) as taken:
        result = run(tmp_path, port=taken.getsockname()[1])
    assert result.exit_code == 1
    assert result.stderr.startswith("D901: another program listens on port")
    assert result.stdout == ""


@pytest.mark.parametrize("key", [None, "", "\n"])
def test_a_missing_key_ends_it_with_its_code(tmp_path: Path, key: str | None) -> None:
    result = run(tmp_path, key=key)
    assert (result.exit_code, result.stderr[:5]) == (1, "D104:")


def test_a_missing_model_ends_it_with_its_code(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert (result.exit_code, result.stderr[:5]) == (1, "D201:")
