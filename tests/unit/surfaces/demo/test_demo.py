import shlex
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from domicile.app import Domicile
from domicile.core.content import Content, Message
from domicile.core.errors import PortInUseError, ServeError, StorageError
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.core.settings_file import Surroundings, load_settings
from domicile.policy.caller import Caller
from domicile.policy.register.approvals import Motion
from domicile.store.releases import ReleaseKey
from domicile.surfaces.demo.demo import (
    DemoPlan,
    free_port,
    furnish,
    greeting,
    require_free,
    sole,
)
from domicile.surfaces.demo.household import LARGE, SMALL, partners, settings_text


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


def opened(folder: Path, *, small: bool) -> Domicile:
    players = partners(small=small)
    digests = {LARGE: "ab" * 32, SMALL: "cd" * 32}
    ports = {player.site: 8421 for player in players}
    text = settings_text(players, ports, digests, small=small)
    (folder / "domicile.toml").write_text(text, encoding="utf-8")
    surroundings = Surroundings(environment={}, home=folder, folder=folder)
    return Domicile(load_settings(surroundings))


def states(domicile: Domicile) -> dict[str, str]:
    present = domicile.register.snapshot()
    return {f"{key.market}/{key.feature}/{key.site}": present[key].state for key in present}


BEGINNING = {
    "CN/assistant/demo-cn": "released",
    "US/assistant/demo-us": "released",
    "US-CA/assistant/demo-us": "released",
    "CN/writing/demo-cn": "filed",
}


async def test_every_start_brings_the_register_to_where_the_story_begins(tmp_path: Path) -> None:
    domicile = opened(tmp_path, small=False)
    furnish(domicile, partners(small=False))
    assert states(domicile) == BEGINNING
    seen = len(domicile.register.history())
    furnish(domicile, partners(small=False))
    assert len(domicile.register.history()) == seen
    cn = MarketId("CN"), FeatureId("assistant"), SiteId("demo-cn")
    domicile.register.move("suspend", ReleaseKey(*cn), Motion(by="visitor"))
    filed = ReleaseKey(cn[0], FeatureId("writing"), cn[2])
    domicile.register.move("approve", filed, Motion(by="visitor"))
    domicile.register.move("withdraw", filed, Motion(by="visitor"))
    furnish(domicile, partners(small=False))
    assert states(domicile) == BEGINNING
    await domicile.aclose()


async def test_a_partner_that_serves_another_model_now_is_released_anew(tmp_path: Path) -> None:
    for small in (True, False):
        domicile = opened(tmp_path, small=small)
        furnish(domicile, partners(small=small))
        content = Content(messages=(Message(role="user", content="x"),))
        caller = Caller(market=MarketId("CN"), site=SiteId("demo-cn"))
        request = domicile.request(FeatureId("assistant"), content, caller)
        assert domicile.decide(request, frozenset()).permitted
        await domicile.aclose()
