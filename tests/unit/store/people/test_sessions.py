from datetime import date, timedelta

import pytest

from domicile.store.people import sessions
from domicile.store.people.sessions import Sitting
from domicile.store.people.tokens import of_person
from tests.unit.store.people.books import LI, NOON, WANG, Books, HandClock


def spans(books: Books) -> list[tuple[float, float]]:
    with books.database.read() as connection:
        return [
            ((began - NOON).total_seconds() / 60, (last - NOON).total_seconds() / 60)
            for began, last in books.sessions.read(connection, WANG)
        ]


def test_a_session_lasts_until_half_an_hour_of_silence(books: Books) -> None:
    clock, name = HandClock(), of_person(WANG)
    assert books.sessions.touch(name, clock.at) == Sitting(0, 0)
    assert books.sessions.touch(name, clock.wait(29.9)) == Sitting(29, 0)
    assert books.sessions.touch(name, clock.wait(20)) == Sitting(49, 29)
    assert books.sessions.touch(name, clock.wait(30)) == Sitting(0, 0)
    assert [began for began, _ in spans(books)] == pytest.approx([0, 79.9])


def test_sessions_of_two_people_are_two(books: Books) -> None:
    books.sessions.touch(of_person(WANG), NOON)
    assert books.sessions.touch(of_person(LI), NOON + timedelta(minutes=20)) == Sitting(0, 0)


def test_another_process_goes_on_with_the_same_session(books: Books) -> None:
    books.sessions.touch(of_person(WANG), NOON)
    again = Books(books.database.path.parent)
    assert again.sessions.touch(of_person(WANG), NOON + timedelta(minutes=7)) == Sitting(7, 0)
    again.database.close()


def test_a_clock_that_runs_backwards_neither_ends_nor_shortens_a_session(books: Books) -> None:
    clock, name = HandClock(), of_person(WANG)
    books.sessions.touch(name, clock.at)
    books.sessions.touch(name, clock.wait(20))
    assert books.sessions.touch(name, clock.wait(-90)) == Sitting(20, 20)
    assert spans(books) == [(0, 20)]


def test_old_sessions_are_deleted_but_for_those_that_are_held(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_BATCH", 2)
    for days in (0, 1, 2, 40):
        for subject in (WANG, LI):
            books.sessions.touch(of_person(subject), NOON + timedelta(days=days))
    day = date(2026, 12, 24)
    assert books.sessions.delete_before(day, held=[WANG]) == 3
    assert len(spans(books)) == 4
    assert books.sessions.delete_before(day) == 3
    assert len(spans(books)) == 1
    assert books.sessions.delete_before(day) == 0


def test_a_session_of_the_first_day_that_stays_stays(books: Books) -> None:
    books.sessions.touch(of_person(WANG), NOON)
    assert books.sessions.delete_before(NOON.date()) == 0
    assert books.sessions.delete_before(NOON.date() + timedelta(days=1)) == 1
