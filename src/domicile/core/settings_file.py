"""Reading settings: file, then environment, then flags; each value remembers where it came from."""

import dataclasses
import tomllib
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from domicile.core.decode import DecodeError, UnknownMemberError, decode, nearest
from domicile.core.errors import InvalidValueError, SettingsFileError, UnknownKeyError
from domicile.core.ids import DEVICE
from domicile.core.settings import RetentionSettings, Settings

CONFIG_VARIABLE = "DOMICILE_CONFIG"
PREFIX = "DOMICILE_"
FILE_NAME = "domicile.toml"
MAX_PORT = 65535

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Settings, and where each of them came from."""

    settings: Settings
    """The settings, every path absolute."""

    origins: Mapping[str, str]
    """Key such as ``operator.name`` to ``file PATH``, ``environment NAME`` or ``flag``."""

    file: Path | None
    """The settings file, or None when there is none."""

    changed_ns: int = 0
    """When the file had last been changed before it was read, in nanoseconds since 1970; 0 where
    there is none."""

    again: Callable[[], "Loaded"] | None = None
    """Reads that file anew, under the same environment and flags; None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What settings are read from besides the file; an argument, so that tests can set it."""

    environment: Mapping[str, str]
    """The environment variables."""

    home: Path
    """The user's home folder."""

    folder: Path
    """The current folder."""


def load_settings(
    surroundings: Surroundings,
    *,
    config: Path | None = None,
    flags: Mapping[str, str] | None = None,
) -> Loaded:
    """Read the settings.

    Args:
        surroundings: Environment, home and current folder.
        config: The file to use; else ``$DOMICILE_CONFIG``, ``./domicile.toml``, the user's own.
        flags: Dotted key to value, from the command line; these win.

    Raises:
        SettingsFileError: The file is missing, unreadable or not TOML.
        UnknownKeyError: A key does not exist; the message names the nearest one.
        InvalidValueError: A value has the wrong type or lies outside its range.
    """
    file = _find_file(surroundings, config)
    changed_ns = 0 if file is None else _changed_ns(file)
    data: Plain = {} if file is None else _read(file)
    origins = dict.fromkeys(_leaves(data), f"file {file}")
    for key, value, origin in _overrides(surroundings.environment, flags or {}):
        _put(data, key, _parse(key, value))
        origins[key] = origin
    source = _Source(origins=origins, otherwise=str(file) if file else "settings")
    settings = _decode(data, source)
    base = surroundings.folder if file is None else file.parent
    settings = _absolute(settings, base, surroundings.home)
    _check(settings, source)
    again = partial(load_settings, surroundings, config=file, flags=flags) if file else None
    return Loaded(settings=settings, origins=origins, file=file, changed_ns=changed_ns, again=again)


def _find_file(surroundings: Surroundings, config: Path | None) -> Path | None:
    named = config or surroundings.environment.get(CONFIG_VARIABLE)
    if named:
        path = surroundings.folder / Path(named).expanduser()
        if not path.is_file():
            msg = f"settings file {path} does not exist"
            raise SettingsFileError(msg)
        return path
    user = Path(surroundings.environment.get("XDG_CONFIG_HOME") or surroundings.home / ".config")
    for path in (surroundings.folder / FILE_NAME, user / "domicile" / FILE_NAME):
        if path.is_file():
            return path
    return None


def _changed_ns(file: Path) -> int:
    try:
        return file.stat().st_ctime_ns
    except OSError:
        return 0  # who reads it says what is wrong


