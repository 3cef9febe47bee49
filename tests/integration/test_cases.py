"""Cases survive whatever fails: any write, and a kill at any moment."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from domicile.core.errors import StorageError
from domicile.policy.cases.case import Case
from domicile.store.database import Database
from tests.unit.policy.cases.office import OTHER, Office, asked, by, foreign, log_lines, office
from tests.unit.policy.samples import CN

WRITES = ("INSERT", "UPDATE", "DELETE", "COMMIT")
END = date(2027, 1, 1)
ROOT = Path(__file__).parents[2]

KILLED = """
import itertools, sys
from pathlib import Path
from tests.unit.policy.cases.office import asked, by, foreign, office
from tests.unit.policy.samples import CN

with office(Path(sys.argv[1]), seed=int(sys.argv[2])) as room:
    print("ready", flush=True)
    for _ in itertools.count():
        case = foreign(room.desk)
        room.desk.act(case.id, "refuse", by("Li", "no"))
        room.desk.act(case.id, "confirm", by("Wang"))
        done = room.desk.complain(CN, asked(), via=str(_))
        print(case.id, done.case.id, flush=True)
"""


class Failing:
    """A connection whose writes fail from the one on that ``left`` counts down to."""

    def __init__(self, connection: sqlite3.Connection, left: list[int]) -> None:
        self._connection = connection
        self._left = left

    def execute(self, statement: str, values: Any = ()) -> sqlite3.Cursor:
        if statement.lstrip().startswith(WRITES):
            self._left[0] -= 1
            if self._left[0] < 0:
                raise sqlite3.OperationalError("out of order")
        return self._connection.execute(statement, values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def failing_after(
    monkeypatch: pytest.MonkeyPatch, writes: int, work: Callable[[], object]
) -> tuple[bool, bool]:
    """Do ``work`` with every write after so many failing.

    Returns:
        Whether it failed, and whether any write did.
    """
    left, connect = [writes], Database._connect

    def connecting(database: Database) -> Any:
        return Failing(connect(database), left)

    with monkeypatch.context() as patched:
        patched.setattr(Database, "_connect", connecting)
        try:
            work()
        except StorageError:
            return True, True
    return False, left[0] < 0


def prepared(room: Office, what: str) -> Case:
    """Return a case that is ready for ``what``."""
    case = foreign(room.desk)
    if what == "confirm":
        return room.desk.act(case.id, "refuse", by("Li", "no"))
    if what == "delete":
        return room.desk.act(case.id, "close", by(text="taken back"))
    return case


def done(room: Office, what: str, case: Case) -> object:
    """Do ``what`` as a process of its own."""
    desk = room.open()
    match what:
        case "open":
            return foreign(desk)
        case "complain":
            return desk.complain(CN, asked())
        case "delete":
            return desk.delete_before(END, market=None, is_held=lambda _: False)
        case "refuse":
            return desk.act(case.id, "refuse", by("Li", "no"))
        case _:
            return desk.act(case.id, "confirm", by(OTHER))


def whole(room: Office) -> list[tuple[str, str]]:
    """Return all cases and their states, after whatever was pending was completed."""
    desk = room.open()
    desk.log_pending()
    cases = desk.list()
    assert desk.verify() == len(cases)
    assert all(event.log_index is not None for case in cases for event in case.history)
    lines = log_lines(room, CN)
    assert len(lines) == len(set(lines))
    return [(case.id, case.state) for case in cases]


@pytest.mark.parametrize("what", ["open", "complain", "refuse", "confirm", "delete"])
def test_whichever_write_fails_nothing_is_lost_and_nothing_is_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    refused = waiting = 0
    is_broken = True
    while is_broken:
        folder = tmp_path / str(refused + waiting)
        folder.mkdir()
        with office(folder) as room:
            case = prepared(room, what)
            before = whole(room)
            failed, is_broken = failing_after(
                monkeypatch,
                refused + waiting,
                partial(done, room, what, case),
            )
            assert (whole(room) == before) is failed, f"after {refused + waiting} writes"
            refused, waiting = refused + failed, waiting + (is_broken and not failed)
    assert refused >= 3
    assert waiting > 0 or what == "delete"


@pytest.mark.slow
def test_a_kill_at_any_moment_loses_nothing_that_was_told(tmp_path: Path) -> None:
    told: list[str] = []
    with office(tmp_path):
        pass
    for run in range(3):
        child = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path), str(1000 * (run + 1))],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(0.7 + run / 10)
        os.kill(child.pid, signal.SIGKILL)
        rest, _ = child.communicate()
        told += [name for line in rest.splitlines() for name in line.split()]
    with office(tmp_path, seed=9000) as room:
        states = dict(whole(room))
    assert told
    assert set(told) <= set(states)
    assert all(states[name] in {"refused", "open"} for name in told)
