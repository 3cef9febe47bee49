"""What the doctor looks at on the machine: Python, packages, folders, memory, ports."""

import errno
import os
import re
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib import metadata
from pathlib import Path
from typing import Final

from domicile.core.text import Bilingual
from domicile.surfaces.cli.checks.check import Check, good

PYTHON: Final = (3, 11)
GIB: Final = 2**30
MIB: Final = 2**20
ENOUGH_BYTES: Final = GIB
"""Free space below which the doctor warns."""

TOO_LITTLE_BYTES: Final = 100 * MIB
"""Free space below which writing will soon fail."""

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def python(version: tuple[int, ...] = tuple(sys.version_info[:3])) -> Check:
    """Look at the interpreter."""
    found = ".".join(map(str, version))
    if version >= PYTHON:
        return good("python", found, found)
    return Check(
        name="python",
        health="fail",
        detail=Bilingual(en=found, zh=found),
        remedy="Domicile needs Python 3.11 or newer.",
    )


def dependencies(package: str = "domicile") -> Check:
    """Look whether everything that ``package`` needs is installed."""
    missing = [name for name in _required(package) if not _is_installed(name)]
    if not missing:
        return good("dependencies", "all are installed", "均已安装")
    names = ", ".join(missing)
    return Check(
        name="dependencies",
        health="fail",
        detail=Bilingual(en=f"missing: {names}", zh=f"缺少：{names}"),
        remedy="Run `make setup`.",
    )


def data_folder(folder: Path) -> Check:
    """Look whether ``data_dir`` can be written, or made."""
    there = nearest(folder)
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return Check(
            name="data_dir",
            health="fail",
            detail=Bilingual(en=f"{there} cannot be written", zh=f"{there} 不可写"),
            remedy="Make it yours to write, or choose another `data_dir`.",
        )
    if there == folder and folder.stat().st_mode & 0o077:
        return Check(
            name="data_dir",
            health="warn",
            detail=Bilingual(en=f"{folder} is open to others", zh=f"{folder} 对他人开放"),
            remedy=f"Close it with `chmod 700 {folder}`.",
        )
    if there == folder:
        return good("data_dir", f"{folder} can be written", f"{folder} 可写")
    return good("data_dir", f"{folder} will be made", f"{folder} 将自动创建")


def free_disk(folder: Path) -> Check:
    """Look how much space is left where ``folder`` lies."""
    free = shutil.disk_usage(nearest(folder)).free
    detail = Bilingual(en=f"{free // MIB} MiB free", zh=f"可用 {free // MIB} MiB")
    if free >= ENOUGH_BYTES:
        return Check(name="disk", health="ok", detail=detail)
    return Check(
        name="disk",
        health="warn" if free >= TOO_LITTLE_BYTES else "fail",
        detail=detail,
        remedy="Free some space on the disk of `data_dir`.",
    )


def memory(need_bytes: int, *, total_bytes: int, available_bytes: int) -> Check:
    """Compare the memory that the models take with what the machine has."""
    need, total, available = (count // MIB for count in (need_bytes, total_bytes, available_bytes))
    detail = Bilingual(
        en=f"the models take {need} MiB; {available} of {total} MiB are free",
        zh=f"模型需要 {need} MiB；共 {total} MiB，可用 {available} MiB",
    )
    if need_bytes <= available_bytes:
        return Check(name="memory", health="ok", detail=detail)
    return Check(
        name="memory",
        health="warn" if need_bytes <= total_bytes else "fail",
        detail=detail,
        remedy="Close other programs, or choose a smaller pack in `device.model`.",
    )


def memory_of_machine(file: Path = Path("/proc/meminfo")) -> tuple[int, int]:
    """Return memory in all and free, in bytes; where the system does not tell, all of it."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        lines = file.read_text(encoding="ascii").splitlines()
    except OSError:
        return total, total
    free = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
    return total, int(free[0]) * 1024 if free else total


def port(host: str, number: int) -> Check:
    """Look whether a gateway could listen; nothing is left listening."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
        with closing(socket.socket(family, kind)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return _no_port(host, number, error)
    return good("port", f"{host}:{number} is free", f"{host}:{number} 可用")


def nearest(folder: Path) -> Path:
    """Return ``folder``, or the nearest of its parents that exists."""
    return next(one for one in (folder, *folder.parents) if one.exists())


def _no_port(host: str, number: int, error: OSError) -> Check:
    if error.errno == errno.EADDRINUSE:
        return Check(
            name="port",
            health="warn",
            detail=Bilingual(
                en=f"another program listens on {host}:{number}; it may be a gateway",
                zh=f"{host}:{number} 已被占用，可能是正在运行的网关",
            ),
            remedy="If it is no gateway of yours, choose another port in `server.port`.",
        )
    words = f"{host}:{number}: {error.strerror}"
    return Check(
        name="port",
        health="fail",
        detail=Bilingual(en=words, zh=words),
        remedy="Choose another `server.host` or `server.port`.",
    )


def _required(package: str) -> Iterator[str]:
    try:
        requirements = metadata.requires(package) or []
    except metadata.PackageNotFoundError:
        yield package
        return
    for requirement in requirements:
        wanted, _, condition = requirement.partition(";")
        name = _NAME.match(wanted)
        if name and "extra" not in condition and "sys_platform" not in condition:
            yield name.group()


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True
