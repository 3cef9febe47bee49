import dataclasses
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from domicile.core.clock import SystemClock
from domicile.core.errors import StorageError, StoreDamagedError
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.store.database import Database, stamp
from domicile.store.register import Recall, ReleaseStore
from domicile.store.releases import Act, Release, ReleaseEvent, ReleaseKey, ReleaseState
from domicile.store.schema import bundled_migrations

KEY = ReleaseKey(MarketId("CN"), FeatureId("assistant"), SiteId("demo-cn"))
OTHER = KEY._replace(site=SiteId("other"))
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "store.sqlite", SystemClock())
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> ReleaseStore:
    return ReleaseStore(database)


def event(number: int, state: str = "filed", key: ReleaseKey = KEY, **act: Any) -> ReleaseEvent:
    """Return an event whose salt and digest tell its number."""
    return ReleaseEvent(
        release=Release(
            key=key,
            state=ReleaseState(state),
            number="N-1",
            model="qwen",
            model_version="2.5",
            model_digest="ab",
            origin="tuned",
            filing_no="F-1",
            certificates={"mlps": date(2027, 1, 31)},
            min_client="2.1.0",
        ),
        act=Act(**{"verb": "submit", "actor": "Li", "at": NOON, **act}),
        previous="",
        salt=f"{number:032x}",
        digest=f"{number:064x}",
        log_size=number,
    )


def append(store: ReleaseStore, *events: ReleaseEvent) -> list[ReleaseEvent]:
    with store.change() as register:
        return [register.append(each) for each in events]


def test_what_is_appended_is_found_again(store: ReleaseStore) -> None:
    with store.change() as register:
        assert register.last(KEY) is None
        assert register.last_digest() == ""
        first = register.append(event(1))
        second = register.append(event(2, "released", verb="approve", evidence="e" * 64))
        assert register.last_digest() == second.digest
        assert register.last(KEY) == dataclasses.replace(second, previous=first.digest)
        assert register.last(OTHER) is None
        assert register.keys() == (KEY,)
    assert (first.release.event, second.release.event) == (1, 2)
    assert store.history() == (first, dataclasses.replace(second, previous=first.digest))


def test_an_event_waits_until_its_place_in_the_log_is_known(store: ReleaseStore) -> None:
    first, second = append(store, event(1), event(2, key=OTHER))
    assert [each.release for each in store.unlogged()] == [first.release, second.release]
    store.logged(1, 7)
    store.logged(1, 7)
    assert [each.release for each in store.unlogged()] == [second.release]
    assert [each.log_index for each in store.history()] == [7, None]


def test_a_number_is_recalled_once(store: ReleaseStore) -> None:
    recall = Recall(number="f-1", actor="Li", at=NOON, reason="gone")
    with store.change() as register:
        assert register.recalled() == frozenset()
        register.recall(recall)
        register.recall(dataclasses.replace(recall, actor="Wang"))
        assert register.recalled() == {"f-1"}
    assert store.recalls() == (recall,)


def test_the_mark_changes_with_the_register_alone(store: ReleaseStore, database: Database) -> None:
    marks = [store.mark()]
    append(store, event(1))
    marks.append(store.mark())
    store.logged(1, 0)
    marks.append(store.mark())
    with store.change() as register:
        register.recall(Recall(number="f-1", actor="Li", at=NOON))
    marks.append(store.mark())
    assert len(set(marks)) == len(marks)
    before = store.version()
    with database.write() as connection:
        connection.execute("INSERT INTO subject VALUES ('wang', 'CN', x'00')")
    assert store.mark() == marks[-1]
    assert store.version() != before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE release_event SET actor = 'Wang'",
        "DELETE FROM release_event",
        "UPDATE release_logged SET log_index = 1",
        "DELETE FROM release_logged",
        "UPDATE recalled_number SET number = 'x'",
        "DELETE FROM recalled_number",
    ],
)
def test_nothing_can_be_changed_or_removed(database: Database, statement: str) -> None:
    store = ReleaseStore(database)
    append(store, event(1))
    store.logged(1, 0)
    with store.change() as register:
        register.recall(Recall(number="f-1", actor="Li", at=NOON))
    with pytest.raises(StorageError), database.write() as connection:
        connection.execute(statement)
    connection_ = sqlite3.connect(database.path)
    with pytest.raises(sqlite3.IntegrityError, match=r"append-only|stays"):
        connection_.execute(statement)
    connection_.close()


@pytest.mark.parametrize(
    "wrong",
    [
        {"digest": ""},
        {"salt": "00"},
        {"act": Act(verb="", actor="Li", at=NOON)},
        {"act": Act(verb="submit", actor="", at=NOON)},
    ],
)
def test_the_store_itself_refuses_nonsense(store: ReleaseStore, wrong: dict[str, Any]) -> None:
    with pytest.raises(StorageError):
        append(store, dataclasses.replace(event(1), **wrong))


def test_a_state_that_does_not_exist_is_refused(database: Database, store: ReleaseStore) -> None:
    append(store, event(1))
    with pytest.raises(StorageError), database.write() as connection:
        connection.execute(
            "INSERT INTO release_event SELECT 2, market, feature, site, 'opened', number, model,"
            " model_digest, actor, at, reason, evidence, origin, model_version, filing_no,"
            " certificates, min_client, verb, note, salt, printf('%064d', 2), log_size"
            " FROM release_event"
        )


def test_one_digest_stands_once(store: ReleaseStore) -> None:
    append(store, event(1))
    with pytest.raises(StorageError):
        append(store, event(1, "released"))


@pytest.mark.parametrize(
    ("statement", "value"),
    [
        ("UPDATE release_event SET certificates = ?", "[]"),
        ("UPDATE release_event SET certificates = ?", "{"),
        ("UPDATE release_event SET certificates = ?", '{"a": "x"}'),
        ("UPDATE release_event SET at = ?", "x"),
    ],
)
def test_an_event_that_makes_no_sense_is_damage(
    database: Database, store: ReleaseStore, statement: str, value: str
) -> None:
    append(store, event(1))
    with database.write() as connection:
        connection.execute("DROP TRIGGER release_event_stays")
        connection.execute(statement, (value,))
    with pytest.raises(StoreDamagedError):
        store.history()


def test_a_failed_change_leaves_nothing(store: ReleaseStore) -> None:
    with pytest.raises(ZeroDivisionError):
        change_and_fail(store)
    assert store.history() == ()


def change_and_fail(store: ReleaseStore) -> None:
    with store.change() as register:
        register.append(event(1))
        raise ZeroDivisionError


def test_what_was_written_before_stays_in_the_history(tmp_path: Path) -> None:
    """A store of the schema before: its events carry no digest, and wait for no log."""
    older = [each for each in bundled_migrations() if each.number < 30]
    before = Database(tmp_path / "old.sqlite", SystemClock(), migrations=older)
    with before.write() as connection:
        connection.execute(
            "INSERT INTO release_event (market, feature, site, state, number, model,"
            " model_digest, actor, at, reason, evidence, origin)"
            " VALUES ('CN', 'assistant', 'demo-cn', 'suspended', '', 'm', '', 'Li', ?, '', '', '')",
            (stamp(NOON),),
        )
    before.close()
    database = Database(tmp_path / "old.sqlite", SystemClock())
    store = ReleaseStore(database)
    (found,) = store.history()
    assert (found.act.verb, found.digest, found.release.state) == ("", "", ReleaseState.SUSPENDED)
    assert store.unlogged() == ()
    database.close()
