import asyncio
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domicile.core.clock import Clock, SystemClock, SystemEntropy
from domicile.core.errors import StorageError, VaultError
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, SubjectId
from domicile.store.crowds import PAGE
from domicile.store.database import Database
from domicile.store.exports import EAST, Export, ExportBook, Tally
from domicile.store.vault import Vault

CN, US = MarketId("CN"), MarketId("US")
WANG, LI, ZHAO = SubjectId("wang"), SubjectId("li"), SubjectId("zhao")
NEW_YEAR = date(2026, 1, 1)
NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
TODAY = NOON.date()


class HandClock(SystemClock):
    """A clock that tests set."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        """Return what it was set to."""
        return self.at


def open_book(folder: Path, clock: Clock) -> tuple[Database, ExportBook]:
    database = Database(folder / "store.sqlite", SystemClock())
    return database, ExportBook(database, Vault(folder / "at-rest.key", SystemEntropy()), clock)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def opened(tmp_path: Path, clock: HandClock) -> Iterator[tuple[Database, ExportBook]]:
    opened = open_book(tmp_path, clock)
    yield opened
    opened[0].close()


@pytest.fixture
def database(opened: tuple[Database, ExportBook]) -> Database:
    return opened[0]


@pytest.fixture
def book(opened: tuple[Database, ExportBook]) -> ExportBook:
    return opened[1]


HEALTH = Export(market=CN, counterparty="Acme", data_class=DataClass.HEALTH, as_is=True)
NAME = replace(HEALTH, data_class=DataClass.NAME, as_is=False)
BOTH = Tally(CN, NEW_YEAR, "", frozenset({DataClass.HEALTH, DataClass.NAME}), as_is=False)


def count(
    book: ExportBook, tally: Tally, person: SubjectId | None = ZHAO, until: date = TODAY
) -> int:
    return book.people([tally], person, until)[tally]


def test_distinct_people_are_counted_and_the_one_in_hand_with_them(book: ExportBook) -> None:
    book.record([HEALTH, NAME, HEALTH], WANG)
    book.record([NAME], LI)
    assert count(book, BOTH, ZHAO) == 3
    assert count(book, BOTH, WANG) == 2
    assert count(book, BOTH._replace(classes=frozenset({DataClass.HEALTH})), WANG) == 1


def test_an_unknown_person_in_hand_is_one_more(book: ExportBook) -> None:
    book.record([HEALTH], WANG)
    assert count(book, BOTH, None) == 2


@pytest.mark.parametrize(
    "other",
    [
        BOTH._replace(market=US),
        BOTH._replace(counterparty="Other"),
        BOTH._replace(classes=frozenset({DataClass.PHONE})),
        BOTH._replace(classes=frozenset()),
        BOTH._replace(since=TODAY + timedelta(days=1)),
    ],
    ids=["market", "recipient", "class", "no class", "days"],
)
def test_what_a_tally_does_not_ask_for_is_not_counted(book: ExportBook, other: Tally) -> None:
    book.record([HEALTH], WANG)
    assert count(book, BOTH) == 2
    assert count(book, other) == 1


def test_where_only_unchanged_data_counts_the_rest_does_not(book: ExportBook) -> None:
    book.record([HEALTH, NAME], WANG)
    book.record([NAME], LI)
    assert count(book, BOTH._replace(as_is=True)) == 2
    book.record([replace(NAME, as_is=True)], LI)
    assert count(book, BOTH._replace(as_is=True)) == 3


def test_a_recipient_whom_nobody_knows_counts_as_each_of_them(book: ExportBook) -> None:
    book.record([HEALTH], WANG)
    book.record([replace(HEALTH, counterparty="")], LI)
    assert count(book, BOTH._replace(counterparty="Acme")) == 3
    assert count(book, BOTH._replace(counterparty="Other")) == 2
    assert count(book, BOTH) == 3


def test_a_calendar_year_begins_anew(book: ExportBook, clock: HandClock) -> None:
    book.record([HEALTH], WANG)
    clock.at = datetime(2027, 1, 1, 12, tzinfo=UTC)
    today = clock.at.date()
    assert count(book, BOTH, until=today) == 2
    assert count(book, BOTH._replace(since=today), until=today) == 1
    book.record([HEALTH], WANG)
    assert count(book, BOTH._replace(since=today), until=today) == 2


def test_a_year_begins_in_beijing(book: ExportBook, clock: HandClock) -> None:
    clock.at = datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert clock.at.astimezone(EAST).date() == date(2027, 1, 1)
    book.record([HEALTH], WANG)
    assert count(book, BOTH._replace(since=date(2027, 1, 1)), until=date(2027, 1, 1)) == 2
    assert count(book, BOTH, until=date(2026, 12, 31)) == 2


def test_twelve_months_pass(book: ExportBook, clock: HandClock) -> None:
    book.record([HEALTH], WANG)
    clock.at += timedelta(days=365)
    year = BOTH._replace(since=TODAY)
    assert count(book, year, until=clock.at.date()) == 2
    assert count(book, year._replace(since=TODAY + timedelta(days=1)), until=clock.at.date()) == 1


def test_up_to_an_earlier_day_nobody_is_missed(book: ExportBook, clock: HandClock) -> None:
    book.record([HEALTH], WANG)
    clock.at += timedelta(days=60)
    book.record([HEALTH], WANG)
    book.record([HEALTH], LI)
    between = BOTH._replace(since=TODAY + timedelta(days=10))
    past = TODAY + timedelta(days=20)
    # Nothing of Wang's left in between, which the book cannot know; Li came later.
    assert count(book, between, until=past) == 2
    assert count(book, between, until=clock.at.date()) == 3


def test_an_export_dated_by_a_clock_that_ran_fast_counts(
    book: ExportBook, clock: HandClock
) -> None:
    clock.at += timedelta(days=900)
    book.record([HEALTH], WANG)
    clock.at = NOON
    assert count(book, BOTH) == 2
    book.record([HEALTH], WANG)
    clock.at += timedelta(days=1)
    assert count(book, BOTH, until=TODAY) == 2


def test_what_is_written_down_already_changes_nothing(book: ExportBook, database: Database) -> None:
    book.record([HEALTH], WANG)
    before = database.data_version()
    book.record([HEALTH], WANG)
    book.record([], LI)
    assert database.data_version() == before


def test_nothing_is_read_while_nothing_was_exported(
    book: ExportBook, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert book.people([BOTH], WANG, TODAY) == {}
    with monkeypatch.context() as patch:
        patch.delattr(Database, "read")
        assert book.people([BOTH], WANG, TODAY) == {}
        assert book.is_counted([CN], NEW_YEAR, WANG)
    with database.write() as connection:
        connection.execute("INSERT INTO export_flow VALUES (1, 'CN', '', 'health', 0)")
    assert book.people([BOTH], WANG, TODAY) == {}


def test_an_export_of_another_process_is_noticed(
    book: ExportBook, tmp_path: Path, clock: HandClock
) -> None:
    other_database, other = open_book(tmp_path, clock)
    assert book.people([BOTH], WANG, TODAY) == {}
    other.record([HEALTH], WANG)
    assert count(book, BOTH, LI) == 2
    other.record([HEALTH], LI)
    other.record([replace(HEALTH, counterparty="Other")], ZHAO)
    assert count(book, BOTH, LI) == 3
    assert count(book, BOTH, WANG) == 3
    other_database.close()


def test_people_can_be_counted_while_everybody_is_known(book: ExportBook, clock: HandClock) -> None:
    assert book.is_counted([CN], NEW_YEAR, WANG)
    assert not book.is_counted([CN], NEW_YEAR, None)
    book.record([HEALTH], WANG)
    assert book.is_counted([CN, US], NEW_YEAR, WANG)
    book.record([HEALTH], None)
    assert not book.is_counted([US, CN], NEW_YEAR, WANG)
    assert book.is_counted([US], NEW_YEAR, WANG)
    assert not book.is_counted([CN], TODAY, WANG)
    assert book.is_counted([CN], TODAY + timedelta(days=1), WANG)
    clock.at += timedelta(days=1)
    book.record([HEALTH], None)
    assert not book.is_counted([CN], TODAY + timedelta(days=1), WANG)


def test_exports_without_a_person_count_as_one(book: ExportBook) -> None:
    for export in (HEALTH, NAME):
        book.record([export], None)
    assert count(book, BOTH, WANG) == count(book, BOTH, None) == 2


def test_whoever_is_forgotten_still_counts_and_is_nowhere(
    book: ExportBook, database: Database
) -> None:
    assert not book.forget(WANG)
    book.record([HEALTH, NAME], WANG)
    book.record([HEALTH], LI)
    assert count(book, BOTH, WANG) == 2
    assert book.forget(WANG)
    assert not book.forget(WANG)
    assert count(book, BOTH, LI) == 2
    assert count(book, BOTH, WANG) == 3
    with database.read() as connection:
        (ties,) = connection.execute("SELECT count(token) FROM export_person").fetchone()
    assert ties == 1
    book.record([HEALTH], WANG)
    assert count(book, BOTH, WANG) == 3
    assert count(book, BOTH, ZHAO) == 4


def test_no_name_stands_in_the_store(book: ExportBook, database: Database) -> None:
    book.record([HEALTH], SubjectId("wang-xiaoming-1949"))
    database.close()
    stored = b"".join(file.read_bytes() for file in database.path.parent.glob("store*"))
    assert b"Acme" in stored
    assert b"xiaoming" not in stored


def test_a_lost_key_stops_the_counting(
    book: ExportBook, database: Database, tmp_path: Path, clock: HandClock
) -> None:
    book.record([HEALTH], WANG)
    other = ExportBook(database, Vault(tmp_path / "other.key", SystemEntropy()), clock)
    for use in (
        lambda: other.record([HEALTH], LI),
        lambda: other.people([BOTH], LI, TODAY),
        lambda: other.forget(WANG),
    ):
        with pytest.raises(VaultError):
            use()
    assert count(book, BOTH) == 2


def test_what_cannot_be_written_whole_is_not_written(book: ExportBook, database: Database) -> None:
    book.record([HEALTH], WANG)
    with database.write() as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON export_flow WHEN NEW.data_class = 'phone'"
            " BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    with pytest.raises(StorageError):
        book.record([NAME, replace(NAME, data_class=DataClass.PHONE)], LI)
    assert count(book, BOTH, WANG) == 1
    assert not book.forget(LI)


def test_a_first_record_that_fails_leaves_no_key(book: ExportBook, database: Database) -> None:
    with database.write() as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON export BEGIN SELECT RAISE(ABORT, 'full'); END"
        )
    with pytest.raises(StorageError):
        book.record([HEALTH], WANG)
    with database.write() as connection:
        connection.execute("DROP TRIGGER full")
    assert book.people([BOTH], WANG, TODAY) == {}
    book.record([HEALTH], WANG)
    assert count(book, BOTH, WANG) == 1


@pytest.mark.parametrize(
    "row",
    [
        (1, 0, PAGE, 20260101, 20260101, 1),
        (1, 0, 1, 20260102, 20260101, 1),
        (1, 0, 2, 20260101, 20260101, 1),
        (9, 0, 1, 20260101, 20260101, 1),
    ],
    ids=["wrong page", "days backwards", "no such person", "no such flow"],
)
def test_the_store_itself_refuses_nonsense(
    book: ExportBook, database: Database, row: tuple[int, ...]
) -> None:
    book.record([HEALTH], WANG)
    with pytest.raises(StorageError), database.write() as connection:
        connection.execute("INSERT OR REPLACE INTO export VALUES (?, ?, ?, ?, ?, ?)", row)
    assert count(book, BOTH, WANG) == 1


def test_threads_share_a_book(book: ExportBook) -> None:
    def work(letter: str) -> None:
        for index in range(20):
            book.record([HEALTH, NAME], SubjectId(f"{letter}{index}"))
            book.record([NAME], SubjectId(f"shared{index}"))
            seen.append(count(book, BOTH, SubjectId(f"{letter}0")))

    seen: list[int] = []
    threads = [threading.Thread(target=work, args=(letter,)) for letter in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 60
    assert count(book, BOTH) == 81


SCRIPT = f"""
import sys
from pathlib import Path
from domicile.core.clock import Clock, SystemClock, SystemEntropy
from domicile.core.findings import DataClass
from domicile.store.database import Database
from domicile.store.exports import Export, ExportBook
from domicile.store.vault import Vault

