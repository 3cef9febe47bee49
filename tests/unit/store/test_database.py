import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from domicile.core.clock import SystemClock
from domicile.core.errors import DiskFullError, SchemaError, StorageError, StoreDamagedError
from domicile.store.database import Database, _enter_wal, stamp
from domicile.store.schema import APPLICATION_ID, Migration

NOTES = Migration(number=1, noun="note", sql="CREATE TABLE note (text TEXT NOT NULL UNIQUE);")
MORE = Migration(
    number=2,
    noun="more",
    sql=(
        "CREATE TABLE more (note TEXT REFERENCES note (text));\n"
        "-- why\n"
        "CREATE INDEX more_note ON more (note);"
    ),
)


def open_notes(path: Path, *migrations: Migration) -> Database:
    return Database(path, SystemClock(), migrations=migrations or (NOTES, MORE))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_notes(tmp_path / "home" / "store.sqlite")
    yield opened
    opened.close()


def notes(database: Database) -> list[str]:
    with database.read() as connection:
        return [text for (text,) in connection.execute("SELECT text FROM note ORDER BY text")]


def note(database: Database, text: str) -> None:
    with database.write() as connection:
        connection.execute("INSERT INTO note VALUES (?)", (text,))


def test_a_write_is_seen_by_a_later_opening(database: Database) -> None:
    note(database, "kept")
    database.close()
    again = open_notes(database.path)
    assert notes(again) == ["kept"]
    again.close()


