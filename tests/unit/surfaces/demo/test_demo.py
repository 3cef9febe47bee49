import shlex
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from domicile.core.errors import PortInUseError, ServeError, StorageError
from domicile.surfaces.demo.demo import DemoPlan, free_port, greeting, require_free, sole


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_an_error_that_names_it(taken: int) -> None:
    with pytest.raises(PortInUseError, match=str(taken)):
        require_free("127.0.0.1", taken)


def test_a_free_port_is_fine(taken: int) -> None:
    require_free("127.0.0.1", free_port(taken))


def test_a_taken_wish_gives_another_port(taken: int) -> None:
    port = free_port(taken)
    assert port != taken
    assert free_port(port) == port


@pytest.mark.parametrize("folder", ["demo", "my demo's folder"])
def test_a_shell_takes_the_printed_line_as_it_stands(folder: str, tmp_path: Path) -> None:
    config = tmp_path / folder / "domicile.toml"
    plan = DemoPlan(folder=config.parent, host="127.0.0.1", port=8420, small=True)
    console, export = greeting(plan, config)
    assert console == "Domicile runs at http://127.0.0.1:8420/console"
    assert shlex.split(export) == ["export", f"DOMICILE_CONFIG={config}"]


def test_two_demos_do_not_share_a_folder(tmp_path: Path) -> None:
    """The second one's settings and keys would take the place of the first one's."""
    folder = tmp_path / "demo"
    with sole(folder):
        with pytest.raises(ServeError, match="another demo runs") as caught, sole(folder):
            pass
        with sole(tmp_path / "other"):
            pass
    assert "--folder" in caught.value.remedy
    with sole(folder):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError, match="cannot be written"), sole(tmp_path / "file"):
        pass
