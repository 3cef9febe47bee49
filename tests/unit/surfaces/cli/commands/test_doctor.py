from pathlib import Path

import pytest

from tests.unit.surfaces.cli.house import MODELS, SETTINGS, House


def health(house: House, *, status: int) -> dict[str, str]:
    told = house.json("doctor", status=status)
    assert told["ok"] is (status == 0)
    return {check["name"]: check["status"] for check in told["checks"]}


def test_what_is_missing_fails_with_its_remedy(house: House) -> None:
    found = health(house, status=1)
    assert found["model names-zh"] == "fail"
    assert found["python"] == found["data_dir"] == found["market CN"] == found["site one"] == "ok"
    result = house.call("doctor")
    assert result.exit_code == 1
    assert "FAIL  model names-zh" in result.stdout
    assert "      Install it with `domicile models pull names-zh`" in result.stdout


def test_broken_settings_are_a_finding_not_the_end(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.write("rolle = 'both'")
    found = health(house, status=1)
    assert list(found) == ["python", "dependencies", "settings"]
    assert found["settings"] == "fail"
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "失败" in house.call("doctor").stdout


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        (SETTINGS.replace("writing", "writting"), "sites"),
        (
            SETTINGS.replace("[[sites]]", '[operator]\nmarkets = ["US-CA", "XX"]\n[[sites]]'),
            "markets",
        ),
    ],
)
def test_settings_that_name_what_does_not_exist_are_found(
    house: House, settings: str, name: str
) -> None:
    house.write(settings)
    assert health(house, status=1)[name] == "fail"


def test_looking_creates_nothing(house: House, tmp_path: Path) -> None:
    house.has_device = False
    house.call("doctor")
    assert [path.name for path in tmp_path.iterdir()] == ["domicile.toml"]


@pytest.mark.model
def test_a_machine_that_is_set_up_is_well(house: House) -> None:
    house.write(f'data_dir = "store"\nmodels_dir = "{MODELS}"')
    house.call("models", "verify")
    found = health(house, status=0)
    assert found["model names-zh"] == "ok"
    assert set(found.values()) <= {"ok", "warn"}
