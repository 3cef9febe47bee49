"""A desk of cases with real logs, a real vault and the packs that come with Domicile."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from domicile.core.ids import MarketId, SiteId, SubjectId
from domicile.core.settings import OperatorSettings, RegisterSettings
from domicile.markets.resolve import Atlas
from domicile.policy.cases.case import Act, Asked, Case, Opening
from domicile.policy.cases.desk import CaseDesk
from domicile.policy.cases.surroundings import Hold, Surroundings
from domicile.receipts.batch import Batches
from domicile.receipts.keyring import KeyRing
from domicile.store.database import Database
from domicile.store.vault import Vault
from tests.unit.policy.samples import ATLAS, OPERATOR, SITES
from tests.unit.receipts.samples import CountedEntropy, StillClock

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
BY = "Li"
OTHER = "Wang"


@dataclass
class Office:
    """Opens desks on one store, as processes do."""

    folder: Path
    atlas: Callable[[], Atlas] = lambda: ATLAS
    operator: OperatorSettings = OPERATOR
    register: RegisterSettings = field(default_factory=RegisterSettings)
    hold: Hold | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        self.clock = StillClock(NOW)
        self.databases: list[Database] = []
        self.desk = self.open()

    def open(self, database: Database | None = None) -> CaseDesk:
        """Open a desk, as another process would."""
        self.seed += 1
        entropy = CountedEntropy(f"desk {self.seed}")
        self.database = database or Database(self.folder / "store.sqlite", self.clock)
        self.databases.append(self.database)
        self.vault = Vault(self.folder / "keys" / "at-rest.key", entropy)
        keys = KeyRing(self.folder / "keys", entropy)
        self.batches = Batches(self.database, keys=keys, clock=self.clock, entropy=entropy)
        around = Surroundings(
            atlas=self.atlas,
            operator=lambda: self.operator,
            sites=lambda: SITES,
            log=self.batches.log,
            register=lambda: self.register,
            hold=self.hold,
        )
        return CaseDesk(self.database, self.vault, around=around, clock=self.clock, entropy=entropy)

    def close(self) -> None:
        for database in self.databases:
            database.close()

    def later(self, **time: float) -> None:
        self.clock.moment += timedelta(**time)

    def file(self, name: str, text: str = "x") -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


@contextmanager
def office(folder: Path, **facts: Any) -> Iterator[Office]:
    """Open an office, and close its stores at the end."""
    opened = Office(folder, **facts)
    try:
        yield opened
    finally:
        opened.close()


def log_lines(room: Office, market: MarketId) -> list[bytes]:
    log = room.batches.log(market)
    return [line for _, line in log.entries(0, log.size())]


def asked(text: str = "all chats", *, site: str = "", subject: str = "", **facts: Any) -> Asked:
    return replace(Asked(text=text, site=SiteId(site), subject=SubjectId(subject)), **facts)


def opening(text: str = "all chats", **facts: Any) -> Opening:
    about = {name: facts.pop(name) for name in ("site", "subject", "asker", "law") if name in facts}
    return Opening(**{"by": BY, "asked": asked(text, **about), **facts})


def foreign(desk: CaseDesk, market: str = "CN", **facts: Any) -> Case:
    return desk.open("foreign_request", MarketId(market), opening(**facts))


def by(name: str = BY, text: str = "", **facts: Any) -> Act:
    return Act(by=name, text=text, **facts)
