import asyncio
import logging
import threading
from datetime import date
from typing import cast

import pytest

from domicile.app import Domicile
from domicile.core.errors import DomicileError
from domicile.core.ids import MarketId
from domicile.policy.errors import ClockJumpError, TimerBusyError
from domicile.policy.retention.records import record_named
from domicile.policy.retention.report import Line, Report
from domicile.policy.retention.schedule import Keeping
from domicile.policy.retention.timer import Orders
from domicile.surfaces.http.upkeep.retention import REWRITE_BYTES, deleting
from tests.unit.surfaces.desks import LONG_AGO
from tests.unit.surfaces.standins import FakeDomicile

LINE = Line(
    keeping=Keeping(
        record=record_named("receipts"), market=MarketId("CN"), setting_days=1, bounds=()
    ),
    before=date(2020, 1, 1),
    deleted=3,
    held_back=2,
    holds=(),
)


def real(fake: FakeDomicile) -> Domicile:
    return cast("Domicile", fake)


async def once(domicile: FakeDomicile, caplog: pytest.LogCaptureFixture) -> list[str]:
    """Run once; return what was logged."""
    with caplog.at_level(logging.INFO, "domicile.http"):
        async with deleting(real(domicile), every_s=60):
            assert await asyncio.to_thread(domicile.desks.retention.ran.acquire, timeout=10)
    return [record.getMessage() for record in caplog.records]


async def test_it_runs_at_the_start_and_then_again(domicile: FakeDomicile) -> None:
    async with deleting(real(domicile), every_s=0.01):
        for _ in range(3):
            assert await asyncio.to_thread(domicile.desks.retention.ran.acquire, timeout=10)
    ran = len(domicile.desks.retention.runs)
    await asyncio.sleep(0.05)
    assert len(domicile.desks.retention.runs) == ran
    assert domicile.desks.retention.runs[0].rewrite_up_to_bytes == REWRITE_BYTES


async def test_a_run_with_nothing_to_do_says_nothing(
    domicile: FakeDomicile, caplog: pytest.LogCaptureFixture
) -> None:
    assert await once(domicile, caplog) == []


@pytest.mark.parametrize(
    ("says", "logged"),
    [
        (TimerBusyError("another process is deleting"), []),
        (ClockJumpError("the clock stands far ahead"), ["D630"]),
        (Report(at=LONG_AGO, outcome="clock_back", last_at=LONG_AGO), ["the clock stands before"]),
        (
            Report(at=LONG_AGO, outcome="done", last_at=LONG_AGO, lines=(LINE,), is_wiped=False),
            ["deleted 3, held back 2", "deleted rows may have left bytes"],
        ),
    ],
    ids=["busy", "jumped ahead", "jumped back", "too large"],
)
async def test_what_came_of_it_is_logged(
    domicile: FakeDomicile,
    caplog: pytest.LogCaptureFixture,
    says: Report | DomicileError,
    *,
    logged: list[str],
) -> None:
    domicile.desks.retention.says = says
    found = await once(domicile, caplog)
    assert [text.startswith(begin) for text, begin in zip(found, logged, strict=True)] == [
        True for _ in logged
    ]


async def test_a_gateway_that_ends_stops_the_run_and_waits_for_it(
    domicile: FakeDomicile, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, ended = threading.Event(), threading.Event()

    def run(orders: Orders) -> Report:
        began.set()
        while not orders.stopped():
            ended.wait(0.01)
        ended.set()
        return Report(at=LONG_AGO, outcome="stopped", last_at=LONG_AGO, is_wiped=False)

    monkeypatch.setattr(domicile.desks.retention, "run", run)
    async with asyncio.timeout(10), deleting(real(domicile), every_s=60):
        await asyncio.to_thread(began.wait)
    assert ended.is_set()
