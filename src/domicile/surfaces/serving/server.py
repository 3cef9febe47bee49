"""Running the gateway: the socket, the signals, and the batches of receipts."""

import asyncio
import contextlib
import errno
import logging
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator

import uvicorn

from domicile.app import Domicile
from domicile.core.errors import DomicileError, PortInUseError, ServeError
from domicile.surfaces.console.operator.routes import operator_routes
from domicile.surfaces.console.routes import routes
from domicile.surfaces.http.gateway import Gateway
from domicile.surfaces.http.house import House, open_house
from domicile.surfaces.http.openapi import ALL_ENDPOINTS
from domicile.surfaces.http.upkeep.network_log import writing_calls
from domicile.surfaces.http.upkeep.retention import deleting

BACKLOG = 2048
"""Connections that wait to be accepted."""

STOP_TIMEOUT_S = 60
"""Longest time that running calls are given when the gateway stops, in seconds."""

_log = logging.getLogger("domicile.http")


def build(domicile: Domicile, host: str = "127.0.0.1") -> Gateway:
    """Return the gateway as an ASGI application.

    Args:
        domicile: What answers.
        host: Address that it will listen on; beyond loopback every call beneath /v1 needs a key.
    """
    return _gateway(open_house(domicile, host))


async def serve(
    domicile: Domicile, host: str, port: int, *, listening: Callable[[], None] | None = None
) -> None:
    """Run the gateway until SIGINT or SIGTERM; running calls end, and batches are closed.

    Args:
        domicile: What answers.
        host: Address to listen on.
        port: Port to listen on; 0 takes any.
        listening: Called once calls are taken.

    Raises:
        PortInUseError: Another program listens on the port.
        ServeError: The address cannot be listened on.
    """
    house = open_house(domicile, host)
    config = uvicorn.Config(
        _gateway(house),
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,  # nobody's address is used, so nobody need be believed
        timeout_graceful_shutdown=STOP_TIMEOUT_S,
    )
    with contextlib.closing(listen(host, port)) as listener:
        if listening is not None:
            listening()
        async with closing_batches(domicile), writing_calls(house.calls), deleting(domicile):
            await _Server(config).serve(sockets=[listener])


def _gateway(house: House) -> Gateway:
    pages = [*routes(house.domicile), *operator_routes(house)]
    return Gateway(house, ALL_ENDPOINTS, pages)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        PortInUseError: Another program listens on the port.
        ServeError: The address cannot be listened on.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, _, _, address = found[0]
        listener = socket.socket(family, kind)
    except OSError as error:
        raise ServeError(f"{host} is no address of this machine", remedy=_ADDRESS) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUseError(f"another program listens on port {port}") from error
        raise ServeError(
            f"{host}:{port} cannot be listened on ({error.strerror})", remedy=_ADDRESS
        ) from error
    return listener


_ADDRESS = "Choose another address or port with `--host` and `--port`."


@contextlib.asynccontextmanager
async def closing_batches(domicile: Domicile) -> AsyncIterator[None]:
    """Close the batches of receipts every ``batch_interval_s``, and once more at the end."""
    ticking = asyncio.create_task(_tick(domicile))
    try:
        yield
    finally:
        ticking.cancel()
        await asyncio.wait([ticking])
        await _close_batches(domicile)


async def _tick(domicile: Domicile) -> None:
    while True:
        await asyncio.sleep(domicile.settings.batch_interval_s)
        await _close_batches(domicile)


async def _close_batches(domicile: Domicile) -> None:
    """Close batches; what fails now is tried again at the next tick, and by ``export``."""
    try:
        await domicile.close_batches()
    except DomicileError as error:
        _log.error("%s: batches stay open: %s", error.code, error.message)


class _Server(uvicorn.Server):
    """A server that returns when it is told to stop, where uvicorn would die of the signal."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on the first signal; on the second SIGINT, at once."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        kinds = (signal.SIGINT, signal.SIGTERM)
        before = {kind: signal.signal(kind, self.handle_exit) for kind in kinds}
        try:
            yield
        finally:
            for kind, handler in before.items():
                signal.signal(kind, handler)
