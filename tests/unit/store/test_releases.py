import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from domicile.core.clock import SystemClock
from domicile.core.errors import StorageError
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.store.database import Database
from domicile.store.releases import Act, Release, ReleaseKey, ReleaseState, ReleaseStore

KEY = ReleaseKey(MarketId("CN"), FeatureId("assistant"), SiteId("demo-cn"))
OTHER = KEY._replace(site=SiteId("other"))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "store.sqlite", SystemClock())
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> ReleaseStore:
    return ReleaseStore(database)


def release(state: str, key: ReleaseKey = KEY) -> Release:
    return Release(
        key=key,
        state=ReleaseState(state),
        number="N-1",
        model="qwen",
        model_digest="ab",
        origin="tuned",
    )


def act(at: datetime, **changes: str) -> Act:
    facts = {"actor": "Li", "reason": "because", "evidence": "", **changes}
    return Act(at=at, **facts)


NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_what_is_appended_is_found_again(store: ReleaseStore) -> None:
    with store.change() as register:
        assert register.find(KEY) is None
        first = register.append(release("filed"), act(NOON))
        second = register.append(release("released"), act(NOON, evidence="e" * 64))
        assert register.find(KEY) == second
    assert (first.event, second.event) == (1, 2)
    assert store.present() == {KEY: second}
    assert [event.release for event in store.history()] == [first, second]
    assert store.history()[1].act == act(NOON, evidence="e" * 64)


def test_a_plain_tuple_finds_an_entry(store: ReleaseStore) -> None:
    with store.change() as register:
        register.append(release("filed"), act(NOON))
    plain = (MarketId("CN"), FeatureId("assistant"), SiteId("demo-cn"))
    assert {tuple(key): found for key, found in store.present().items()}[plain].event == 1


def test_history_is_of_all_or_of_one(store: ReleaseStore) -> None:
    with store.change() as register:
        register.append(release("filed"), act(NOON))
        register.append(release("filed", OTHER), act(NOON))
    assert len(store.history()) == 2
    assert [event.release.key for event in store.history(OTHER)] == [OTHER]


@pytest.mark.parametrize(
    "statement", ["UPDATE release_event SET actor = 'Wang'", "DELETE FROM release_event"]
)
def test_history_can_neither_be_changed_nor_removed(
    store: ReleaseStore, database: Database, statement: str
) -> None:
    with store.change() as register:
        register.append(release("filed"), act(NOON))
    with pytest.raises(StorageError), database.write() as connection:
        connection.execute(statement)
    assert store.history()[0].act.actor == "Li"


@pytest.mark.parametrize(
    ("state", "actor"), [("filed", ""), ("opened", "Li")], ids=["nobody", "no such state"]
)
def test_the_store_itself_refuses_nonsense(database: Database, state: str, actor: str) -> None:
    with pytest.raises(StorageError):
        insert(database, state, actor)


def insert(database: Database, state: str, actor: str) -> None:
    with database.write() as connection:
        connection.execute(
            "INSERT INTO release_event (event, market, feature, site, state, number, model,"
            " model_digest, actor, at, reason, evidence)"
            " VALUES (1, 'CN', 'assistant', 'x', ?, '', '', '', ?, '', '', '')",
            (state, actor),
        )
        connection.execute(
            "INSERT INTO release (market, feature, site, state, number, model, model_digest, event)"
            " VALUES ('CN', 'assistant', 'x', ?, '', '', '', 1)",
            (state,),
        )


def test_a_failed_change_leaves_nothing(store: ReleaseStore) -> None:
    with pytest.raises(ZeroDivisionError):
        change_and_fail(store)
    assert store.present() == {}
    assert store.history() == ()


def change_and_fail(store: ReleaseStore) -> None:
    with store.change() as register:
        register.append(release("filed"), act(NOON))
        raise ZeroDivisionError


def test_the_register_on_a_day_counts_in_utc(store: ReleaseStore) -> None:
    shanghai = timezone(timedelta(hours=8))
    with store.change() as register:
        # Still the 23rd in UTC.
        register.append(release("filed"), act(datetime(2026, 11, 24, 7, 59, tzinfo=shanghai)))
        register.append(release("released"), act(datetime(2026, 11, 24, 8, tzinfo=shanghai)))
    assert store.on_day(date(2026, 11, 22)) == {}
    assert store.on_day(date(2026, 11, 23))[KEY].state is ReleaseState.FILED
    assert store.on_day(date(2026, 11, 24))[KEY].state is ReleaseState.RELEASED
    assert store.on_day(date.max)[KEY].state is ReleaseState.RELEASED


def test_the_version_changes_with_every_write(store: ReleaseStore) -> None:
    before = store.version()
    assert store.version() == before
    with store.change() as register:
        register.append(release("filed"), act(NOON))
    assert store.version() != before


def test_an_entry_has_a_name() -> None:
    assert release("filed").entry == "CN/assistant/demo-cn#0"


def test_the_trigger_says_why(database: Database, store: ReleaseStore) -> None:
    with store.change() as register:
        register.append(release("filed"), act(NOON))
    connection = sqlite3.connect(database.path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute("DELETE FROM release_event")
    connection.close()
