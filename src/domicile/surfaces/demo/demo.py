"""The demo: the whole product on this machine, with two real model servers as partners."""

import asyncio
import contextlib
import fcntl
import os
import shlex
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from domicile.app import Domicile
from domicile.core.clock import SystemEntropy
from domicile.core.content import Content, Message, Sampling
from domicile.core.errors import PortInUseError, ProcessError, ServeError, StorageError
from domicile.core.ids import DEVICE, SiteId
from domicile.core.settings_file import FILE_NAME, Surroundings, load_settings
from domicile.core.site import Site
from domicile.core.task import Needs, Task
from domicile.policy.register.approvals import Motion, Register
from domicile.policy.register.grounds import changes
from domicile.store.models.manifest import shipped_manifests
from domicile.store.releases import ReleaseKey, ReleaseState
from domicile.surfaces.demo.household import (
    PEOPLE,
    DemoPartner,
    DemoRelease,
    partners,
    releases,
    settings_text,
    write_private,
)
from domicile.surfaces.serving.server import serve

FIRST_PARTNER_PORT = 8421
SECRET_BYTES = 32
START_TIMEOUT_S = 120.0
STOP_TIMEOUT_S = 5.0
_FOLDER = "Choose another folder with `--folder`."


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPlan:
    """Where the demo lives and listens."""

    folder: Path
    """Settings, store and the partners' logs."""

    host: str
    """Address of the gateway."""

    port: int
    """Port of the gateway."""

    small: bool
    """Whether every model is the small one."""


async def run_demo(plan: DemoPlan, say: Callable[[str], None]) -> None:
    """Start everything, say where it is, and run until stopped.

    Args:
        plan: Where it lives and listens.
        say: Takes each line for the person.

    Raises:
        PortInUseError: Another program listens on the gateway's port.
        ServeError: Another demo runs in the folder.
        StorageError: The folder cannot be written.
        ModelMissingError: A model pack is not installed.
        ProcessError: A partner process ended before it was ready.
    """
    require_free(plan.host, plan.port)
    with sole(plan.folder):
        await _run(plan, say)


async def _run(plan: DemoPlan, say: Callable[[str], None]) -> None:
    players, entropy = partners(small=plan.small), SystemEntropy()
    ports = {
        player.site: free_port(FIRST_PARTNER_PORT + index) for index, player in enumerate(players)
    }
    config = plan.folder / FILE_NAME
    digests = {manifest.id: manifest.files[0].sha256 for manifest in shipped_manifests()}
    write_private(config, settings_text(players, ports, digests, small=plan.small))
    for player in players:
        write_private(
            plan.folder / "secrets" / player.site, entropy.token(SECRET_BYTES).hex() + "\n"
        )
    surroundings = Surroundings(environment=os.environ, home=Path.home(), folder=Path.cwd())
    domicile = Domicile(load_settings(surroundings, config=config))
    try:
        furnish(domicile, players)
        async with running(domicile, plan, players, ports):
            await warm_up(domicile)

            def ready() -> None:
                for line in greeting(plan, config):
                    say(line)

            await serve(domicile, plan.host, plan.port, listening=ready)
    finally:
        await domicile.aclose()


def greeting(plan: DemoPlan, config: Path) -> tuple[str, str]:
    """Return where the console is, and a line that a shell takes as it stands."""
    return (
        f"Domicile runs at http://{plan.host}:{plan.port}/console",
        f"export DOMICILE_CONFIG={shlex.quote(str(config.resolve()))}",
    )


