import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domicile.core.clock import SystemClock
from domicile.core.errors import ConsistencyError
from domicile.core.ids import MarketId
from domicile.store.database import Database
from domicile.store.log import LogReader, SqliteLogStore
from domicile.tlog.log import Log
from domicile.tlog.note import NoteSigner

CN, EU = MarketId("CN"), MarketId("EU")
SIGNER = NoteSigner("example.com/CN", Ed25519PrivateKey.from_private_bytes(bytes(32)))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "store.sqlite", SystemClock())
    yield opened
    opened.close()


def fill(database: Database, size: int) -> Log:
    log = Log(SqliteLogStore(database, CN), SIGNER)
    for index in range(size):
        assert log.append(f"entry {index}".encode(), not_before=index) == index
    return log


def test_a_log_in_the_store(database: Database) -> None:
    log = fill(database, 258)
    assert log.audit().size == 258
    reader = LogReader(database)
    checkpoint = reader.checkpoint(CN)
    assert checkpoint is not None
    assert checkpoint.startswith(b"example.com/CN\n258\n")


def test_tiles_are_served_at_every_width_that_was_published(database: Database) -> None:
    fill(database, 258)
    reader = LogReader(database)
    full = reader.tile(CN, "tile/0/000")
    assert full is not None
    assert len(full) == 256 * 32
    assert reader.tile(CN, "tile/0/000.p/3") == full[: 3 * 32]
    assert reader.tile(CN, "tile/entries/000.p/1") == b"\x00\x07entry 0"
    assert reader.tile(CN, "tile/0/001.p/2") is not None
    assert reader.tile(CN, "tile/0/001.p/3") is None
    assert reader.tile(CN, "tile/0/001") is None


def test_only_the_widest_tile_is_kept(database: Database) -> None:
    fill(database, 20)
    with database.read() as connection:
        rows = connection.execute("SELECT level, number, width FROM log_tile ORDER BY 1").fetchall()
    assert rows == [("0", 0, 20), ("entries", 0, 20)]


@pytest.mark.parametrize("path", ["tile/9/000", "checkpoint", "", "tile/0/000.p/256", "x" * 999])
def test_where_nothing_can_stand(database: Database, path: str) -> None:
    assert LogReader(database).tile(CN, path) is None
    with pytest.raises(ConsistencyError, match="nothing but tiles"):
        SqliteLogStore(database, CN).put_if_absent(path, b"")


def test_markets_have_logs_of_their_own(database: Database) -> None:
    fill(database, 1)
    reader = LogReader(database)
    assert reader.checkpoint(EU) is None
    assert reader.tile(EU, "tile/0/000.p/1") is None


def test_the_first_writer_of_a_place_wins(database: Database) -> None:
    store = SqliteLogStore(database, CN)
    assert store.put_if_absent("tile/0/000.p/1", b"a" * 32) == b"a" * 32
    assert store.put_if_absent("tile/0/000.p/1", b"b" * 32) == b"a" * 32
    assert store.put_if_absent("tile/0/000.p/2", b"a" * 32 + b"c" * 32)[32:] == b"c" * 32
    assert store.put_if_absent("tile/0/000.p/1", b"b" * 32) == b"a" * 32


def test_a_tile_is_only_ever_continued(database: Database) -> None:
    store = SqliteLogStore(database, CN)
    store.put_if_absent("tile/0/000.p/1", b"a" * 32)
    with pytest.raises(ConsistencyError, match="does not continue"):
        store.put_if_absent("tile/0/000.p/2", b"b" * 64)
    assert store.get("tile/0/000.p/1") == b"a" * 32


def test_the_checkpoint_is_replaced_only_from_the_known_one(database: Database) -> None:
    store = SqliteLogStore(database, CN)
    assert store.checkpoint() is None
    assert not store.cas_checkpoint(b"unknown", b"one")
    assert store.cas_checkpoint(None, b"one")
    assert not store.cas_checkpoint(None, b"other")
    assert store.cas_checkpoint(b"one", b"two")
    assert not store.cas_checkpoint(b"one", b"three")
    assert store.checkpoint() == b"two"


SCRIPT = """
import sys
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from domicile.core.clock import SystemClock
from domicile.store.database import Database
from domicile.store.log import SqliteLogStore
from domicile.tlog.log import Log
from domicile.tlog.note import NoteSigner

key = Ed25519PrivateKey.from_private_bytes(bytes(32))
database = Database(Path(sys.argv[1]), SystemClock())
log = Log(SqliteLogStore(database, "CN"), NoteSigner("example.com/CN", key))
for index in range(int(sys.argv[3])):
    log.append(f"{sys.argv[2]} {index}".encode(), not_before=0)
    print(index, flush=True)
"""


async def writer(database: Database, name: str, count: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        SCRIPT,
        str(database.path),
        name,
        str(count),
        stdout=asyncio.subprocess.PIPE,
    )


async def test_processes_share_a_log(database: Database) -> None:
    writers = [await writer(database, name, 8) for name in "abc"]
    for process in writers:
        await process.communicate()
        assert process.returncode == 0
    log = Log(SqliteLogStore(database, CN), SIGNER)
    assert log.audit().size == 24
    assert len(set(log.entries(0, 24))) == 24


async def test_a_killed_writer_leaves_a_sound_log(database: Database) -> None:
    process = await writer(database, "killed", 100_000)
    assert process.stdout is not None
    while await process.stdout.readline() != b"9\n":
        assert process.returncode is None
    process.kill()
    await process.communicate()
    log = Log(SqliteLogStore(database, CN), SIGNER)
    size = log.append(b"next", not_before=0)
    assert size >= 10
    entries = [entry for _, entry in log.entries(0, log.audit().size)]
    assert entries == [*(f"killed {index}".encode() for index in range(size)), b"next"]
