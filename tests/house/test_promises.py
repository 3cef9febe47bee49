"""The promises that import contracts cannot see; the others stand in pyproject.toml."""

import ast
from collections.abc import Iterable

import pytest

from tests.house.source import PACKAGE, Source, dotted, imported, source

OUTSIDE = (f"{PACKAGE}egress/", f"{PACKAGE}relay/")
"""The one door out."""

PROCESSES = (*OUTSIDE, f"{PACKAGE}surfaces/")
"""Who may start another program: pip behind the door, the demo's partners."""

CONNECTING_MODULES = (
    "urllib.request",
    "http.client",
    "http.server",
    "multiprocessing.connection",
    "xmlrpc.client",
)
CONNECTING_CALLS = {
    "connect_ex",
    "create_connection",
    "create_datagram_endpoint",
    "open_connection",
    "open_unix_connection",
    "sock_connect",
    "urlopen",
}
STARTING_CALLS = {
    "create_subprocess_exec",
    "create_subprocess_shell",
    "os.popen",
    "os.system",
    "os.posix_spawn",
}

CLOCK = f"{PACKAGE}core/clock.py"
"""The only place that asks the machine for time or chance."""

CHANCE = (
    "time.time",
    "time.time_ns",
    "time.monotonic",
    "time.monotonic_ns",
    "time.perf_counter",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "os.urandom",
    "uuid.uuid1",
    "uuid.uuid4",
)
CHANCE_MODULES = {"secrets", "random"}

EDGES = (f"{PACKAGE}surfaces/", f"{PACKAGE}app.py")
"""Where the machine is met: only these read the environment and make clocks."""


def doors(sources: Iterable[Source]) -> list[str]:
    """Find connections that are opened elsewhere than at the door."""
    return [
        f"{each.at(node)} {what}"
        for each in sources
        if not each.path.startswith(OUTSIDE)
        for node in each.nodes()
        for what in _connecting(node)
    ]


def _connecting(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call):
        name = dotted(node.func)
        return [name] if name.rpartition(".")[2] in CONNECTING_CALLS else []
    return [
        name
        for name in imported(node)
        if any(f"{name}.".startswith(f"{module}.") for module in CONNECTING_MODULES)
    ]


def processes(sources: Iterable[Source]) -> list[str]:
    """Find other programs that are started where none should be."""
    return [
        f"{each.at(node)} {what}"
        for each in sources
        if not each.path.startswith(PROCESSES)
        for node in each.nodes()
        for what in _starting(node)
    ]


def _starting(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call):
        name = dotted(node.func)
        return [name] if {name, name.rpartition(".")[2]} & STARTING_CALLS else []
    return [name for name in imported(node) if name.partition(".")[0] == "subprocess"]


def cleared_elsewhere(sources: Iterable[Source]) -> list[str]:
    """Find places outside ``privacy`` that build a ``Cleared``."""
    return [
        each.at(node)
        for each in sources
        if not each.path.startswith(f"{PACKAGE}privacy/")
        for node in each.nodes()
        if isinstance(node, ast.Call)
        and (
            dotted(node.func).split(".")[-1] == "Cleared"
            or ".Cleared." in f".{dotted(node.func)}"
            or (
                dotted(node.func).endswith("__new__")
                and any(dotted(argument) == "Cleared" for argument in node.args[:1])
            )
        )
    ]


def cleared_definitions(sources: Iterable[Source]) -> list[str]:
    """Find where ``Cleared`` is defined."""
    return [
        each.path
        for each in sources
        for node in each.nodes()
        if isinstance(node, ast.ClassDef) and node.name == "Cleared"
    ]


def hidden_chance(sources: Iterable[Source]) -> list[str]:
    """Find code that asks for time or chance without taking a clock or entropy as argument."""
    return [
        f"{each.at(node)} {what}"
        for each in sources
        if each.path != CLOCK
        for node in each.nodes()
        for what in _chancy(node)
    ]


def _chancy(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call):
        name = dotted(node.func)
        return [name] if any(f".{name}".endswith(f".{each}") for each in CHANCE) else []
    return [name for name in imported(node) if name.partition(".")[0] in CHANCE_MODULES]


