"""A demo partner: a real model server on loopback that writes down every byte it is sent.

The runtime's own HTTP server runs behind a socket file in a private folder. A small server in
front, in the same process, listens on the port: it writes each body to the log before anybody
reads it, checks the key, and passes question and answer on unchanged.
"""

import asyncio
import hmac
import os
import signal
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from socket import SO_REUSEADDR, SOL_SOCKET, socket
from typing import NoReturn

import aiohttp
import click
from aiohttp import web

from domicile.core.errors import DomicileError, PortInUseError, SecretError, StorageError
from domicile.runtimes.llama_engine import EngineOptions, open_server
from domicile.store.secret_file import read_secret

WINDOW_TOKENS = 8192
MAX_BODY_BYTES = 16 * 2**20
STOP_TIMEOUT_S = 1.0
PARENT_CHECK_S = 1.0

_CONNECTION_HEADERS = {"connection", "content-length", "keep-alive", "transfer-encoding", "host"}


class BodyLog:
    """A file of raw bodies, one after the other, each ended by a line feed; for the owner alone.

    Raises:
        StorageError: The file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            os.fchmod(self._file, 0o600)
        except OSError as error:
            msg = f"the log {path} cannot be written"
            raise StorageError(msg) from error

    def append(self, body: bytes) -> None:
        """Write ``body``; when this returns, the file holds it.

        Raises:
            OSError: It cannot be written.
        """
        rest = memoryview(body + b"\n")
        while rest:
            rest = rest[os.write(self._file, rest) :]

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


class Front:
    """The server that partners' callers see.

    Args:
        session: Leads to the model server.
        key: What callers must show.
        log: Where bodies are written down.
    """

    def __init__(self, session: aiohttp.ClientSession, key: str, log: BodyLog) -> None:
        self._session = session
        self._expected = f"Bearer {key}".encode()
        self._log = log

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Write the body down, check the key, pass the question on and the answer back."""
        body = await request.read()
        if body:
            try:
                self._log.append(body)
            except OSError:
                return _failure(HTTPStatus.INSUFFICIENT_STORAGE, "the log cannot be written")
        shown = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(shown, self._expected):
            return _failure(HTTPStatus.UNAUTHORIZED, "Incorrect API key provided.")
        return await self._forward(request, body)

    async def _forward(self, request: web.Request, body: bytes) -> web.StreamResponse:
        async with self._session.request(
            request.method,
            f"http://model{request.path_qs}",
            data=body or None,
            headers=_passed_on(request.headers),
            allow_redirects=False,
        ) as answer:
            response = web.StreamResponse(status=answer.status, headers=_passed_on(answer.headers))
            await response.prepare(request)
            async for piece in answer.content.iter_any():
                await response.write(piece)
            await response.write_eof()
            return response


async def run_partner(
    options: EngineOptions, model: Path, listener: socket, *, key: str, log: BodyLog
) -> None:
    """Load the model, answer on ``listener``, and return when asked to stop or left alone.

    Raises:
        ModelError: The model is missing or cannot be loaded.
    """
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    _watch(os.getppid(), stopped)
    with tempfile.TemporaryDirectory(prefix="domicile-") as folder:
        inner = Path(folder) / "model.sock"
        server = await asyncio.to_thread(open_server, model, options, socket=inner, keys=(key,))
        async with aiohttp.ClientSession(
            connector=aiohttp.UnixConnector(str(inner), limit=0),
            timeout=aiohttp.ClientTimeout(total=None),
            auto_decompress=False,
        ) as session:
            runner = _runner(Front(session, key, log))
            await runner.setup()
            await web.SockSite(runner, listener).start()
            click.echo(f"ready {listener.getsockname()[1]}")
            await stopped.wait()
            await runner.cleanup()
        del server


def listen(port: int) -> socket:
    """Return a socket that listens on ``port`` of loopback; 0 takes any free one.

    Raises:
        PortInUseError: Another program listens there.
    """
    listener = socket()
    listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()
    except OSError as error:
        listener.close()
        msg = f"another program listens on port {port}"
        raise PortInUseError(msg) from error
    return listener


@click.command("domicile-demo-partner")
@click.option("--model-path", type=click.Path(path_type=Path), required=True, help="GGUF file.")
@click.option("--model-name", required=True, help="What the model is called in replies.")
@click.option("--port", type=click.IntRange(0, 65535), required=True, help="Port on loopback.")
@click.option("--key-file", type=click.Path(path_type=Path), required=True, help="Bearer key.")
@click.option("--log", type=click.Path(path_type=Path), required=True, help="Raw bodies.")
@click.option("--threads", type=click.IntRange(1), default=1, help="Threads of the model.")
def partner(
    model_path: Path, model_name: str, *, port: int, key_file: Path, log: Path, threads: int
) -> None:
    """Serve one model as a partner would, and write down what arrives."""
    options = EngineOptions(
        window_tokens=WINDOW_TOKENS,
        reply_threads=threads,
        prompt_threads=threads,
        name=model_name,
    )
    try:
        with listen(port) as listener:
            key = _key(key_file)
            bodies = BodyLog(log)
            with suppress(asyncio.CancelledError):
                asyncio.run(run_partner(options, model_path, listener, key=key, log=bodies))
            bodies.close()
    except DomicileError as error:
        _end(error)


def _watch(parent: int, stopped: asyncio.Event) -> None:
    """Set ``stopped`` once the process that started this one has ended, even by a kill."""
    if os.getppid() != parent:
        stopped.set()
        return
    asyncio.get_running_loop().call_later(PARENT_CHECK_S, _watch, parent, stopped)


def _runner(front: Front) -> web.AppRunner:
    app = web.Application(client_max_size=MAX_BODY_BYTES)
    app.router.add_route("*", "/{path:.*}", front.handle)
    return web.AppRunner(
        app, access_log=None, handler_cancellation=True, shutdown_timeout=STOP_TIMEOUT_S
    )


def _key(file: Path) -> str:
    key = (read_secret(file) or b"").decode("ascii", errors="replace").strip()
    if not key:
        msg = f"{file} does not hold a key"
        raise SecretError(msg)
    return key


def _passed_on(headers: Mapping[str, str]) -> dict[str, str]:
    return {
        name: value for name, value in headers.items() if name.lower() not in _CONNECTION_HEADERS
    }


def _failure(status: HTTPStatus, message: str) -> web.Response:
    kind = "invalid_request_error" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"
    error = {"message": message, "type": kind, "param": None, "code": status.phrase.lower()}
    return web.json_response({"error": error}, status=status)


def _end(error: DomicileError) -> NoReturn:
    click.echo(f"{error.code}: {error.message}\n{error.remedy}", err=True)
    sys.exit(1)


if __name__ == "__main__":
    partner()