folder, letter, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
database = Database(folder / "store.sqlite", SystemClock())
book = ExportBook(database, Vault(folder / "at-rest.key", SystemEntropy()), SystemClock())
exports = [
    Export(market="{CN}", counterparty="Acme", data_class=each, as_is=True)
    for each in (DataClass.HEALTH, DataClass.NAME, DataClass.PHONE)
]
for index in range(rounds):
    book.record(exports, f"{{letter}}{{index}}")
    book.record(exports[:1], f"shared{{index}}")
    print(index, flush=True)
"""


async def child(folder: Path, letter: str, rounds: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", SCRIPT, str(folder), letter, str(rounds)),
        stdout=asyncio.subprocess.PIPE,
    )


def tally_of(*classes: DataClass) -> Tally:
    return Tally(CN, NEW_YEAR, "Acme", frozenset(classes), as_is=True)


async def test_processes_that_write_at_once_count_everybody_once(tmp_path: Path) -> None:
    children = [await child(tmp_path, letter, 30) for letter in "ab"]
    database, book = open_book(tmp_path, SystemClock())
    tally = tally_of(DataClass.HEALTH)
    seen = [1]
    for index in range(30):
        for process in children:
            assert process.stdout is not None
            assert await process.stdout.readline() == f"{index}\n".encode()
        seen.append(count(book, tally, SubjectId("a0"), date.max))
        assert seen[-1] >= 3 * (index + 1)
    assert [await process.wait() for process in children] == [0, 0]
    assert seen == sorted(seen)
    assert count(book, tally, SubjectId("a0"), date.max) == 90
    assert count(book, tally_of(DataClass.PHONE), SubjectId("a0"), date.max) == 60
    database.close()


async def test_a_kill_leaves_nothing_half(tmp_path: Path) -> None:
    process = await child(tmp_path, "a", 1_000_000)
    assert process.stdout is not None
    while await process.stdout.readline() != b"20\n":
        assert process.returncode is None
    process.kill()
    rest, _ = await process.communicate()
    done = 1 + max([20, *(int(line) for line in rest.split(b"\n")[:-1])])
    database, book = open_book(tmp_path, SystemClock())
    names = count(book, tally_of(DataClass.NAME), SubjectId("a0"), date.max)
    phones = count(book, tally_of(DataClass.PHONE), SubjectId("a0"), date.max)
    assert names == phones >= done
    assert count(book, tally_of(DataClass.HEALTH), SubjectId("a0"), date.max) >= 2 * done
    database.close()
