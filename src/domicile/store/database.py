"""One SQLite file, shared by threads and processes, that survives a crash at any moment."""

import errno
import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from domicile.core.clock import Clock
from domicile.core.errors import (
    DiskFullError,
    SchemaError,
    StorageError,
    StoreDamagedError,
)
from domicile.store.schema import Migration, bundled_migrations, migrate

BUSY_TIMEOUT_S = 30.0
"""Longest wait for another writer, in seconds."""

_SETUP = (
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten, overflow and free pages too
)
_WAL_ATTEMPTS = 100
_WAL_PAUSE_S = 0.02
_PRIMARY_CODE = 0xFF
_MOVED = "Put the file back where it was, or start again to use the one that is there now."


class Database:
    """The store's file. Safe to use from any thread; each gets a connection of its own.

    A transaction belongs to its thread: a coroutine MUST NOT await inside one.

    Args:
        path: The file; created, with its folder, when missing (modes 0600 and 0700).
        clock: Dates the migrations.
        migrations: Steps of the schema; those that come with Domicile when left out.

    Raises:
        SchemaError: The file is no store of ours, or was made by a newer Domicile.
        StoreDamagedError: The file is damaged.
        DiskFullError: No space is left.
        StorageError: The file cannot be opened.
    """

    def __init__(
        self, path: Path, clock: Clock, *, migrations: Sequence[Migration] | None = None
    ) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._local = threading.local()
        self._connections: dict[threading.Thread, sqlite3.Connection] = {}
        self._closed = False
        self._users = 0
        self._idle = threading.Condition()
        self._identity = _create_file(path)
        with _translated():
            self._watch = self._connect()
        try:
            with _translated():
                _enter_wal(self._watch)
                steps = bundled_migrations() if migrations is None else migrations
                migrate(self._watch, steps, clock.now().isoformat(timespec="seconds"))
        except BaseException:
            self._watch.close()
            raise

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one unchanging state; inside another transaction, that one.

        Raises:
            StorageError: The store cannot be read, or its file is no longer where it was.
        """
        with self._in_use(), _translated():
            connection = self._own()
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Give a connection whose changes all become durable at the end, or none of them.

        Waits for other writers. What was committed survives a crash and a power cut.

        Raises:
            DiskFullError: No space is left; nothing was changed.
            StorageError: The store cannot be written, its file is no longer where it was, or
                this thread is in a transaction already.
        """
        with self._in_use(), _translated():
            connection = self._own()
            if connection.in_transaction:
                msg = "a write was begun inside another transaction"
                raise StorageError(msg)
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                connection.rollback()

    def data_version(self) -> int:
        """Return a number that changes whenever any thread or process has written.

        Costs microseconds; compare it to know whether something read earlier is stale.

        Raises:
            StorageError: The file is no longer where it was.
        """
        self._require_in_place()
        with self._lock, _translated():
            (version,) = self._watch.execute("PRAGMA data_version").fetchone()
        return int(version)

    def wipe(self, *, rewrite: bool) -> bool:
        """Get rid of the bytes of what was deleted, in the file and in its log of changes.

        SQLite overwrites what is deleted, but copies that it made when it moved rows from page to
        page stay in the gaps between others. Only writing the whole file anew ends them; others
        wait meanwhile before they write, and the disk holds the store twice.

        Args:
            rewrite: Whether the whole file is written anew.

        Returns:
            Whether nothing is left; False when the file was not written anew, or when somebody
            still reads an older state.

        Raises:
            DiskFullError: No space is left.
            StorageError: The store cannot be written, or this thread is in a transaction.
        """
        with self._in_use(), _translated():
            connection = self._own()
            if rewrite:
                connection.execute("VACUUM")
            (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return rewrite and not busy

    def close(self) -> None:
        """Wait for transactions that run in other threads, then close every connection.

        SQLite crashes when a connection is closed under a thread; one that does not end within
        `BUSY_TIMEOUT_S` stays open.
        """
        with self._idle:
            is_idle = self._idle.wait_for(lambda: self._users == 0, BUSY_TIMEOUT_S)
            with self._lock:
                self._closed = True
                for connection in (self._watch, *self._connections.values()) if is_idle else ():
                    connection.close()
                self._connections.clear()

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        with self._idle:
            self._users += 1
        try:
            yield
        finally:
            with self._idle:
                self._users -= 1
                self._idle.notify_all()

    def _require_in_place(self) -> None:
        """Make sure that what is open is what others open: SQLite itself would not notice."""
        try:
            status = self._path.stat()
        except OSError:
            status = None
        if status is None or (status.st_dev, status.st_ino) != self._identity:
            msg = f"the file {self._path.name} was moved, removed or replaced while it was open"
            raise StorageError(msg, remedy=_MOVED)

    def _own(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None or self._closed:
            with self._lock, _translated():
                if self._closed:
                    msg = "the store was closed"
                    raise StorageError(msg)
                self._forget_ended_threads()
                connection = self._connect()
                self._connections[threading.current_thread()] = connection
            self._local.connection = connection
        if not connection.in_transaction:
            self._require_in_place()
        return connection

    def _forget_ended_threads(self) -> None:
        for thread in [thread for thread in self._connections if not thread.is_alive()]:
            self._connections.pop(thread).close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        for statement in _SETUP:
            connection.execute(statement)
        return connection


def stamp(moment: datetime) -> str:
    """Write ``moment`` so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _create_file(path: Path) -> tuple[int, int]:
    """Create folder and file closed to others; return what tells the file from all others.

    SQLite gives its side files the same mode.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.fchmod(descriptor, 0o600)
            status = os.fstat(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            msg = f"no space is left for {path}"
            raise DiskFullError(msg) from error
        msg = f"{path} cannot be opened ({error.strerror})"
        raise StorageError(msg) from error
    return status.st_dev, status.st_ino


def _enter_wal(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging.

    SQLite does not wait for the lock here when two processes create the file at the same moment.
    """
    attempts = _WAL_ATTEMPTS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            attempts -= 1
            if error.sqlite_errorcode & _PRIMARY_CODE != sqlite3.SQLITE_BUSY or attempts == 0:
                raise
            time.sleep(_WAL_PAUSE_S)
        else:
            return


@contextmanager
def _translated() -> Iterator[None]:
    """Turn SQLite's errors into ours; their messages name tables, never values."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        primary = code & _PRIMARY_CODE
        if primary == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_SHMSIZE:
            msg = "no space is left for the store"
            raise DiskFullError(msg) from error
        if primary == sqlite3.SQLITE_NOTADB:
            msg = "the store's file is not a database"
            raise SchemaError(msg) from error
        if primary == sqlite3.SQLITE_CORRUPT:
            msg = "the store's file is damaged"
            raise StoreDamagedError(msg) from error
        name = getattr(error, "sqlite_errorname", "SQLITE_ERROR")
        msg = f"the store failed ({name})"
        raise StorageError(msg) from error
