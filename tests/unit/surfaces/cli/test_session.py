import asyncio

import pytest

from domicile.surfaces.cli.grammar import Flags
from domicile.surfaces.cli.session import (
    Session,
    build_domicile,
    surroundings,
    terminal_language,
)
from tests.unit.surfaces.cli.house import House


def session_of(house: House, *, is_json: bool = False) -> Session:
    return Session(Flags(config=None, is_json=is_json, is_debug=False), house.build)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "de_DE"}, "en"),
        ({"LC_ALL": "", "LC_MESSAGES": "zh_CN", "LANG": "C"}, "zh"),
    ],
)
def test_the_terminals_language(environment: dict[str, str], language: str) -> None:
    assert terminal_language(environment) == language


def test_the_wish_comes_first_then_the_setting_then_the_terminal(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert session_of(house).language() == "zh"
    assert session_of(house).language("en") == "en"
    assert session_of(house, is_json=True).language() == "en"
    house.write('language = "en"')
    assert session_of(house).language() == "en"


def test_nothing_is_opened_before_it_is_needed(house: House) -> None:
    session = session_of(house)
    session.close()
    assert "loaded" not in vars(session)
    assert not house.engines.is_closed


def test_one_session_is_one_event_loop_and_lets_go_of_everything(house: House) -> None:
    session = session_of(house)

    async def loop() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    first = session.run(loop())
    assert session.run(loop()) is first
    assert session.domicile.settings.role == "both"
    session.close()
    assert first.is_closed()
    assert house.engines.is_closed


def test_a_server_runs_in_the_fastest_loop(house: House) -> None:
    session = session_of(house)

    async def module() -> str:
        return type(asyncio.get_running_loop()).__module__

    assert session.serve(module()).startswith("uvloop")
    session.close()


def test_the_house_is_made_of_the_settings_that_were_found(house: House) -> None:
    session = Session(Flags(config=None, is_json=False, is_debug=False), build_domicile)
    assert surroundings().folder == house.folder
    assert session.domicile.settings.sites[0].id == "one"
    assert session.domicile.loaded.file == house.folder / "domicile.toml"
    session.close()
