import socket
from collections.abc import Iterator

import pytest

from domicile.core.errors import PortInUseError
from domicile.surfaces.demo.demo import free_port, require_free


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
