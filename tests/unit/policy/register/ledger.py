"""Registers on a store and logs of their own, for the tests of the register."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domicile.core.clock import SystemEntropy
from domicile.core.ids import MarketId, RuleId
from domicile.core.settings import OperatorSettings, RegisterSettings
from domicile.core.site import Site
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.gate import GateParams
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Rule
from domicile.policy.register.approvals import Motion, Register
from domicile.policy.register.outbox import OpenLog
from domicile.store.database import Database
from domicile.store.log import SqliteLogStore
from domicile.store.releases import ReleaseKey
from domicile.tlog.log import Log
from domicile.tlog.note import NoteSigner
from tests.unit.policy.samples import (
    ASSISTANT,
    CN,
    CN_SITE,
    DEVICE_SITE,
    OPERATOR,
    US_CA,
    US_SITE,
    rule,
    world,
)

KEY = ReleaseKey(CN, ASSISTANT, CN_SITE.id)
CALIFORNIA = ReleaseKey(US_CA, ASSISTANT, US_SITE.id)
BY = Motion(by="Li")
ZHAO = Motion(by="Zhao")
SITES = (DEVICE_SITE, CN_SITE, US_SITE)

NUMBERED = GateParams(
    artifact="x", release=True, number=True, number_format=r"[A-Z][A-Za-z]+-[A-Za-z0-9]+-\d{8,12}"
)


def numbered(id_: str, route: str) -> Rule:
    facts = AppliesTo(audience="public", route=(route,))
    return rule(NUMBERED, "gate", id=RuleId(id_), applies_to=facts)


GATED = world(numbered("CN-GATE-002", "filed_model"), numbered("CN-GATE-003", "on_device"))
"""China gives numbers to apps for the public; the other markets ask for nothing."""

Open = Callable[..., Register]


@dataclasses.dataclass
class Calendar:
    """A clock that stands still until somebody moves it."""

    moment: datetime = datetime(2026, 11, 24, 8, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def monotonic_s(self) -> float:
        return self.moment.timestamp()


def logs(database: Database) -> OpenLog:
    """Return what opens the logs of ``database``, with keys that every process has."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))

    def open_log(market: MarketId) -> Log:
        return Log(SqliteLogStore(database, market), NoteSigner(f"test/{market}", key))

    return open_log


@dataclasses.dataclass
class Scene:
    """What a register looks at; change it as settings change."""

    sites: tuple[Site, ...] = SITES
    operator: OperatorSettings = OPERATOR
    settings: RegisterSettings = dataclasses.field(default_factory=RegisterSettings)
    atlas: Atlas = GATED


def register_of(database: Database, clock: Calendar, scene: Scene, **changes: Any) -> Register:
    facts: dict[str, Any] = {"log": logs(database), "entropy": SystemEntropy(), **changes}
    return Register(
        database,
        clock,
        atlas=lambda: scene.atlas,
        sites=lambda: scene.sites,
        operator=lambda: scene.operator,
        settings=lambda: scene.settings,
        **facts,
    )
