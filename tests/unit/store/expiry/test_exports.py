from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, SubjectId
from domicile.store.database import Database
from domicile.store.expiry.cut import NOTHING_HELD, Cut, Due, Extent, Held
from domicile.store.expiry.exports import ExpiredExports
from domicile.store.exports import Export, ExportBook, Tally
from domicile.store.vault import Vault

CN, US = MarketId("CN"), MarketId("US")
WANG, LI = SubjectId("wang"), SubjectId("li")
NAME = Export(market=US, counterparty="Acme", data_class=DataClass.NAME, as_is=False)
OLD, NEW = date(2015, 1, 2), date(2026, 6, 15)
LINE = date(2016, 1, 1)


class HandClock(SystemClock):
    """A clock that tests set."""

    def __init__(self) -> None:
        self.on(NEW)

    def on(self, day: date) -> None:
        """Set it to noon of ``day``."""
        self.at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

    def now(self) -> datetime:
        """Return what it was set to."""
        return self.at


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "store.sqlite", SystemClock())
    yield database
    database.close()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "at-rest.key", SystemEntropy())


@pytest.fixture
def book(database: Database, vault: Vault, clock: HandClock) -> ExportBook:
    return ExportBook(database, vault, clock)


@pytest.fixture
def shelf(database: Database, vault: Vault) -> ExpiredExports:
    return ExpiredExports(database, vault)


def cut(held: Held = NOTHING_HELD, market: MarketId = US) -> Cut:
    return Cut(market=market, before=LINE, today=LINE, held=lambda: held)


def of(*people: SubjectId) -> Held:
    return Held(subjects=frozenset(people))


def tokens(database: Database) -> int:
    with database.read() as connection:
        (count,) = connection.execute("SELECT count(token) FROM export_person").fetchone()
    return int(count)


@pytest.fixture
def old(book: ExportBook, clock: HandClock) -> None:
    clock.on(OLD)
    book.record([NAME], WANG)
    book.record([NAME], LI)
    book.record([NAME], None)
    clock.on(NEW)


@pytest.mark.usefixtures("old")
def test_old_counters_go_and_with_them_the_ties_to_people(
    shelf: ExpiredExports, database: Database
) -> None:
    assert shelf.due(cut()) == Due(free=3, held=0)
    assert shelf.delete_before(cut(), 2) == 2
    assert shelf.delete_before(cut(), 2) == 1
    assert shelf.extents() == {}
    assert tokens(database) == 0


@pytest.mark.usefixtures("old")
def test_who_has_a_younger_counter_keeps_the_tie(
    shelf: ExpiredExports, book: ExportBook, database: Database
) -> None:
    book.record([Export(market=CN, counterparty="", data_class=DataClass.NAME, as_is=True)], WANG)
    assert shelf.delete_before(cut(), 10) == 3
    assert tokens(database) == 1
    tally = Tally(CN, date(2026, 1, 1), "", frozenset({DataClass.NAME}), as_is=True)
    assert book.people([tally], WANG, NEW) == {tally: 1}


@pytest.mark.usefixtures("old")
def test_a_counter_that_was_renewed_stays(shelf: ExpiredExports, book: ExportBook) -> None:
    book.record([NAME], WANG)
    assert shelf.due(cut()) == Due(free=2, held=0)


@pytest.mark.usefixtures("old")
def test_other_markets_are_left_alone(shelf: ExpiredExports) -> None:
    assert shelf.delete_before(cut(market=CN), 10) == 0
    assert shelf.extents() == {US: Extent(3, OLD)}


@pytest.mark.usefixtures("old")
def test_a_hold_on_all_keeps_all(shelf: ExpiredExports) -> None:
    assert shelf.due(cut(Held(whole=True))) == Due(free=0, held=3)
    assert shelf.delete_before(cut(Held(whole=True)), 10) == 0


@pytest.mark.usefixtures("old")
def test_a_hold_on_a_person_keeps_theirs_and_what_nobody_is_named_for(
    shelf: ExpiredExports, database: Database
) -> None:
    held = of(WANG, SubjectId("never seen"))
    assert shelf.due(cut(held)) == Due(free=1, held=2)
    assert shelf.delete_before(cut(held), 10) == 1
    assert shelf.extents() == {US: Extent(2, OLD)}
    assert tokens(database) == 1
