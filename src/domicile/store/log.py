"""Transparency logs in the store, one for each market."""

import sqlite3
from dataclasses import replace

from domicile.core.errors import ConsistencyError
from domicile.core.ids import MarketId
from domicile.store.database import Database
from domicile.tlog.tile import Tile, narrow, parse_path


class LogReader:
    """Serves what the logs publish, byte for byte.

    Args:
        database: Where the logs are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def checkpoint(self, market: MarketId) -> bytes | None:
        """Return the signed checkpoint of the log of ``market``, or None when there is none."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT note FROM log_checkpoint WHERE market = ?", (market,)
            ).fetchone()
        return None if row is None else bytes(row[0])

    def tile(self, market: MarketId, path: str) -> bytes | None:
        """Return what stands at ``path`` (``tile/0/000``), or None.

        A path that no tile can have is one at which nothing stands.
        """
        wanted = parse_path(path)
        if wanted is None:
            return None
        with self._database.read() as connection:
            found = _widest(connection, market, wanted)
        return _cut(found, wanted)


class SqliteLogStore:
    """The log of one market; a `domicile.tlog.protocols.LogStore`.

    Args:
        database: Where it is kept.
        market: Whose log it is.
    """

    def __init__(self, database: Database, market: MarketId) -> None:
        self._database = database
        self._market = market
        self._reader = LogReader(database)

    def get(self, path: str) -> bytes | None:
        """Return what stands at ``path``, or None."""
        return self._reader.tile(self._market, path)

    def put_if_absent(self, path: str, data: bytes) -> bytes:
        """Write ``data`` to ``path`` unless something stands there; return what stands there now.

        Raises:
            ConsistencyError: ``path`` is no tile's, or ``data`` does not continue the tile.
        """
        wanted = parse_path(path)
        if wanted is None:
            msg = "a log keeps nothing but tiles"
            raise ConsistencyError(msg)
        with self._database.write() as connection:
            found = _widest(connection, self._market, wanted)
            standing = _cut(found, wanted)
            if standing is not None:
                return standing
            if found is not None and not data.startswith(found[1]):
                msg = f"{path} does not continue what the log holds"
                raise ConsistencyError(msg)
            connection.execute(
                "INSERT OR REPLACE INTO log_tile VALUES (?, ?, ?, ?, ?)",
                (self._market, str(wanted.level), wanted.number, wanted.width, data),
            )
        return data

    def checkpoint(self) -> bytes | None:
        """Return the signed checkpoint, or None when the log is new."""
        return self._reader.checkpoint(self._market)

    def cas_checkpoint(self, old: bytes | None, new: bytes) -> bool:
        """Replace the checkpoint by ``new`` if it is still ``old``; return whether it was."""
        with self._database.write() as connection:
            if old is None:
                cursor = connection.execute(
                    "INSERT OR IGNORE INTO log_checkpoint VALUES (?, ?)", (self._market, new)
                )
            else:
                cursor = connection.execute(
                    "UPDATE log_checkpoint SET note = ? WHERE market = ? AND note = ?",
                    (new, self._market, old),
                )
            return cursor.rowcount == 1


def _widest(
    connection: sqlite3.Connection, market: MarketId, wanted: Tile
) -> tuple[Tile, bytes] | None:
    row = connection.execute(
        "SELECT width, data FROM log_tile WHERE market = ? AND level = ? AND number = ?",
        (market, str(wanted.level), wanted.number),
    ).fetchone()
    return None if row is None else (replace(wanted, width=row[0]), bytes(row[1]))


def _cut(found: tuple[Tile, bytes] | None, wanted: Tile) -> bytes | None:
    if found is None or found[0].width < wanted.width:
        return None
    if found[0] == wanted:
        return found[1]
    return narrow(wanted, found[1])
