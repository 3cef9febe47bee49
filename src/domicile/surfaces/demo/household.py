"""The demo's settings, people and releases; everything in it is stamped as simulated."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from domicile.core.ids import FeatureId, MarketId, ModelId, SiteId, SubjectId
from domicile.store.subjects import Subject

LARGE = ModelId("qwen2.5-coder-1.5b-instruct")
SMALL = ModelId("qwen2.5-coder-0.5b-instruct")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPartner:
    """A partner that the demo plays: a real model server on this machine."""

    site: SiteId
    """Its id in the settings."""

    country: str
    """Where it pretends to be, as ``owner_country``."""

    region: str
    """Where it pretends to store and compute."""

    filing_no: str
    """A number that says that it is none; empty where none is asked."""

    model: ModelId
    """The model pack that it serves."""

    markets: tuple[MarketId, ...]
    """Markets in which the demo releases the assistant for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRelease:
    """One entry of the demo's register."""

    market: MarketId
    """Which market."""

    feature: FeatureId
    """Which feature."""

    site: SiteId
    """Which site."""

    approved: bool
    """True: released. False: filed, and waiting for somebody to approve it."""


CN, EU, US, US_CA = (MarketId(market) for market in ("CN", "EU", "US", "US-CA"))

PEOPLE = (
    Subject(id=SubjectId("wang"), market=CN, name="王小明"),
    Subject(id=SubjectId("anna"), market=EU, name="Anna Keller"),
    Subject(id=SubjectId("maria"), market=US_CA, name="Maria Lopez"),
)
"""The demo household; made up."""


def partners(*, small: bool) -> tuple[DemoPartner, ...]:
    """Return the demo's partners; with ``small``, both serve the small model."""
    return (
        DemoPartner(
            site=SiteId("demo-cn"),
            country="CN",
            region="cn-mainland",
            filing_no="DEMO-Qwen-20260101",
            model=SMALL if small else LARGE,
            markets=(CN,),
        ),
        DemoPartner(
            site=SiteId("demo-us"),
            country="US",
            region="us",
            filing_no="",
            model=SMALL,
            markets=(US, US_CA),
        ),
    )


def releases(players: tuple[DemoPartner, ...]) -> tuple[DemoRelease, ...]:
    """Return what the register holds when the demo starts for the first time."""
    assistant, writing = FeatureId("assistant"), FeatureId("writing")
    released = tuple(
        DemoRelease(market=market, feature=assistant, site=player.site, approved=True)
        for player in players
        for market in player.markets
    )
    filed = DemoRelease(market=CN, feature=writing, site=players[0].site, approved=False)
    return (*released, filed)


def settings_text(
    players: tuple[DemoPartner, ...],
    ports: Mapping[SiteId, int],
    digests: Mapping[ModelId, str],
    *,
    small: bool,
) -> str:
    """Return the demo's settings file.

    Args:
        players: The partners.
        ports: Where each listens.
        digests: SHA-256 of each model's file, in hexadecimal.
        small: Whether the device's model is the small one.
    """
    head = f"""\
# Made by `domicile demo`; made again at its next start.
role = "both"
data_dir = "store"

[operator]
name = "Domicile demo"
markets = ["CN", "EU", "US", "US-CA"]
default_market = "US-CA"
audience = "internal"

[device]
model = "{SMALL if small else LARGE}"
"""
    return head + "".join(
        _site_text(player, ports[player.site], digests[player.model]) for player in players
    )


def _site_text(player: DemoPartner, port: int, digest: str) -> str:
    return f"""
[[sites]]
id = "{player.site}"
dialect = "openai"
base_url = "http://127.0.0.1:{port}/v1"
model = "{player.model}"
model_digest = "{digest}"
api_key_file = "secrets/{player.site}"
owner = "Demo partner on this machine"
owner_country = "{player.country}"
region = "{player.region}"
inference_scope = "{player.region}"
filing_no = "{player.filing_no}"
features = ["assistant", "writing", "translate"]
evidence = "simulated"
[sites.terms]
trains_on_input = false
retains_prompts = true
"""


def write_private(file: Path, text: str) -> None:
    """Write ``text`` into ``file`` for the owner alone, whole or not at all."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(file.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
    draft.replace(file)
