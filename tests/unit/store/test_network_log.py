from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from domicile.core.clock import SystemClock
from domicile.core.ids import MarketId
from domicile.store.database import Database
from domicile.store.expiry.cut import NOTHING_HELD, NOWHERE, Cut, Due, Extent, Held
from domicile.store.network_log import PAGE, Kind, NetworkLog, minute_of

CN, EU = MarketId("CN"), MarketId("EU")
DAY = date(2026, 6, 1)
MINUTE = minute_of(DAY)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "store.sqlite", SystemClock())
    yield database
    database.close()


@pytest.fixture
def log(database: Database) -> NetworkLog:
    return NetworkLog(database)


def kind(minute: int, market: MarketId = CN, status: int = 200) -> Kind:
    return Kind(minute, market, "POST", "/v1/chat/completions", status, "k1")


def cut(held: Held = NOTHING_HELD, market: MarketId = CN, before: date = DAY) -> Cut:
    return Cut(market=market, before=before, today=DAY, held=lambda: held)


def test_calls_that_are_alike_stand_in_one_row(log: NetworkLog) -> None:
    log.add({kind(MINUTE): 2, kind(MINUTE, status=403): 1})
    log.add({kind(MINUTE): 3})
    assert dict(log.between(DAY, DAY)) == {kind(MINUTE): 5, kind(MINUTE, status=403): 1}


def test_cn_ret_001_only_metadata_has_a_column(database: Database) -> None:
    with database.read() as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(network_call)")]
    assert columns == ["minute", "market", "method", "route", "status", "key_id", "calls"]


def test_the_log_is_read_by_days(log: NetworkLog) -> None:
    log.add({kind(MINUTE - 1): 1, kind(MINUTE): 1, kind(MINUTE + 1439): 1, kind(MINUTE + 1440): 1})
    assert [each.minute - MINUTE for each, _ in log.between(DAY, DAY)] == [0, 1439]


def test_a_long_log_is_read_to_its_end(log: NetworkLog) -> None:
    log.add({kind(MINUTE, status=status): 1 for status in range(PAGE + 5)})
    assert len(list(log.between(DAY, DAY))) == PAGE + 5


def test_how_much_there_is_of_each_market(log: NetworkLog) -> None:
    log.add({kind(MINUTE): 2, kind(MINUTE - 1): 1, kind(MINUTE, NOWHERE): 4})
    assert log.extents() == {CN: Extent(3, date(2026, 5, 31)), NOWHERE: Extent(4, DAY)}


def test_what_is_older_goes_and_the_day_itself_stays(log: NetworkLog) -> None:
    log.add({kind(MINUTE - 1): 7, kind(MINUTE): 2, kind(MINUTE - 1, EU): 1})
    assert log.due(cut()) == Due(free=7, held=0)
    assert log.delete_before(cut(), 10) == 1
    assert log.due(cut()) == Due(0, 0)
    assert log.extents() == {CN: Extent(2, DAY), EU: Extent(1, date(2026, 5, 31))}


def test_no_more_than_the_limit_goes_at_once(log: NetworkLog) -> None:
    log.add({kind(MINUTE - 1, status=status): 1 for status in range(5)})
    assert [log.delete_before(cut(), 2) for _ in range(4)] == [2, 2, 1, 0]


def test_a_hold_keeps_it(log: NetworkLog) -> None:
    log.add({kind(MINUTE - 1): 7})
    assert log.due(cut(Held(whole=True))) == Due(free=0, held=7)
    assert log.delete_before(cut(Held(whole=True)), 10) == 0
    assert log.extents() == {CN: Extent(7, date(2026, 5, 31))}
