from datetime import date
from pathlib import Path

import pytest

from domicile.core.errors import (
    InvalidValueError,
    SettingsError,
    SettingsFileError,
    UnknownKeyError,
)
from domicile.core.settings_file import Loaded, Surroundings, load_settings, scalar_keys, variable

SITE = """
[[sites]]
id = "one"
base_url = "https://api.example.com/v1"
model = "m"
"""


def load(
    tmp_path: Path,
    text: str | None = None,
    environment: dict[str, str] | None = None,
    flags: dict[str, str] | None = None,
) -> Loaded:
    if text is not None:
        (tmp_path / "domicile.toml").write_text(text, encoding="utf-8")
    surroundings = Surroundings(
        environment=environment or {}, home=tmp_path / "home", folder=tmp_path
    )
    return load_settings(surroundings, flags=flags)


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    loaded = load(tmp_path)
    assert loaded.file is None
    assert loaded.origins == {}
    assert loaded.settings.data_dir == tmp_path / "home/.local/share/domicile"


def test_flags_win_over_environment_over_file(tmp_path: Path) -> None:
    text = 'role = "device"\nlanguage = "zh"\n[server]\nport = 1000\n'
    environment = {"DOMICILE_LANGUAGE": "en", "DOMICILE_SERVER_PORT": "2000"}
    loaded = load(tmp_path, text, environment, {"server.port": "3000"})
    settings = loaded.settings
    assert (settings.role, settings.language, settings.server.port) == ("device", "en", 3000)
    assert loaded.origins["role"] == f"file {tmp_path / 'domicile.toml'}"
    assert loaded.origins["language"] == "environment DOMICILE_LANGUAGE"
    assert loaded.origins["server.port"] == "flag"


def test_lists_numbers_and_switches_from_the_environment(tmp_path: Path) -> None:
    environment = {
        "DOMICILE_OPERATOR_MARKETS": "CN, EU",
        "DOMICILE_OPERATOR_DEFAULT_MARKET": "EU",
        "DOMICILE_OPERATOR_STRICT_ONBOARDING": "true",
        "DOMICILE_PARTNER_TIMEOUT_S": "1.5",
    }
    settings = load(tmp_path, environment=environment).settings
    assert settings.operator.markets == ("CN", "EU")
    assert settings.operator.strict_onboarding is True
    assert settings.partner_timeout_s == 1.5


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    text = f"""
data_dir = "store"
models_dir = "~/models"
{SITE}
api_key_file = "secrets/one"
[sites.documents]
dpa = "dpa.pdf"
annex_xii = "https://example.com/xii"
[sites.terms]
evidence = "contract.pdf"
[sites.certificates.iso]
scope = "everything"
expires = 2027-01-01
evidence = "iso.pdf"
"""
    settings = load(tmp_path, text).settings
    site = settings.sites[0]
    assert settings.data_dir == tmp_path / "store"
    assert settings.models_dir == tmp_path / "home/models"
    assert site.api_key_file == str(tmp_path / "secrets/one")
    assert site.documents["dpa"] == str(tmp_path / "dpa.pdf")
    assert site.documents["annex_xii"] == "https://example.com/xii"
    assert site.terms.evidence == str(tmp_path / "contract.pdf")
    assert site.certificates["iso"].evidence == str(tmp_path / "iso.pdf")


def test_what_the_operator_has_on_file_and_its_packs_are_relative_to_the_file_too(
    tmp_path: Path,
) -> None:
    text = """
packs_dir = "packs"
[operator]
overlay = "stricter.yaml"
[operator.documents]
dpia = "papers/dpia.pdf"
ropa = "https://example.com/ropa"
pipia = ""
"""
    settings = load(tmp_path, text).settings
    assert settings.packs_dir == tmp_path / "packs"
    assert settings.operator.overlay == str(tmp_path / "stricter.yaml")
    assert settings.operator.documents == {
        "dpia": str(tmp_path / "papers/dpia.pdf"),
        "ropa": "https://example.com/ropa",
        "pipia": "",
    }
    assert load(tmp_path, "").settings.packs_dir is None
    assert load(tmp_path, "").settings.operator.overlay == ""


def test_what_the_operator_attests_is_read_by_fact(tmp_path: Path) -> None:
    text = """
[operator]
placed_on_market = 2026-07-01
monthly_users = 5000
sensitive_features = ["assistant"]
[operator.facts]
handler = ["ciio", "important_data"]
[device]
origin = "tuned"
filing_no = "Beijing-Model-20260101"
"""
    settings = load(tmp_path, text).settings
    assert settings.operator.placed_on_market == date(2026, 7, 1)
    assert settings.operator.monthly_users == 5000
    assert settings.operator.sensitive_features == ("assistant",)
    assert settings.operator.facts == {"handler": ("ciio", "important_data")}
    assert (settings.device.origin, settings.device.filing_no) == (
        "tuned",
        "Beijing-Model-20260101",
    )


