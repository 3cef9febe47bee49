import pytest

from domicile.core.errors import (
    ConsistencyError,
    StorageError,
)
from tests.unit.policy.cases.office import (
    Office,
    asked,
    by,
    foreign,
)
from tests.unit.policy.samples import CN

PLANTED = ("王小明投诉", "13812345678", "Court of Somewhere", "subject-77", "answer-text-55")


def test_nothing_of_it_lies_in_the_store_in_clear(room: Office) -> None:
    done = room.desk.complain(CN, asked(PLANTED[0], contact=PLANTED[1], subject=PLANTED[3]))
    foreign(room.desk, asker=PLANTED[2], subject=PLANTED[3])
    room.desk.act(done.case.id, "answer", by("Li Si of Legal", PLANTED[4]))
    room.close()
    files = [file for file in room.folder.iterdir() if file.name.startswith("store")]
    stored = b"".join(file.read_bytes() for file in files)
    assert done.case.id.encode() in stored
    for planted in (*PLANTED, done.secret, "Li Si"):
        assert planted.encode() not in stored


def test_the_same_deed_has_another_digest_each_time(room: Office) -> None:
    one, two = foreign(room.desk), foreign(room.desk)
    assert not {each.digest for each in one.history} & {each.digest for each in two.history}


def test_no_event_is_older_than_the_one_before(room: Office) -> None:
    case = foreign(room.desk)
    room.later(days=-3)
    done = room.desk.act(case.id, "refuse", by(text="no"))
    moments = [each.deed.at for each in done.history]
    assert moments == sorted(moments)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE case_file SET state = 'answered'",
        "UPDATE case_logged SET log_index = 0",
        "UPDATE case_logged SET log_index = 77",
    ],
)
def test_what_was_changed_behind_our_back_is_found(room: Office, change: str) -> None:
    foreign(room.desk)
    with room.database.write() as connection:
        connection.execute(change)
    with pytest.raises(ConsistencyError):
        room.desk.verify()


def test_an_event_that_is_gone_is_found(room: Office) -> None:
    foreign(room.desk)
    with room.database.write() as connection:
        connection.execute("DROP TRIGGER case_event_remains")
        connection.execute("DELETE FROM case_event WHERE verb = 'open'")
    with pytest.raises(ConsistencyError, match="fit together"):
        room.desk.verify()


def test_the_history_is_append_only(room: Office) -> None:
    foreign(room.desk)
    for change in (
        "UPDATE case_event SET verb = 'close'",
        "DELETE FROM case_event",
        "DELETE FROM case_file",
    ):
        with pytest.raises(StorageError), room.database.write() as connection:
            connection.execute(change)
    assert room.desk.verify() == 1