def hidden_surroundings(sources: Iterable[Source]) -> list[str]:
    """Find code that reads the environment or the home folder by itself."""
    return [
        f"{each.at(node)} {dotted(node)}"
        for each in sources
        if not each.path.startswith(EDGES)
        for node in each.nodes()
        if isinstance(node, ast.Attribute)
        and dotted(node) in {"os.environ", "os.getenv", "Path.home", "Path.cwd", "os.getcwd"}
    ]


def hidden_clocks(sources: Iterable[Source]) -> list[str]:
    """Find code that makes its own clock or entropy."""
    return [
        each.at(node)
        for each in sources
        if not each.path.startswith(EDGES)
        for node in each.nodes()
        if isinstance(node, ast.Call)
        and dotted(node.func).split(".")[-1] in {"SystemClock", "SystemEntropy"}
    ]


def test_there_is_one_door_out(product: tuple[Source, ...]) -> None:
    assert doors(product) == []


def test_other_programs_start_at_the_edges(product: tuple[Source, ...]) -> None:
    assert processes(product) == []


def test_only_privacy_clears(product: tuple[Source, ...]) -> None:
    assert cleared_elsewhere(product) == []
    assert cleared_definitions(product) == [f"{PACKAGE}privacy/cleared.py"]


def test_time_and_chance_are_arguments(product: tuple[Source, ...]) -> None:
    assert hidden_chance(product) == []
    assert hidden_clocks(product) == []


def test_surroundings_are_arguments(product: tuple[Source, ...]) -> None:
    assert hidden_surroundings(product) == []


@pytest.mark.parametrize(
    ("find", "text"),
    [
        (doors, "import urllib.request\n"),
        (doors, "from urllib import request\n"),
        (doors, "from http.client import HTTPSConnection\n"),
        (doors, "import asyncio\nasyncio.open_connection('a', 1)\n"),
        (doors, "loop.create_connection(f, 'a', 1)\n"),
        (processes, "import subprocess\n"),
        (processes, "from subprocess import run\n"),
        (processes, "asyncio.create_subprocess_exec('a')\n"),
        (processes, "os.system('a')\n"),
        (cleared_elsewhere, "Cleared(content=x)\n"),
        (cleared_elsewhere, "cleared.Cleared(content=x)\n"),
        (cleared_elsewhere, "Cleared.of(x)\n"),
        (cleared_elsewhere, "object.__new__(Cleared)\n"),
        (cleared_definitions, "class Cleared: ...\n"),
        (hidden_chance, "import time\ntime.monotonic()\n"),
        (hidden_chance, "import datetime\ndatetime.datetime.now(datetime.UTC)\n"),
        (hidden_chance, "from secrets import token_bytes\n"),
        (hidden_chance, "import random\n"),
        (hidden_surroundings, "import os\nos.environ['HOME']\n"),
        (hidden_surroundings, "Path.home()\n"),
        (hidden_clocks, "clock = SystemClock()\n"),
    ],
)
def test_a_planted_violation_is_found(find: object, text: str) -> None:
    assert callable(find)
    assert find([source(f"{PACKAGE}placement/choose.py", text)])


@pytest.mark.parametrize(
    ("find", "path", "text"),
    [
        (doors, "egress/partners/openai.py", "asyncio.open_connection('a', 1)\n"),
        (doors, "core/site.py", "from urllib.parse import urlsplit\n"),
        (processes, "surfaces/demo/partner.py", "import subprocess\n"),
        (cleared_elsewhere, "privacy/minimize.py", "Cleared(content=x)\n"),
        (cleared_elsewhere, "egress/gate.py", "isinstance(x, Cleared)\n"),
        (hidden_chance, "core/clock.py", "import secrets\n"),
        (hidden_clocks, "app.py", "SystemClock()\n"),
    ],
)
def test_what_is_allowed_passes(find: object, path: str, text: str) -> None:
    assert callable(find)
    assert not find([source(PACKAGE + path, text)])
