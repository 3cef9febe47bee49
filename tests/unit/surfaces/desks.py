"""Stand-ins for the desks that a running gateway needs by itself."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime

from domicile.core.errors import DomicileError
from domicile.policy.retention.report import Report
from domicile.policy.retention.timer import Orders
from domicile.store.network_log import NetworkLog

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class FakeTimer:
    """Says what it is told to say, and remembers how it was run."""

    says: Report | DomicileError = field(
        default_factory=lambda: Report(at=LONG_AGO, outcome="done", last_at=LONG_AGO)
    )
    runs: list[Orders] = field(default_factory=list)
    ran: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def run(self, orders: Orders) -> Report:
        self.runs.append(orders)
        self.ran.release()
        if isinstance(self.says, DomicileError):
            raise self.says
        return self.says


@dataclass
class FakeDesks:
    """The desks that a running gateway needs by itself."""

    network_log: NetworkLog
    retention: FakeTimer = field(default_factory=FakeTimer)
