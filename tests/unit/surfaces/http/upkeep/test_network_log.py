import asyncio
import logging
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from domicile.core.clock import SystemClock
from domicile.core.errors import DiskFullError
from domicile.core.ids import MarketId
from domicile.store.database import Database
from domicile.store.keys import ApiKey
from domicile.store.network_log import Kind, NetworkLog, minute_of
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.upkeep.network_log import (
    MARKET,
    MAX_KINDS,
    OTHER,
    CallLog,
    writing_calls,
)
from tests.unit.surfaces.standins import SECRET_TEXT, Client, FakeDomicile, FixedClock, gateway_of

CN, EU = MarketId("CN"), MarketId("EU")
NINE = minute_of(date(2026, 11, 24)) + 9 * 60
BODY = {"model": "auto", "messages": [{"role": "user", "content": SECRET_TEXT}]}


class FakeLog:
    """Keeps what it is given, or fails."""

    def __init__(self) -> None:
        self.written: list[dict[Kind, int]] = []
        self.fails = False
        self.wrote = threading.Event()

    def add(self, calls: dict[Kind, int]) -> None:
        if self.fails:
            raise DiskFullError("no space is left for the store")
        self.written.append(dict(calls))
        self.wrote.set()


@pytest.fixture
def log() -> FakeLog:
    return FakeLog()


@pytest.fixture
def calls(log: FakeLog) -> CallLog:
    return CallLog(lambda: cast("NetworkLog", log), FixedClock())


async def receive() -> dict[str, object]:
    return {}


async def send(_message: object) -> None:
    return None


def call(
    method: str = "POST", market: str | None = None, key: tuple[MarketId, ...] | None = None
) -> Call:
    scope: dict[str, object] = {"method": method, "headers": []}
    if market is not None:
        scope[MARKET] = market
    made = Call(scope, receive, send)
    if key is not None:
        made.key = ApiKey(
            id="k1", role="caller", markets=key, features=(), created_at="", revoked_at=None
        )
    return made


def test_calls_are_gathered_and_written_once(calls: CallLog, log: FakeLog) -> None:
    calls.note(call(market="CN"), "/v1/models", 200)
    calls.note(call(market="CN"), "/v1/models", 200)
    calls.flush()
    calls.flush()
    assert log.written == [{Kind(NINE, CN, "POST", "/v1/models", 200, ""): 2}]


@pytest.mark.parametrize(
    ("market", "key", "logged"),
    [
        (None, None, ("", "")),
        (None, (EU,), ("EU", "k1")),
        (None, (EU, CN), ("", "k1")),
        ("CN", (EU,), ("CN", "k1")),
    ],
    ids=["nobody knows", "the key's only one", "one of the key's", "named"],
)
def test_the_market_is_the_one_named_or_that_of_the_key(
    calls: CallLog,
    log: FakeLog,
    market: str | None,
    key: tuple[MarketId, ...] | None,
    *,
    logged: tuple[str, str],
) -> None:
    calls.note(call(market=market, key=key), "/v1/models", 200)
    calls.flush()
    assert [(kind.market, kind.key_id) for kind in log.written[0]] == [logged]


def test_a_method_of_the_callers_own_making_is_not_written_down(
    calls: CallLog, log: FakeLog
) -> None:
    calls.note(call(method="王小明"), "unknown", 404)
    calls.flush()
    assert [kind.method for kind in log.written[0]] == [OTHER]


def test_what_cannot_be_written_waits(calls: CallLog, log: FakeLog) -> None:
    log.fails = True
    calls.note(call(), "/v1/models", 200)
    with pytest.raises(DiskFullError):
        calls.flush()
    calls.note(call(), "/v1/models", 200)
    log.fails = False
    calls.flush()
    assert [list(each.values()) for each in log.written] == [[2]]


def test_what_waits_has_a_bound_and_what_is_lost_is_counted(calls: CallLog) -> None:
    for status in range(MAX_KINDS + 3):
        calls.note(call(), "/v1/models", status)
    calls.note(call(), "/v1/models", 0)
    assert calls.lost() == 3
    assert calls.lost() == 0


