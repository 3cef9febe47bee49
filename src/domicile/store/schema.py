"""The numbered migrations that make a store, and how they are applied."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

from domicile.core.errors import SchemaError

APPLICATION_ID = 0x444D4349
"""Marks a SQLite file as a store of ours (``DMCI``); see ``PRAGMA application_id``."""

_NAME = re.compile(r"(\d{4})_([a-z]+)\.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One step from one schema to the next."""

    number: int
    """Its place in the order, from 1; the store's ``user_version`` once it has run."""

    noun: str
    """What it is about."""

    sql: str
    """Statements; they run in one transaction."""


def bundled_migrations() -> tuple[Migration, ...]:
    """Return the migrations that this version of Domicile knows, in order."""
    return read_migrations(resources.files("domicile.store") / "migrations")


def read_migrations(folder: Traversable) -> tuple[Migration, ...]:
    """Read every ``NNNN_noun.sql`` of ``folder``, in order of its number.

    Raises:
        SchemaError: Two migrations carry the same number, or a file is named otherwise.
    """
    found: dict[int, Migration] = {}
    for file in folder.iterdir():
        match = _NAME.fullmatch(file.name)
        if match is None or int(match[1]) in found:
            msg = f"migration {file.name} needs a number of its own: NNNN_noun.sql"
            raise SchemaError(msg)
        number = int(match[1])
        found[number] = Migration(
            number=number, noun=match[2], sql=file.read_text(encoding="utf-8")
        )
    return tuple(found[number] for number in sorted(found))


def check_owner(connection: sqlite3.Connection, newest: int) -> int:
    """Return the schema's number, 0 for an empty file.

    Raises:
        SchemaError: The file belongs to another program, or to a newer Domicile.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and (application, version, tables) != (0, 0, 0):
        msg = "the file is a database of another program"
        raise SchemaError(msg)
    if version > newest:
        msg = f"the store has schema {version}; this Domicile knows schemas up to {newest}"
        raise SchemaError(msg)
    return int(version)


def migrate(
    connection: sqlite3.Connection, migrations: Sequence[Migration], applied_at: str
) -> None:
    """Bring the store to the newest schema, one transaction for each step.

    Safe when several processes start at once: each step looks again under the write lock
    whether another process has taken it meanwhile.

    Raises:
        SchemaError: The file is not a store, or newer than ``migrations``.
    """
    newest = max((migration.number for migration in migrations), default=0)
    if check_owner(connection, newest) == newest:
        return
    for migration in migrations:
        connection.execute("BEGIN IMMEDIATE")
        try:
            if check_owner(connection, newest) < migration.number:
                _apply(connection, migration, applied_at)
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise


def _apply(connection: sqlite3.Connection, migration: Migration, applied_at: str) -> None:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migration ("
        "number INTEGER PRIMARY KEY, noun TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT"
    )
    for statement in _statements(migration.sql):
        connection.execute(statement)
    connection.execute(
        "INSERT INTO migration VALUES (?, ?, ?)", (migration.number, migration.noun, applied_at)
    )
    # A pragma takes no parameters; both numbers are our own.
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
    connection.execute(f"PRAGMA user_version = {migration.number:d}")


def _statements(sql: str) -> Iterator[str]:
    """Split ``sql``; ``executescript`` would commit before its first statement."""
    lines: list[str] = []
    for line in sql.splitlines(keepends=True):
        lines.append(line)
        if sqlite3.complete_statement("".join(lines)):
            yield "".join(lines)
            lines.clear()
    if "".join(lines).strip():
        msg = "a migration ends in the middle of a statement"
        raise SchemaError(msg)