def test_the_users_own_file_is_found(tmp_path: Path) -> None:
    own = tmp_path / "home/.config/domicile"
    own.mkdir(parents=True)
    (own / "domicile.toml").write_text('language = "zh"')
    assert load(tmp_path).settings.language == "zh"


def test_the_named_file_comes_first(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('language = "zh"')
    loaded = load(tmp_path, 'language = "en"', {"DOMICILE_CONFIG": "other.toml"})
    assert loaded.settings.language == "zh"


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("rol = 'both'", UnknownKeyError, "did you mean `role`"),
        ("[operator]\nnam = 'x'", UnknownKeyError, "did you mean `name`"),
        ("role = 'cook'", InvalidValueError, "role: expected one of `device`, `gateway`, `both`"),
        ("database = 'postgresql://me:secret@host/x'", InvalidValueError, "one of `sqlite`"),
        ("data_dir = 1", InvalidValueError, "data_dir"),
        ("[server]\nport = 0", InvalidValueError, "port from 1"),
        ("partner_timeout_s = 0.0", InvalidValueError, "partner_timeout_s"),
        ("batch_interval_s = -1.0", InvalidValueError, "batch_interval_s"),
        ("[device]\nthreads = -1", InvalidValueError, "threads"),
        ("[operator]\nmarkets = ['CN']", InvalidValueError, "default_market"),
        ("role = ", SettingsFileError, "TOML"),
        (SITE + SITE, InvalidValueError, "different id"),
        (SITE.replace('"one"', '"device"'), InvalidValueError, "sites[0].id"),
        (SITE.replace('"one"', '"auto"'), InvalidValueError, "sites[0].id"),
        (SITE + 'dialect = "device"', InvalidValueError, "dialect"),
        (SITE.replace("https:", "http:"), InvalidValueError, "loopback"),
        (SITE.replace("//api", "//me:secret@api"), InvalidValueError, "base_url"),
        (SITE.replace("/v1", "/v1?key=secret"), InvalidValueError, "base_url"),
        (SITE.replace("https://api.example.com/v1", "nonsense"), InvalidValueError, "base_url"),
        (SITE.replace("https://api.example.com", "http://[::"), InvalidValueError, "base_url"),
        (SITE.replace('model = "m"', ""), InvalidValueError, "model"),
        (SITE + 'filing_no = "DEMO-Qwen-20260101"', InvalidValueError, "simulated"),
        (SITE + 'region = "moon"', InvalidValueError, "region"),
    ],
)
def test_what_is_wrong_is_said(
    tmp_path: Path, text: str, error: type[SettingsError], said: str
) -> None:
    with pytest.raises(error) as caught:
        load(tmp_path, text)
    assert said in caught.value.message
    assert caught.value.message.startswith(str(tmp_path / "domicile.toml"))
    assert "secret" not in caught.value.message


@pytest.mark.parametrize("host", ["127.0.0.1:1", "localhost", "[::1]:8"])
def test_plain_http_to_loopback(tmp_path: Path, host: str) -> None:
    text = SITE.replace("https://api.example.com", f"http://{host}")
    assert load(tmp_path, text).settings.sites[0].id == "one"


def test_a_missing_named_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsFileError):
        load(tmp_path, environment={"DOMICILE_CONFIG": "nowhere.toml"})


def test_a_file_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "domicile.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsFileError, match="UTF-8"):
        load(tmp_path)


def test_a_file_that_cannot_be_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(file: Path, encoding: str) -> str:
        del file, encoding
        raise PermissionError(13, "Permission denied")

    (tmp_path / "domicile.toml").touch()
    monkeypatch.setattr(Path, "read_text", fail)
    with pytest.raises(SettingsFileError, match=r"domicile\.toml cannot be read \(Permission"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("DOMICILE_ROL", "both", UnknownKeyError),
        ("DOMICILE_SERVER_PORT", "many", InvalidValueError),
        ("DOMICILE_OPERATOR_STRICT_ONBOARDING", "perhaps", InvalidValueError),
    ],
)
def test_a_wrong_variable_is_an_error(
    tmp_path: Path, name: str, value: str, error: type[SettingsError]
) -> None:
    with pytest.raises(error) as caught:
        load(tmp_path, 'language = "en"', {name: value})
    assert caught.value.message.startswith("environment")
    assert name in caught.value.message


def test_every_variable_names_one_setting() -> None:
    variables = [variable(key) for key in scalar_keys()]
    assert len(variables) == len(set(variables))
    assert "DOMICILE_OPERATOR_DEFAULT_MARKET" in variables
