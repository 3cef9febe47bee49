from pathlib import Path

import pytest

from domicile.core.settings_file import scalar_keys
from domicile.surfaces.cli.commands.config import written
from tests.unit.surfaces.cli.house import SETTINGS, House


def settings(house: House, *words: str) -> dict[str, dict[str, object]]:
    told = house.json("config", "show", *words)
    return {each["key"]: each for each in told["settings"]}


def test_every_setting_is_shown_with_its_origin(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOMICILE_LANGUAGE", "zh")
    found = settings(house, "--origin")
    assert set(scalar_keys()) <= set(found)
    assert found["data_dir"] == {
        "key": "data_dir", "value": str(tmp_path / "store"),
        "origin": f"file {tmp_path / 'domicile.toml'}",
    }  # fmt: skip
    assert found["language"]["origin"] == "environment DOMICILE_LANGUAGE"
    assert found["role"] == {"key": "role", "value": "both", "origin": "default"}
    assert found["sites[0].model"]["origin"] == f"file {tmp_path / 'domicile.toml'}"
    assert found["sites[0].terms.trains_on_input"]["origin"] == "default"
    assert "origin" not in settings(house)["role"]


def test_people_see_a_table(house: House, tmp_path: Path) -> None:
    shown = house.call("config", "show", "--origin").stdout
    assert shown.startswith(f"# {tmp_path / 'domicile.toml'}\n")
    assert "CN, EU, US, US-CA" in shown
    assert "default" not in house.call("config", "show").stdout.replace("default_market", "")


def test_without_a_file_everything_is_a_default(house: House, tmp_path: Path) -> None:
    (tmp_path / "domicile.toml").unlink()
    assert house.json("config", "show")["file"] is None
    assert house.call("config", "show").stdout.startswith("# no settings file\n")


def test_no_secret_is_shown(house: House, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-secret")
    house.write(SETTINGS + 'api_key_file = "key"\n')
    result = house.call("config", "show", "--origin")
    assert result.exit_code == 0
    assert "sk-secret" not in result.stdout
    assert str(tmp_path / "key") in result.stdout


@pytest.mark.parametrize(
    ("text", "code"),
    [("rolle = 'both'", "D101"), ("role = 3", "D102"), ("role =", "D103")],
)
def test_broken_settings_are_told(house: House, text: str, code: str) -> None:
    house.write(text)
    told = house.json("config", "show", status=1)
    assert told["error"]["code"] == code
    if code == "D101":
        assert "did you mean `role`?" in told["error"]["message"]


def test_the_file_may_be_named_before_or_after(house: House, tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('role = "device"')
    assert "device" in house.call("--config", "other.toml", "config", "show").stdout
    assert "device" in house.call("config", "show", "--config", "other.toml").stdout
    told = house.json("config", "show", "--config", "none.toml", status=1)
    assert told["error"]["code"] == "D103"


def test_a_key_is_made_shown_once_and_revoked(house: House) -> None:
    words = ("--market", "CN", "--market", "EU", "--feature", "assistant", "--role", "operator")
    made = house.json("config", "key", "add", *words)
    assert made["secret"].startswith("dmc_")
    (listed,) = house.json("config", "key", "list")["keys"]
    assert listed == {name: value for name, value in made.items() if name != "secret"}
    assert (listed["markets"], listed["role"]) == (["CN", "EU"], "operator")
    assert house.json("config", "key", "revoke", made["id"]) == {"id": made["id"], "revoked": True}
    assert "revoked" in house.call("config", "key", "list").stdout
    assert house.json("config", "key", "revoke", made["id"], status=2)["error"]["code"] == "D808"


def test_for_people_only_the_secret_goes_to_standard_output(house: House) -> None:
    result = house.call("config", "key", "add", "--market", "CN")
    assert result.stdout.startswith("dmc_")
    assert len(result.stdout.splitlines()) == 1
    assert "this once" in result.stderr
    assert "*" in house.call("config", "key", "list").stdout


def test_a_key_for_what_does_not_exist_is_wrong_usage(house: House) -> None:
    assert house.call("config", "key", "add", "--market", "XX").exit_code == 2
    words = ("config", "key", "add", "--market", "CN", "--feature", "sing")
    assert house.call(*words).exit_code == 2
    assert house.call("config", "key", "add").exit_code == 2
    assert house.json("config", "key", "list") == {"keys": []}


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), ("", "–"), ({}, "–"), (True, "true"), (["a", "b"], "a, b"), (5.0, "5.0")],
)
def test_values_are_written_for_people(value: object, text: str) -> None:
    assert written(value) == text