def test_no_call_is_lost_between_threads(calls: CallLog, log: FakeLog) -> None:
    def note() -> None:
        for _ in range(2000):
            calls.note(call(), "/v1/models", 200)

    threads = [threading.Thread(target=note) for _ in range(3)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        calls.flush()
    calls.flush()
    assert sum(sum(each.values()) for each in log.written) == 6000


async def test_they_are_written_all_the_time_and_at_the_end(calls: CallLog, log: FakeLog) -> None:
    async with writing_calls(calls, every_s=0.01):
        calls.note(call(), "/v1/models", 200)
        assert await asyncio.to_thread(log.wrote.wait, 10)
        calls.note(call(), "/v1/models", 403)
    assert sum(sum(each.values()) for each in log.written) == 2


async def test_a_store_that_cannot_be_written_is_logged_by_its_code(
    calls: CallLog, log: FakeLog, caplog: pytest.LogCaptureFixture
) -> None:
    log.fails = True
    with caplog.at_level(logging.ERROR, "domicile.http"):
        async with writing_calls(calls, every_s=60):
            calls.note(call(), "/v1/models", 200)
    assert [record.getMessage()[:5] for record in caplog.records] == ["D601:"]


async def test_cn_ret_001_every_call_is_logged_without_a_word_of_it(
    domicile: FakeDomicile, tmp_path: Path
) -> None:
    gateway = gateway_of(domicile)
    client = Client(gateway)
    secret = {"x-domicile-market": "CN"}
    assert (await client("POST", "/v1/chat/completions", BODY, headers=secret)).status == 200
    assert (await client("GET", f"/{SECRET_TEXT}")).status == 404
    gateway._house.calls.flush()
    found = dict(domicile.desks.network_log.between(date(2026, 11, 24), date(2026, 11, 24)))
    assert found == {
        Kind(NINE, CN, "POST", "/v1/chat/completions", 200, ""): 1,
        Kind(NINE, MarketId(""), "GET", "unknown", 404, ""): 1,
    }
    domicile.database.wipe(rewrite=True)
    assert SECRET_TEXT.encode() not in (tmp_path / "store.sqlite").read_bytes()


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from domicile.core.clock import SystemClock
from domicile.store.database import Database
from domicile.store.network_log import NetworkLog
from domicile.surfaces.http.call import Call
from domicile.surfaces.http.upkeep.network_log import CallLog, writing_calls

async def main():
    log = NetworkLog(Database(Path(sys.argv[1]), SystemClock()))
    calls = CallLog(lambda: log, SystemClock())
    async def nothing(message=None): return {}
    async with writing_calls(calls, every_s=0.05):
        for _ in range(100):
            calls.note(Call({"method": "GET", "headers": []}, nothing, nothing), "/healthz", 200)
        await asyncio.sleep(1)
        for _ in range(7):
            calls.note(Call({"method": "GET", "headers": []}, nothing, nothing), "/healthz", 200)
        os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(main())
"""


def test_a_process_that_is_killed_loses_no_more_than_since_the_last_writing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "killed.sqlite"
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False, timeout=60)
    assert done.returncode == -9
    database = Database(path, SystemClock())
    assert [each.size for each in NetworkLog(database).extents().values()] == [100]
    database.close()


def test_noting_a_call_takes_microseconds(calls: CallLog) -> None:
    one = call(market="CN")
    began_s = time.perf_counter()
    for _ in range(10_000):
        calls.note(one, "/v1/models", 200)
    assert (time.perf_counter() - began_s) / 10_000 < 0.001


async def test_calls_that_were_lost_are_told_once(
    calls: CallLog, caplog: pytest.LogCaptureFixture
) -> None:
    for status in range(MAX_KINDS + 2):
        calls.note(call(), "/v1/models", status)
    async with writing_calls(calls, every_s=0.01):
        await asyncio.sleep(0.1)
    assert [each.getMessage() for each in caplog.records] == ["the log of calls lacks 2 calls"]
