import hashlib
import secrets
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from domicile.core.clock import SystemEntropy
from domicile.core.errors import DiskFullError, VaultError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, ReceiptId
from domicile.core.settings import RetentionSettings
from domicile.policy.errors import ClockJumpError, TimerBusyError
from domicile.policy.retention.report import Progress
from domicile.policy.retention.schedule import Schedule
from domicile.policy.retention.shelves import own_shelves
from domicile.policy.retention.timer import BATCH, Orders, Timer
from domicile.store.expiry.cut import NOWHERE
from domicile.store.expiry.ledger import LEASE, RunLedger
from domicile.store.exports import Export, ExportBook
from domicile.store.holds import Scope
from domicile.store.network_log import Kind, NetworkLog, minute_of
from domicile.store.receipts import PlannedBatch, StoredReceipt
from domicile.store.vault import Vault
from tests.house.source import ROOT
from tests.unit.policy.retention.installation import (
    ATLAS,
    CN,
    EU,
    LAST_DAY,
    NOON,
    SETTINGS,
    TODAY,
    US,
    WANG,
    Installation,
)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    house = Installation(tmp_path)
    yield house
    house.database.close()


def test_what_is_past_its_time_goes_and_the_rest_stays(house: Installation) -> None:
    house.call(LAST_DAY - timedelta(days=1))
    house.call(LAST_DAY)
    house.call(TODAY)
    report = house.timer.run()
    assert (report.outcome, report.deleted, report.held_back) == ("done", 1, 0)
    assert house.calls() == 2
    (line,) = report.lines
    assert (line.keeping.record.name, line.keeping.market, line.before) == (
        "network_log",
        CN,
        LAST_DAY,
    )
    (entry,) = house.timer.history(10)
    assert (entry.record, entry.market, entry.deleted, entry.held_back) == ("network_log", CN, 1, 0)


def test_a_run_with_nothing_to_do_writes_nothing_down(house: Installation) -> None:
    house.call(TODAY)
    report = house.timer.run()
    assert (report.lines, report.is_wiped) == ((), True)
    assert house.timer.history(10) == ()


def test_cn_ret_001_the_log_of_calls_is_kept_for_half_a_year(house: Installation) -> None:
    house.call(TODAY - timedelta(days=184), CN)
    house.call(TODAY - timedelta(days=184), NOWHERE)
    house.timer.run()
    assert house.calls() == 2


def test_what_was_deleted_leaves_no_byte_in_the_files(house: Installation) -> None:
    planted = [f"/gone/{secrets.token_hex(12)}" for _ in range(300)]
    stays = f"/stays/{secrets.token_hex(12)}"
    for place, route in enumerate(planted):
        house.call(TODAY - timedelta(days=300 + place * 37 % 100), route=route)
    house.call(TODAY, route=stays)
    assert all(route.encode() in house.raw() for route in planted)
    assert house.timer.run().is_wiped
    raw = house.raw()
    assert [route for route in planted if route.encode() in raw] == []
    assert stays.encode() in raw


def receipt(name: str, market: MarketId, day: date) -> StoredReceipt:
    return StoredReceipt(
        receipt_id=ReceiptId(name),
        market=market,
        hour=f"{day.isoformat()}T09Z",
        root=hashlib.sha256(name.encode()).digest(),
        pack="",
        sealed=name.encode() * 400,
    )


def log_all(house: Installation, market: MarketId) -> None:
    house.receipts.close_batch(
        market,
        lambda waiting: PlannedBatch(
            leaves=tuple(each.root for each in waiting),
            places=tuple(range(len(waiting))),
            entry=b"entry",
            log_size=0,
        ),
    )
    for number, batch in enumerate(house.receipts.unlogged(market)):
        house.receipts.logged(batch.batch_id, number)


def test_eu_ret_001_and_us_ret_001_receipts_go_after_ten_years_but_not_before(
    house: Installation,
) -> None:
    names = {}
    for market in (EU, US):
        for days in (3650, 3651, 3653, 3654):
            names[market, days] = secrets.token_hex(8)
            house.receipts.add(receipt(names[market, days], market, TODAY - timedelta(days=days)))
        log_all(house, market)
    assert house.timer.run().deleted == 4
    kept = {each.receipt_id for each in house.receipts.newest(10)}
    assert kept == {names[EU, 3650], names[US, 3650], names[US, 3651], names[US, 3653]}
    raw = house.raw()
    assert names[EU, 3651].encode() not in raw
    assert names[US, 3654].encode() not in raw
    assert names[US, 3653].encode() in raw


def test_us_ret_001_counters_of_exports_are_kept_for_ten_years(house: Installation) -> None:
    book = ExportBook(house.database, house.vault, house.clock)
    left = Export(market=US, counterparty="Acme", data_class=DataClass.NAME, as_is=True)
    house.clock.at = NOON - timedelta(days=3654)
    book.record([left], WANG)
    house.clock.at = NOON - timedelta(days=1)
    assert house.timer.run(Orders(confirm_clock=True)).deleted == 0
    house.clock.at = NOON
    assert house.timer.run().deleted == 1