def _read(file: Path) -> Plain:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        msg = f"{file} is not TOML: {error}"
        raise SettingsFileError(msg) from error
    except UnicodeDecodeError as error:
        msg = f"{file} is not UTF-8"
        raise SettingsFileError(msg) from error
    except OSError as error:
        msg = f"{file} cannot be read ({error.strerror})"
        raise SettingsFileError(msg) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Says where a wrong value came from, so that it is looked for in the right place."""

    origins: Mapping[str, str]
    """Where each value came from."""

    otherwise: str
    """What is named when a value came from nowhere: it is missing, or a default."""

    def told(self, key: str, problem: str) -> str:
        """Return ``problem`` after the origin of ``key``."""
        origin = self.origins.get(key.partition("[")[0], self.otherwise)
        return f"{origin.removeprefix('file ')}: {problem}"


def _decode(data: Plain, source: _Source) -> Settings:
    try:
        return decode(data, Settings)
    except UnknownMemberError as error:
        raise UnknownKeyError(source.told(error.path, str(error))) from error
    except DecodeError as error:
        raise InvalidValueError(source.told(error.path, str(error))) from error


def scalar_keys() -> dict[str, object]:
    """Return every dotted key that holds a single value or a list of words, with its type."""
    return dict(_scalar_keys(Settings, ""))


def _scalar_keys(owner: type, prefix: str) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for name, hint in get_type_hints(owner).items():
        if isinstance(hint, type) and dataclasses.is_dataclass(hint):
            found += _scalar_keys(hint, f"{prefix}{name}.")
        elif name != "sites" and get_origin(hint) is not Mapping:
            found.append((prefix + name, hint))
    return found


def variable(key: str) -> str:
    """Return the environment variable that sets ``key``."""
    return PREFIX + key.replace(".", "_").upper()


def _overrides(
    environment: Mapping[str, str], flags: Mapping[str, str]
) -> list[tuple[str, str, str]]:
    by_variable = {variable(key): key for key in scalar_keys()}
    found: list[tuple[str, str, str]] = []
    for name in sorted(environment):
        if not name.startswith(PREFIX) or name == CONFIG_VARIABLE:
            continue
        if name not in by_variable:
            near = nearest(name, by_variable)
            msg = f"environment: unknown variable `{name}`; did you mean `{near}`?"
            raise UnknownKeyError(msg)
        found.append((by_variable[name], environment[name], f"environment {name}"))
    return found + [(key, value, "flag") for key, value in flags.items()]


def _parse(key: str, value: str) -> object:
    hint = scalar_keys()[key]
    if get_origin(hint) is tuple:
        return [word.strip() for word in value.split(",") if word.strip()]
    kinds = get_args(hint) if get_origin(hint) in {Union, types.UnionType} else (hint,)
    if get_origin(hint) is Literal or str in kinds:
        return value
    if bool in kinds:
        return {"true": True, "false": False}.get(value.lower(), value)
    for kind in (int, float):
        if kind in kinds:
            try:
                return kind(value)
            except ValueError:
                return value
    return value


def _put(data: Plain, key: str, value: object) -> None:
    *folders, leaf = key.split(".")
    for folder in folders:
        data = data.setdefault(folder, {})
    data[leaf] = value


def _leaves(data: Plain, prefix: str = "") -> list[str]:
    found: list[str] = []
    for key, value in data.items():
        if isinstance(value, dict):
            found += _leaves(value, f"{prefix}{key}.")
        else:
            found.append(prefix + key)
    return found


def _absolute(settings: Settings, base: Path, home: Path) -> Settings:
    def resolve(path: str | Path) -> Path:
        text = str(path)
        return home / text[2:] if text.startswith("~/") else base / text

    def resolve_word(path: str) -> str:
        return str(resolve(path)) if path else ""

    def resolve_all(documents: Mapping[str, str]) -> dict[str, str]:
        return {
            name: place if "://" in place else resolve_word(place)
            for name, place in documents.items()
        }

    return dataclasses.replace(
        settings,
        data_dir=resolve(settings.data_dir),
        models_dir=resolve(settings.models_dir),
        packs_dir=resolve(settings.packs_dir) if settings.packs_dir else None,
        operator=dataclasses.replace(
            settings.operator,
            overlay=resolve_word(settings.operator.overlay),
            documents=resolve_all(settings.operator.documents),
        ),
        sites=tuple(
            dataclasses.replace(
                site,
                api_key_file=resolve_word(site.api_key_file),
                terms=dataclasses.replace(site.terms, evidence=resolve_word(site.terms.evidence)),
                documents=resolve_all(site.documents),
                certificates={
                    name: dataclasses.replace(held, evidence=resolve_word(held.evidence))
                    for name, held in site.certificates.items()
                },
            )
            for site in settings.sites
        ),
    )


def _check(settings: Settings, source: _Source) -> None:
    """Refuse values that no type can rule out."""
    problems = [
        (not 0 < settings.server.port <= MAX_PORT, "server.port", "a port from 1 to 65535"),
        (settings.partner_timeout_s <= 0, "partner_timeout_s", "a number of seconds above 0"),
        (settings.batch_interval_s <= 0, "batch_interval_s", "a number of seconds above 0"),
        (settings.device.threads < 0, "device.threads", "a number from 0"),
        (settings.operator.monthly_users < 0, "operator.monthly_users", "a number from 0"),
        (
            settings.operator.minor_session_minutes < 0,
            "operator.minor_session_minutes",
            "a number from 0",
        ),
        *(
            (getattr(settings.retention, name) < 1, f"retention.{name}", "a number of days from 1")
            for name in RetentionSettings.__dataclass_fields__
        ),
        (
            settings.device.filing_no.startswith("DEMO-"),
            "device.filing_no",
            "a real number: `DEMO-` belongs to simulated sites",
        ),
        (
            settings.operator.default_market not in settings.operator.markets,
            "operator.default_market",
            "one of operator.markets",
        ),
        *_site_problems(settings),
    ]
    for wrong, key, expected in problems:
        if wrong:
            raise InvalidValueError(source.told(key, f"{key}: expected {expected}"))


def _site_problems(settings: Settings) -> list[tuple[bool, str, str]]:
    ids = [site.id for site in settings.sites]
    problems: list[tuple[bool, str, str]] = [
        (len(set(ids)) != len(ids), "sites", "a different id for every site")
    ]
    for index, site in enumerate(settings.sites):
        where = f"sites[{index}]"
        problems += [
            (
                site.id in {DEVICE, "auto", ""},
                f"{where}.id",
                "a name other than `device` or `auto`",
            ),
            (site.dialect == "device", f"{where}.dialect", "a partner's dialect, such as `openai`"),
            (
                not _safe_address(site.base_url),
                f"{where}.base_url",
                "https, or http to loopback, without a password or a query",
            ),
            (not site.model, f"{where}.model", "the name of the model that the partner serves"),
            (
                site.filing_no.startswith("DEMO-") and site.evidence != "simulated",
                f"{where}.filing_no",
                "a real number: `DEMO-` belongs to simulated sites",
            ),
        ]
    return problems


def _safe_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        if "@" in parts.netloc or parts.query or parts.fragment:
            return False
        if parts.scheme == "https":
            return bool(host)
        return parts.scheme == "http" and (host == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False
