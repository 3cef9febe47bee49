"""The store's file between processes: kill -9, and several that begin at once."""

import asyncio
import sys
from pathlib import Path

from tests.unit.store.test_database import NOTES, notes, open_notes

SCRIPT = """
import sys
from pathlib import Path
from domicile.core.clock import SystemClock
from domicile.store.database import Database
from domicile.store.schema import Migration

note = Migration(number=1, noun="note", sql="CREATE TABLE note (text TEXT NOT NULL UNIQUE);")
database = Database(Path(sys.argv[1]), SystemClock(), migrations=(note,))
for index in range(int(sys.argv[3])):
    with database.write() as connection:
        connection.execute("INSERT INTO note VALUES (?)", (f"{sys.argv[2]}{index}",))
    print(index, flush=True)
"""


async def child(path: Path, name: str, count: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", SCRIPT, str(path), name, str(count), stdout=asyncio.subprocess.PIPE
    )


async def test_what_was_committed_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    process = await child(path, "n", 1_000_000)
    assert process.stdout is not None
    while await process.stdout.readline() != b"20\n":
        assert process.returncode is None
    process.kill()
    rest, _ = await process.communicate()
    seen = [int(line) for line in rest.split(b"\n")[:-1]]
    database = open_notes(path, NOTES)
    kept = notes(database)
    database.close()
    assert {f"n{index}" for index in range(max([20, *seen]) + 1)} <= set(kept)


async def test_several_processes_start_at_once(tmp_path: Path) -> None:
    path = tmp_path / "fresh" / "store.sqlite"
    processes = [await child(path, name, 5) for name in "abc"]
    assert [await process.wait() for process in processes] == [0, 0, 0]
    database = open_notes(path, NOTES)
    assert len(notes(database)) == 15
    database.close()
