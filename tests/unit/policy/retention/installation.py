"""A store with a timer and a clock that tests set."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.ids import MarketId, SubjectId
from domicile.core.settings import OperatorSettings, Settings
from domicile.markets.resolve import load_atlas
from domicile.policy.retention.holds import HoldBook
from domicile.policy.retention.schedule import Schedule
from domicile.policy.retention.shelves import own_shelves
from domicile.policy.retention.timer import Timer
from domicile.store.database import Database
from domicile.store.holds import HoldStore, Scope
from domicile.store.network_log import Kind, NetworkLog, minute_of
from domicile.store.receipts import ReceiptStore
from domicile.store.vault import Vault

CN, EU, US = MarketId("CN"), MarketId("EU"), MarketId("US")
WANG = SubjectId("wang")
TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ATLAS = load_atlas()
SETTINGS = Settings(operator=OperatorSettings(markets=(CN, EU, US)))
LAST_DAY = TODAY - timedelta(days=184)
"""The oldest day of the network log that stays."""


class HandClock(SystemClock):
    """A clock that tests set."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        """Return what it was set to."""
        return self.at


class Installation:
    """A store with a timer, and what it takes to fill it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = HandClock()
        self.database = Database(folder / "store.sqlite", self.clock)
        self.vault = Vault(folder / "at-rest.key", SystemEntropy())
        self.log = NetworkLog(self.database)
        self.receipts = ReceiptStore(self.database)
        self.holds = self.hold_book(self.vault)
        self.timer = self.timer_with(self.holds)

    def hold_book(self, vault: Vault) -> HoldBook:
        return HoldBook(
            HoldStore(self.database, vault),
            atlas=lambda: ATLAS,
            clock=self.clock,
            entropy=SystemEntropy(),
        )

    def timer_with(self, holds: HoldBook) -> Timer:
        return Timer(
            self.database,
            own_shelves(self.database, self.vault),
            schedule=lambda at: Schedule(ATLAS, SETTINGS, at),
            holds=holds,
            clock=self.clock,
            entropy=SystemEntropy(),
        )

    def call(self, day: date, market: MarketId = CN, *, route: str = "/v1/models") -> None:
        """Log one call."""
        self.log.add({Kind(minute_of(day), market, "GET", route, 200, ""): 1})

    def calls(self) -> int:
        return sum(each.size for each in self.log.extents().values())

    def hold(self, scope: Scope) -> str:
        return self.holds.place(scope, by="Li", reason="court order 12/2026").id

    def raw(self) -> bytes:
        """Return every byte of the store's files."""
        return b"".join(path.read_bytes() for path in self.folder.glob("store.sqlite*"))
