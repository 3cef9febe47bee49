import os
import shutil
import socket
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import pytest

from domicile.surfaces.cli.checks import machine

MIB = 2**20


class Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_an_old_python_fails() -> None:
    assert machine.python().health == "ok"
    assert machine.python((3, 10, 9)).health == "fail"
    assert machine.python((3, 11, 0)).health == "ok"
    assert machine.python((4, 0, 0)).health == "ok"


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.dependencies().health == "ok"
    assert machine.dependencies("no-such-package").health == "fail"
    wanted = ["click>=8", "no-such-package>=2", "no-extra; extra == 'x'", "no-os; sys_platform"]
    monkeypatch.setattr(metadata, "requires", lambda name: wanted if name == "domicile" else None)
    found = machine.dependencies()
    assert (found.health, found.detail.en) == ("fail", "missing: no-such-package")
    assert machine.dependencies("click").health == "ok"


def test_the_data_folder_can_be_written_or_made(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert machine.data_folder(tmp_path / "a" / "b").detail.en.endswith("will be made")
    assert machine.data_folder(tmp_path).health == "ok"
    tmp_path.chmod(0o755)
    assert machine.data_folder(tmp_path).health == "warn"


def test_a_folder_that_cannot_be_written_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    assert machine.data_folder(tmp_path / "file").health == "fail"
    monkeypatch.setattr(os, "access", lambda path, mode: bool(path) and not mode)
    assert machine.data_folder(tmp_path).health == "fail"


@pytest.mark.parametrize(
    ("free", "health"), [(2048 * MIB, "ok"), (500 * MIB, "warn"), (5 * MIB, "fail")]
)
def test_space_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, health: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(len(str(path)), 0, free))
    found = machine.free_disk(tmp_path / "none" / "yet")
    assert (found.health, bool(found.remedy)) == (health, health != "ok")


@pytest.mark.parametrize(
    ("available", "total", "health"),
    [(4000, 8000, "ok"), (1000, 8000, "warn"), (1000, 1500, "fail")],
)
def test_memory_for_the_models(available: int, total: int, health: str) -> None:
    found = machine.memory(2000 * MIB, total_bytes=total * MIB, available_bytes=available * MIB)
    assert found.health == health
    assert "2000 MiB" in found.detail.zh


def test_memory_is_read_from_the_system_where_it_tells(tmp_path: Path) -> None:
    file = tmp_path / "meminfo"
    total, free = machine.memory_of_machine(file)
    assert total == free > 0
    file.write_text("MemTotal: 9 kB\nMemAvailable:    5 kB\n")
    assert machine.memory_of_machine(file) == (total, 5 * 1024)
    file.write_text("MemTotal: 9 kB\n")
    assert machine.memory_of_machine(file) == (total, total)


def test_a_port_is_free_taken_or_out_of_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1]
        taken = machine.port("127.0.0.1", number)
        assert (taken.health, str(number) in taken.detail.en) == ("warn", True)
    assert machine.port("127.0.0.1", number).health == "ok"
    assert machine.port("192.0.2.1", number).health == "fail"
