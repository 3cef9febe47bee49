"""``domicile config``: the settings, and the keys of the gateway."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click
import msgspec

from domicile.core.ids import FeatureId, MarketId
from domicile.core.settings_file import Loaded
from domicile.core.text import Bilingual
from domicile.store.keys import ApiKey, KeyRole
from domicile.surfaces.cli.grammar import command, command_group
from domicile.surfaces.cli.printing import JsonObject, table
from domicile.surfaces.cli.session import Session, with_session

DEFAULT: Final = "default"
NO_FILE: Final = Bilingual(en="no settings file", zh="没有设置文件")
ONCE: Final = Bilingual(
    en="The secret is shown this once and stored nowhere.",
    zh="密钥仅显示这一次，不会保存。",
)


@command_group(
    "config",
    examples=("domicile config show --origin", "domicile config key add --market CN"),
)
def config() -> None:
    """Show the settings; keep the gateway's keys."""


@command(
    "show",
    group=config,
    examples=("domicile config show --origin", "domicile --config demo.toml config show --json"),
)
@click.option("--origin", "has_origin", is_flag=True, help="Say where each value came from.")
@with_session
def show(session: Session, *, has_origin: bool) -> None:
    """Show every setting.

    Of secrets only the file's name is shown, never what it holds.
    """
    loaded = session.loaded
    entries = list(settings_of(loaded))
    file = str(loaded.file) if loaded.file else None
    rows = [
        (key, written(value), origin) if has_origin else (key, written(value))
        for key, value, origin in entries
    ]
    document: JsonObject = {
        "file": file,
        "settings": [
            {"key": key, "value": value} | ({"origin": origin} if has_origin else {})
            for key, value, origin in entries
        ],
    }
    head = f"# {file or NO_FILE.spoken(session.language())}"
    session.answer(document, (head, *table(rows)))


@command_group(
    "key", group=config, examples=("domicile config key add --market CN --feature assistant",)
)
def key() -> None:
    """Keep the API keys of the gateway.

    Keys are stored hashed. The first one closes the open door on loopback.
    """


@command(
    "add",
    group=key,
    examples=(
        "domicile config key add --market CN",
        "domicile config key add --market EU --market CN --feature assistant --role operator",
    ),
)
@click.option(
    "--market",
    "markets",
    multiple=True,
    required=True,
    metavar="M",
    help="A market that it may ask for; the first is its own.",
)
@click.option(
    "--feature",
    "features",
    multiple=True,
    metavar="F",
    help="A feature that it may use; all of them if left out.",
)
@click.option(
    "--role",
    type=click.Choice(["caller", "operator"]),
    default="caller",
    show_default=True,
    help="An operator may also read receipts of others and change the register.",
)
@with_session
def add(session: Session, *, markets: Sequence[str], features: Sequence[str], role: str) -> None:
    """Create a key and show its secret, this once."""
    for market in markets:
        session.domicile.atlas.get(MarketId(market))
    for feature in features:
        session.domicile.feature(FeatureId(feature))
    reach: KeyRole = "operator" if role == "operator" else "caller"
    made, secret = session.domicile.keys.add(
        [MarketId(market) for market in markets],
        role=reach,
        features=[FeatureId(feature) for feature in features],
    )
    session.answer(key_json(made) | {"secret": secret}, [secret])
    session.tell(ONCE)


@command("list", group=key, examples=("domicile config key list --json",))
@with_session
def list_(session: Session) -> None:
    """List every key, the withdrawn ones included; secrets cannot be shown."""
    keys = session.domicile.keys.list()
    rows = [
        (
            one.id,
            one.role,
            ",".join(one.markets),
            ",".join(one.features) or "*",
            one.created_at,
            f"revoked {one.revoked_at}" if one.revoked_at else "",
        )
        for one in keys
    ]
    session.answer({"keys": [key_json(one) for one in keys]}, table(rows) if rows else ())


@command("revoke", group=key, examples=("domicile config key revoke 0a1b2c3d4e5f",))
@click.argument("key_id", metavar="ID")
@with_session
def revoke(session: Session, *, key_id: str) -> None:
    """Withdraw a key at once, in every running gateway."""
    session.domicile.keys.revoke(key_id)
    session.answer({"id": key_id, "revoked": True}, [key_id])


def settings_of(loaded: Loaded) -> Iterator[tuple[str, Any, str]]:
    """Yield key, plain value and origin of every setting."""
    plain: JsonObject = msgspec.to_builtins(loaded.settings, enc_hook=_plain)
    given = dict(_leaves(tomllib.loads(loaded.file.read_text("utf-8")))) if loaded.file else {}
    for name, value in _leaves(plain):
        origin = f"file {loaded.file}" if name in given else DEFAULT
        yield name, value, loaded.origins.get(name, origin)


def written(value: object) -> str:
    """Return a plain value as people read it."""
    match value:
        case None | "" | {}:
            return "–"
        case bool():
            return str(value).lower()
        case list() | tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def key_json(one: ApiKey) -> JsonObject:
    """Return a key for programs, without its secret."""
    return asdict(one)


def _leaves(value: object, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield every key with a value of its own, sites one by one."""
    match value:
        case dict() if value or not prefix:
            for name, inner in value.items():
                yield from _leaves(inner, f"{prefix}.{name}" if prefix else name)
        case list() | tuple() if prefix == "sites":
            for number, site in enumerate(value):
                yield from _leaves(site, f"sites[{number}]")
        case _:
            yield prefix, value


def _plain(value: object) -> str:
    if isinstance(value, Path):
        return str(value)
    raise NotImplementedError(type(value).__name__)