def test_a_hold_stops_it_and_every_run_says_so(house: Installation) -> None:
    house.call(LAST_DAY - timedelta(days=1))
    name = house.hold(Scope(record="network_log"))
    report = house.timer.run()
    assert (report.deleted, report.held_back) == (0, 1)
    assert [hold.id for hold in report.lines[0].holds] == [name]
    assert house.timer.run().held_back == 1
    assert [entry.held_back for entry in house.timer.history(10)] == [1]
    house.holds.lift(name, by="Li")
    assert house.timer.run().deleted == 1
    assert [entry[-2:] for entry in house.timer.history(10)] == [(1, 0), (0, 1)]


def test_a_hold_on_another_market_stops_nothing_here(house: Installation) -> None:
    house.call(LAST_DAY - timedelta(days=1), CN)
    house.hold(Scope(record="network_log", market=EU))
    assert house.timer.run().deleted == 1


def place_once(house: Installation) -> None:
    if not house.holds.covers():
        house.hold(Scope())


def test_a_hold_that_is_placed_while_it_runs_stops_the_next_batch(house: Installation) -> None:
    old = minute_of(LAST_DAY - timedelta(days=1))
    house.log.add({Kind(old, CN, "GET", "/", status, ""): 1 for status in range(BATCH + 5)})
    report = house.timer.run(Orders(told=lambda _: place_once(house)))
    assert (report.deleted, report.held_back) == (BATCH, 5)


def test_holds_that_cannot_be_read_stop_everything(house: Installation) -> None:
    house.call(LAST_DAY - timedelta(days=1))
    house.hold(Scope(record="network_log"))
    other = Vault(house.folder / "other.key", SystemEntropy())
    other.seal(b"", "")
    with pytest.raises(VaultError):
        house.timer_with(house.hold_book(other)).run()
    assert house.calls() == 1


def test_a_dry_run_counts_and_deletes_nothing(house: Installation) -> None:
    house.call(LAST_DAY - timedelta(days=1), CN)
    house.call(LAST_DAY - timedelta(days=1), NOWHERE)
    house.hold(Scope(record="network_log", market=CN))
    house.call(TODAY - timedelta(days=400), EU)
    report = house.timer.run(Orders(dry_run=True))
    assert (report.outcome, report.deleted, report.held_back) == ("dry_run", 1, 2)
    assert house.calls() == 3
    assert house.timer.history(10) == ()


def test_a_clock_far_ahead_deletes_nothing_until_somebody_confirms_it(
    house: Installation,
) -> None:
    house.call(TODAY)
    house.timer.run()
    house.clock.at = NOON + timedelta(days=401)
    with pytest.raises(ClockJumpError, match="400 days") as caught:
        house.timer.run()
    assert "--confirm-clock" in caught.value.remedy
    assert house.calls() == 1
    assert house.timer.run(Orders(confirm_clock=True)).deleted == 1


def test_the_first_run_measures_the_clock_by_the_beginning_of_the_store(
    house: Installation,
) -> None:
    house.clock.at = NOON + timedelta(days=401)
    with pytest.raises(ClockJumpError):
        house.timer.run()


def test_a_machine_that_was_off_for_a_year_goes_on(house: Installation) -> None:
    house.call(TODAY)
    house.timer.run()
    house.clock.at = NOON + timedelta(days=400)
    assert house.timer.run().deleted == 1


def test_a_clock_that_went_back_deletes_nothing_and_says_so(house: Installation) -> None:
    house.call(LAST_DAY - timedelta(days=100))
    house.clock.at = NOON - timedelta(days=1)
    report = house.timer.run()
    assert (report.outcome, report.lines, report.last_at) == ("clock_back", (), NOON)
    assert house.calls() == 1
    assert house.timer.run(Orders(confirm_clock=True)).deleted == 1
    assert RunLedger(house.database).standing().last_at == house.clock.at


def test_hours_back_within_a_day_are_no_matter(house: Installation) -> None:
    house.timer.run()
    house.clock.at = NOON - timedelta(hours=12)
    assert house.timer.run().outcome == "done"


def test_one_run_at_a_time(house: Installation) -> None:
    house.call(LAST_DAY - timedelta(days=1))
    RunLedger(house.database).take("another", NOON)
    with pytest.raises(TimerBusyError):
        house.timer.run()
    assert house.calls() == 1
    house.clock.at = NOON + LEASE
    assert house.timer.run().deleted == 1


def test_a_run_that_lost_the_timer_stops(house: Installation) -> None:
    old = minute_of(LAST_DAY - timedelta(days=1))
    house.log.add({Kind(old, CN, "GET", "/", status, ""): 1 for status in range(BATCH + 5)})

    def late(_done: Progress) -> None:
        house.clock.at = NOON + LEASE
        assert RunLedger(house.database).take("another", house.clock.at)

    with pytest.raises(TimerBusyError):
        house.timer.run(Orders(told=late))
    assert house.calls() == 5


