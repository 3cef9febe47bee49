"""A store that breaks at a write of one's choice, as a machine does that loses its power.

Run as a program it kills itself there: ``python -m … FILE VERBS NUMBER``.
"""

import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from domicile.policy.register.approvals import Register, Verb
from domicile.store.database import Database
from tests.unit.policy.register.ledger import BY, KEY, Calendar, Scene, register_of
from tests.unit.policy.samples import CN_SITE


class Cut(BaseException):
    """The power is cut; nobody handles that."""


class Wire:
    """A connection whose writes are counted."""

    def __init__(self, connection: sqlite3.Connection, count: Callable[[], None]) -> None:
        self._connection = connection
        self._count = count

    def execute(self, statement: str, *facts: Any) -> sqlite3.Cursor:
        if not statement.startswith("SELECT"):
            self._count()
        return self._connection.execute(statement, *facts)

    def cursor(self) -> sqlite3.Cursor:
        return self._connection.cursor()


class FragileDatabase(Database):
    """Breaks at the write number ``at``, from 1: a statement, or what follows a commit."""

    def __init__(self, path: Path, *, at: int, cut: Callable[[], None]) -> None:
        super().__init__(path, Calendar())
        self._left = at
        self._cut = cut
        self.writes = 0

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        with super().write() as connection:
            yield cast("sqlite3.Connection", Wire(connection, self._counted))
            self._counted()  # everything is written, and nothing is committed
        self._counted()  # everything is committed, and nobody was told

    def _counted(self) -> None:
        self.writes += 1
        self._left -= 1
        if self._left == 0:
            self._cut()


def carry_out(register: Register, verbs: str) -> None:
    """Do ``verbs``, separated by commas."""
    for verb in verbs.split(","):
        if verb == "recall":
            register.recall(CN_SITE.filing_no, BY)
        else:
            register.move(cast("Verb", verb), KEY, BY)


def cut() -> None:
    raise Cut


def main(file: str, verbs: str, number: str) -> None:
    """Do ``verbs`` on the register in ``file``, and die at the write ``number``."""

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    database = FragileDatabase(Path(file), at=int(number), cut=die)
    carry_out(register_of(database, Calendar(), Scene()), verbs)


if __name__ == "__main__":
    main(*sys.argv[1:])