@contextlib.contextmanager
def sole(folder: Path) -> Iterator[None]:
    """Keep other demos out of ``folder``: each writes settings and keys of its own there.

    The lock goes with the process, so a killed one blocks nobody.

    Raises:
        ServeError: Another demo runs in it.
        StorageError: It cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / "demo.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        msg = f"{folder} cannot be written ({error.strerror})"
        raise StorageError(msg, remedy=_FOLDER) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            msg = f"another demo runs in {folder}"
            raise ServeError(
                msg, remedy="Stop it, or choose another folder with `--folder`."
            ) from error
        yield
    finally:
        os.close(lock)


def furnish(domicile: Domicile, players: tuple[DemoPartner, ...]) -> None:
    """Write people, and bring the register to where the guided story begins."""
    for person in PEOPLE:
        domicile.subjects.put(person)
    for entry in releases(players):
        bring_to_start(domicile.register, entry, domicile.sites.get(entry.site))


def bring_to_start(register: Register, entry: DemoRelease, site: Site) -> None:
    """Bring one release to where the story begins, by the register's own steps.

    What an earlier story has done to it, or a partner that serves another model now, is no
    obstacle; the history keeps it all.
    """
    key = ReleaseKey(entry.market, entry.feature, entry.site)
    wanted = ReleaseState.RELEASED if entry.approved else ReleaseState.FILED
    present = register.snapshot().get(key)
    is_there = present is not None and present.state is wanted and not present.barred
    if present and is_there and changes(present, site, register.clock.now().date()) is None:
        return
    if present is not None and present.state is not ReleaseState.WITHDRAWN:
        register.move("withdraw", key, Motion(by="demo", reason="the demo starts anew"))
    register.move("submit", key, Motion(by="demo"))
    if entry.approved:
        register.move("approve", key, Motion(by="demo"))


async def warm_up(domicile: Domicile) -> None:
    """Load the device's model, so that the first answer does not wait for it."""
    task = Task(
        content=Content(messages=(Message(role="user", content="1"),)),
        needs=Needs(window_tokens=64),
        sampling=Sampling(max_tokens=1),
    )
    async for _ in domicile.engines.run(domicile.sites.get(DEVICE), task):
        pass


@contextlib.asynccontextmanager
async def running(
    domicile: Domicile,
    plan: DemoPlan,
    players: tuple[DemoPartner, ...],
    ports: Mapping[SiteId, int],
) -> AsyncIterator[None]:
    """Run the partner processes as long as the block lasts."""
    started: list[Process] = []
    try:
        for player in players:
            process = await start(domicile, plan, player, ports[player.site])
            started.append(process)
        for player, process in zip(players, started, strict=True):
            await ready_partner(player, process)
        yield
    finally:
        for process in started:
            await stop(process)


async def start(domicile: Domicile, plan: DemoPlan, player: DemoPartner, port: int) -> Process:
    """Start the process of one partner.

    Raises:
        ModelMissingError: Its model pack is not installed.
    """
    manifest = domicile.shelf.manifest(player.model)
    model = domicile.shelf.path(player.model) / manifest.files[0].name
    log = plan.folder / "partners" / f"{player.site}.log"
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    arguments = {
        "model-path": model,
        "model-name": player.model,
        "port": port,
        "key-file": plan.folder / "secrets" / player.site,
        "log": log,
        "threads": 1,
    }
    words = [word for name, value in arguments.items() for word in (f"--{name}", str(value))]
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "domicile.surfaces.demo.partner", *words, stdout=PIPE
    )


async def ready_partner(player: DemoPartner, process: Process) -> None:
    """Wait until a partner can answer.

    Raises:
        ProcessError: It ended first, or took too long.
    """
    if process.stdout is None:
        raise ProcessError(f"the partner {player.site} has no output to wait for")
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_TIMEOUT_S)
    except TimeoutError as error:
        raise ProcessError(f"the partner {player.site} took too long to start") from error
    if not line.startswith(b"ready"):
        raise ProcessError(
            f"the partner {player.site} ended before it was ready",
            remedy="Its own message stands above; check memory and free ports.",
        )


async def stop(process: Process) -> None:
    """End a process that we started: kindly, then firmly."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_TIMEOUT_S)
    except TimeoutError:
        process.kill()
        await process.wait()


def require_free(host: str, port: int) -> None:
    """Make sure that nothing listens on ``port``.

    Raises:
        PortInUseError: Something does.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUseError(f"another program listens on port {port}") from error


def free_port(wished: int) -> int:
    """Return ``wished`` if nothing listens there, else any free port of loopback."""
    for candidate in (wished, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", candidate))
            except OSError:
                continue
            port: int = probe.getsockname()[1]
            return port
    raise PortInUseError("no port of loopback is free")