KILLED = """
import os, signal, sys
from pathlib import Path
from domicile.policy.retention.timer import Orders
from tests.house.source import ROOT
from tests.unit.policy.retention.installation import Installation

house = Installation(Path(sys.argv[1]))
house.timer.run(Orders(told=lambda done: os.kill(os.getpid(), signal.SIGKILL)))
"""


def test_a_run_that_was_killed_goes_on_once_its_timer_is_free(
    house: Installation, tmp_path: Path
) -> None:
    old = minute_of(LAST_DAY - timedelta(days=1))
    house.log.add({Kind(old, CN, "GET", "/", status, ""): 1 for status in range(BATCH + 5)})
    done = subprocess.run(
        [sys.executable, "-c", KILLED, tmp_path], cwd=ROOT, check=False, timeout=60
    )
    assert done.returncode == -9
    assert house.calls() == 5
    assert [entry.deleted for entry in house.timer.history(10)] == [BATCH]
    with pytest.raises(TimerBusyError):
        house.timer.run()
    house.clock.at = NOON + LEASE
    assert house.timer.run().deleted == 5


def test_a_run_that_is_stopped_goes_on_next_time(house: Installation) -> None:
    old = minute_of(LAST_DAY - timedelta(days=1))
    house.log.add({Kind(old, CN, "GET", "/", status, ""): 1 for status in range(BATCH + 5)})
    told: list[Progress] = []
    report = house.timer.run(Orders(told=told.append, stopped=lambda: bool(told)))
    assert (report.outcome, report.deleted, report.held_back, report.is_wiped) == (
        "stopped",
        BATCH,
        0,
        False,
    )
    assert told == [Progress(record="network_log", market=CN, deleted=BATCH, due=BATCH + 5)]
    second = house.timer.run()
    assert (second.outcome, second.deleted, second.is_wiped) == ("done", 5, True)


def test_a_large_store_is_not_written_anew_while_others_wait(house: Installation) -> None:
    house.call(LAST_DAY - timedelta(days=1))
    report = house.timer.run(Orders(rewrite_up_to_bytes=1))
    assert (report.deleted, report.is_wiped) == (1, False)
    assert house.timer.run(Orders(rewrite_up_to_bytes=10**9)).is_wiped


def test_a_run_that_fails_gives_the_timer_back_and_leaves_the_rest_to_the_next(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.call(LAST_DAY - timedelta(days=1))

    def full(*, rewrite: bool) -> bool:
        raise DiskFullError(f"no space is left {rewrite}")

    with monkeypatch.context() as patch:
        patch.setattr(house.database, "wipe", full)
        with pytest.raises(DiskFullError):
            house.timer.run()
    assert RunLedger(house.database).standing().has_traces
    assert house.timer.run().is_wiped


def test_the_overview_shows_how_much_how_long_and_what_holds_it(house: Installation) -> None:
    house.call(TODAY, CN)
    house.call(TODAY, NOWHERE)
    name = house.hold(Scope(record="network_log", market=CN))
    kept = {
        (each.keeping.record.name, each.keeping.market): each for each in house.timer.overview()
    }
    log = kept["network_log", CN]
    assert log.extent == (1, TODAY)
    assert [hold.id for hold in log.holds] == [name]
    assert kept["network_log", EU].extent is None
    assert kept["network_log", NOWHERE].extent == (1, TODAY)
    assert kept["network_log", NOWHERE].holds == log.holds
    assert kept["prompt", NOWHERE].keeping.keep_days is None
    assert kept["documents", NOWHERE].extent is None
    assert ("usage", NOWHERE) in kept


def test_a_record_without_a_setting_is_never_deleted(house: Installation) -> None:
    timer = Timer(
        house.database,
        {"prompt": NetworkLog(house.database)},
        schedule=lambda at: Schedule(ATLAS, SETTINGS, at),
        holds=house.holds,
        clock=house.clock,
        entropy=SystemEntropy(),
    )
    house.call(date(1999, 1, 1))
    assert timer.run().deleted == 0


def test_days_before_all_time_are_no_matter(house: Installation) -> None:
    settings = replace(SETTINGS, retention=RetentionSettings(network_log_days=10**9))
    timer = Timer(
        house.database,
        own_shelves(house.database, house.vault),
        schedule=lambda at: Schedule(ATLAS, settings, at),
        holds=house.holds,
        clock=house.clock,
        entropy=SystemEntropy(),
    )
    house.call(date(1999, 1, 1))
    assert timer.run().deleted == 0


def test_a_hundred_thousand_rows_go_in_bounded_steps_time_and_memory(
    house: Installation,
) -> None:
    old = minute_of(LAST_DAY - timedelta(days=90))
    count, steps = 100_000, list[int]()
    house.log.add({Kind(old + place, CN, "GET", "/", 200, ""): 1 for place in range(count)})
    tracemalloc.start()
    began_s = time.perf_counter()
    report = house.timer.run(Orders(told=lambda done: steps.append(done.deleted)))
    took_s = time.perf_counter() - began_s
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.deleted == count
    assert report.is_wiped
    assert max(later - one for one, later in pairwise(steps)) <= BATCH
    assert peak_bytes < 8 * 1024 * 1024
    assert took_s < 120
