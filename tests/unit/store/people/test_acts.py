import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from domicile.core.errors import StorageError, VaultError
from tests.unit.store.people.books import LI, WANG, Books, act, written

KILLED = """
import os, signal, sys
from pathlib import Path
from tests.unit.store.people.books import WANG, Books, act

books = Books(Path(sys.argv[1]))
books.acts.append(WANG, [act(by="王妈妈")])
os.kill(os.getpid(), signal.SIGKILL)
"""
"""Writes, and dies before anybody reads."""


def test_acts_are_kept_in_order_and_apart(books: Books) -> None:
    first, second = act(1, notice="cn.rights", version="v1"), act(2, value="withdrawn", by="李妈妈")
    books.acts.append(WANG, [first])
    books.acts.append(WANG, [second])
    books.acts.append(LI, [act(3)])
    assert books.acts.of(WANG) == (first, second)
    assert books.acts.of(LI) == (act(3),)


def test_of_a_stranger_there_is_nothing(books: Books) -> None:
    assert books.acts.of(WANG) == ()


def test_what_holds_rests_on_the_last_act_of_each_word(books: Books) -> None:
    books.acts.append(WANG, [act(1), act(2, word="phone"), act(3, value="withdrawn", by="王妈妈")])
    books.acts.append(WANG, [act(4, topic="choice")])
    with books.database.read() as connection:
        latest = books.acts.latest(connection, WANG)
        assert books.acts.latest(connection, LI) == ()
    assert latest == (
        act(2, word="phone"),
        act(3, value="withdrawn", by="王妈妈"),
        act(4, topic="choice"),
    )


def test_all_of_several_acts_are_written_or_none(books: Books) -> None:
    books.acts.append(WANG, [act(1)])
    with pytest.raises(StorageError):
        books.acts.append(WANG, [act(2), act(1)])
    assert books.acts.of(WANG) == (act(1),)


@pytest.mark.parametrize(
    "statement", ["UPDATE person_act SET value = 'given'", "DELETE FROM person_act"]
)
def test_nothing_is_changed_or_taken_out(statement: str, books: Books) -> None:
    books.acts.append(WANG, [act(value="withdrawn")])
    with pytest.raises(StorageError), books.database.write() as connection:
        connection.execute(statement)
    assert books.acts.of(WANG)[0].value == "withdrawn"


def test_no_name_stands_in_the_store(books: Books, tmp_path: Path) -> None:
    books.acts.append(WANG, [act(by="王妈妈")])
    books.database.close()
    stored = written(tmp_path)
    assert b"person_act" in stored
    assert b"wang" not in stored
    assert "王妈妈".encode() not in stored


def test_a_name_does_not_open_in_another_row(books: Books) -> None:
    books.acts.append(WANG, [act(1, by="王妈妈")])
    with books.database.write() as connection:
        connection.execute(
            "INSERT INTO person_act SELECT 9, ?, token, topic, word, value, market, at, how,"
            " notice, version, sealed_by FROM person_act",
            ("f" * 32,),
        )
    with pytest.raises(VaultError):
        books.acts.of(WANG)


def test_a_process_that_is_killed_after_it_wrote_loses_nothing(tmp_path: Path) -> None:
    program = [sys.executable, "-c", KILLED, str(tmp_path)]
    root = str(Path(__file__).parents[4])
    done = subprocess.run(program, env=os.environ | {"PYTHONPATH": root}, check=False, cwd=tmp_path)
    assert done.returncode == -signal.SIGKILL
    books = Books(tmp_path)
    assert books.acts.of(WANG) == (act(by="王妈妈"),)
    books.database.close()