def test_a_failing_block_leaves_nothing(database: Database) -> None:
    def interrupted() -> None:
        with database.write() as connection:
            connection.execute("INSERT INTO note VALUES ('lost')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert notes(database) == []


def test_a_broken_constraint_is_a_storage_error_without_the_value(database: Database) -> None:
    note(database, "secret words")
    with pytest.raises(StorageError, match="SQLITE_CONSTRAINT_UNIQUE") as caught:
        note(database, "secret words")
    assert "secret" not in str(caught.value)


def test_foreign_keys_are_enforced(database: Database) -> None:
    with pytest.raises(StorageError), database.write() as connection:
        connection.execute("INSERT INTO more VALUES ('nobody')")


def test_commits_are_synced(database: Database) -> None:
    with database.read() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_file_and_folder_are_closed_to_others(database: Database) -> None:
    note(database, "x")
    assert database.path.parent.stat().st_mode & 0o777 == 0o700
    for file in database.path.parent.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600, file.name


def test_an_open_file_is_closed_to_others(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.touch(mode=0o644)
    open_notes(path).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_read_sees_one_state(database: Database) -> None:
    with database.read() as connection:
        before = connection.execute("SELECT count(*) FROM note").fetchone()
        writer = threading.Thread(target=note, args=(database, "meanwhile"))
        writer.start()
        writer.join()
        assert connection.execute("SELECT count(*) FROM note").fetchone() == before
    assert notes(database) == ["meanwhile"]


def test_a_read_inside_a_write_sees_its_changes(database: Database) -> None:
    with database.write() as connection:
        connection.execute("INSERT INTO note VALUES ('new')")
        assert notes(database) == ["new"]
    assert notes(database) == ["new"]


def test_transactions_do_not_nest(database: Database) -> None:
    with (
        database.read(),
        pytest.raises(StorageError, match="inside another"),
        database.write(),
    ):
        pass


def test_many_threads_write(database: Database) -> None:
    def work(name: str) -> None:
        for index in range(5):
            note(database, f"{name}{index}")

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(notes(database)) == 20


def test_connections_of_ended_threads_are_closed(database: Database) -> None:
    for index in range(4):
        thread = threading.Thread(target=note, args=(database, str(index)))
        thread.start()
        thread.join()
    assert len(database._connections) == 1


def test_data_version_changes_with_every_writer(database: Database) -> None:
    first = database.data_version()
    assert database.data_version() == first
    note(database, "own thread")
    second = database.data_version()
    assert second != first
    other = open_notes(database.path)
    note(other, "other opening")
    other.close()
    assert database.data_version() != second


def test_closing_waits_for_a_transaction_of_another_thread(database: Database) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def work() -> None:
        with database.write() as connection:
            begun.set()
            may_end.wait()
            connection.execute("INSERT INTO note VALUES ('late')")

    writer = threading.Thread(target=work, daemon=True)  # a failure must not hang the run
    closer = threading.Thread(target=database.close)
    writer.start()
    begun.wait()
    closer.start()
    closer.join(0.1)
    assert closer.is_alive()
    may_end.set()
    writer.join()
    closer.join()
    again = open_notes(database.path)
    assert notes(again) == ["late"]
    again.close()


def test_a_transaction_that_does_not_end_keeps_its_connection(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domicile.store.database.BUSY_TIMEOUT_S", 0.01)
    with database.write() as connection:
        database.close()
        connection.execute("INSERT INTO note VALUES ('late')")
    connection.close()
    with pytest.raises(StorageError, match="closed"):
        note(database, "y")
    database._watch.close()


def test_a_closed_store_says_so(database: Database) -> None:
    note(database, "x")
    database.close()
    with pytest.raises(StorageError, match="closed"):
        note(database, "y")


def test_migrations_run_once_and_in_order(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    first = open_notes(path, NOTES)
    note(first, "old")
    first.close()
    second = open_notes(path, NOTES, MORE)
    assert notes(second) == ["old"]
    with second.read() as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        rows = connection.execute("SELECT number, noun FROM migration").fetchall()
    assert rows == [(1, "note"), (2, "more")]
    second.close()


def test_a_failing_migration_leaves_the_schema_before_it(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    broken = Migration(number=2, noun="broken", sql="CREATE TABLE half (x);\nCREATE nonsense;")
    with pytest.raises(StorageError):
        open_notes(path, NOTES, broken)
    again = open_notes(path, NOTES)
    with again.read() as connection:
        assert connection.execute("SELECT 1 FROM sqlite_schema WHERE name='half'").fetchall() == []
    again.close()


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    open_notes(path).close()
    with pytest.raises(SchemaError, match="schema 2"):
        open_notes(path, NOTES)


def test_a_foreign_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    foreign = sqlite3.connect(path)
    foreign.execute("CREATE TABLE theirs (x)")
    foreign.commit()
    foreign.close()
    with pytest.raises(SchemaError, match="another program"):
        open_notes(path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(b"not a database at all, by any means" * 40)
    with pytest.raises(SchemaError, match="not a database"):
        open_notes(path)


def test_a_damaged_store_is_a_storage_error(database: Database) -> None:
    note(database, "x")
    database.close()
    data = bytearray(database.path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    database.path.write_bytes(data)
    damaged = database.path.read_bytes()
    with pytest.raises(StoreDamagedError, match="damaged") as caught:
        open_notes(
            database.path, NOTES, MORE, Migration(number=3, noun="n", sql="DROP TABLE more;")
        )
    assert "backup" in caught.value.remedy
    assert database.path.read_bytes() == damaged


@pytest.mark.parametrize("then", ["gone", "replaced"])
def test_a_store_that_is_taken_away_takes_nothing_more(database: Database, then: str) -> None:
    """SQLite would go on with the file that has no name any more, and all of it be lost."""
    note(database, "kept")
    aside = database.path.with_name("aside")
    database.path.rename(aside)
    if then == "replaced":
        database.path.write_bytes(b"")
    for use in (lambda: notes(database), lambda: note(database, "lost"), database.data_version):
        with pytest.raises(StorageError, match="moved, removed or replaced") as caught:
            use()
        assert "Put the file back" in caught.value.remedy
    aside.rename(database.path)
    note(database, "later")
    assert notes(database) == ["kept", "later"]


def test_a_full_disk_loses_nothing(database: Database) -> None:
    note(database, "before")
    with database.read() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFullError):
        note(database, "x" * 100_000)
    assert notes(database) == ["before"]


def test_a_path_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be opened"):
        open_notes(tmp_path)


def test_no_space_for_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(DiskFullError):
        open_notes(tmp_path / "store.sqlite")


def test_entering_wal_waits_for_another_process(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    mine = sqlite3.connect(path, timeout=0)
    release = threading.Timer(0.1, other.rollback)
    release.start()
    _enter_wal(mine)
    release.join()
    assert mine.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    mine.close()
    other.close()


def test_entering_wal_gives_up_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domicile.store.database._WAL_PAUSE_S", 0)
    path = tmp_path / "store.sqlite"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    mine = sqlite3.connect(path, timeout=0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        _enter_wal(mine)
    mine.close()
    other.close()


def test_what_is_deleted_leaves_no_byte_once_the_store_was_wiped(tmp_path: Path) -> None:
    database = Database(tmp_path / "store.sqlite", SystemClock())
    words = [secrets.token_hex(12) for _ in range(1500)]
    with database.write() as connection:
        connection.execute("CREATE TABLE planted (word TEXT PRIMARY KEY, more TEXT) WITHOUT ROWID")
        connection.executemany(
            "INSERT INTO planted VALUES (?, ?)",
            [(word, word * (place * 37 % 200)) for place, word in enumerate(words)],
        )
    gone = words[::2]
    with database.write() as connection:
        connection.executemany("DELETE FROM planted WHERE word = ?", [(word,) for word in gone])
    assert not database.wipe(rewrite=False)
    assert (tmp_path / "store.sqlite-wal").stat().st_size == 0
    assert database.wipe(rewrite=True)
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert [word for word in gone if word.encode() in raw] == []
    assert all(word.encode() in raw for word in words[1::2])
    database.close()


def test_a_reader_of_an_older_state_keeps_the_store_from_being_wiped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domicile.store.database.BUSY_TIMEOUT_S", 0.05)
    database = Database(tmp_path / "store.sqlite", SystemClock())
    other = Database(tmp_path / "store.sqlite", SystemClock())
    with database.write() as connection:
        connection.execute("CREATE TABLE planted (word TEXT)")
    with other.read() as connection:
        connection.execute("SELECT * FROM planted").fetchall()
        assert not database.wipe(rewrite=True)
    assert database.wipe(rewrite=True)
    for each in (database, other):
        each.close()


def test_a_store_is_not_wiped_inside_a_transaction(tmp_path: Path) -> None:
    database = Database(tmp_path / "store.sqlite", SystemClock())
    with database.write(), pytest.raises(StorageError):
        database.wipe(rewrite=True)
    database.close()


def test_moments_sort_as_texts() -> None:
    east = timezone(timedelta(hours=8))
    early, late = datetime(2026, 1, 1, 9, tzinfo=east), datetime(2026, 1, 1, 2, tzinfo=east)
    assert stamp(early) > stamp(late) == "2025-12-31T18:00:00.000000+00:00"
    assert stamp(late) < stamp(late + timedelta(microseconds=1))
