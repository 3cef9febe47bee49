from dataclasses import replace
from datetime import date, timedelta

import pytest

from domicile.core.errors import StorageError
from domicile.core.findings import DataClass
from domicile.store.exports import Export, Tally
from domicile.store.people.records import Counted, Records
from domicile.store.people.tokens import of_person
from domicile.store.people.usage import Shown
from domicile.store.subjects import Subject
from tests.unit.store.people.books import CN, LI, NOON, WANG, Books, act
from tests.unit.store.people.test_usage import COPY

EXPORT = Export(market=CN, counterparty="Acme", data_class=DataClass.HEALTH, as_is=True)
OLD = replace(COPY, kept_until=date(2026, 1, 1))
TODAY = NOON.date()
EMPTY = Records(acts=(), notices=(), sessions=(), copies=(), counted=())


def fill(books: Books) -> None:
    for subject in (WANG, LI):
        number = 1 if subject == WANG else 2
        books.subjects.put(Subject(id=subject, market=CN, name="王小明"))
        books.acts.append(subject, [act(number)])
        books.shown.record(subject, NOON, notices={"rights": "v1"}, copy=COPY)
        books.shown.record(subject, NOON, notices={}, copy=OLD)
        books.sessions.touch(of_person(subject), NOON)
        books.exports.record([EXPORT], subject)


def test_everything_of_one_person_is_found_and_nothing_of_another(books: Books) -> None:
    fill(books)
    found = books.records.of(WANG)
    assert found == Records(
        acts=(act(1),),
        notices=(Shown("rights", "v1", NOON),),
        sessions=((NOON, NOON),),
        copies=(COPY, OLD),
        counted=(
            Counted(CN, "Acme", DataClass.HEALTH, as_is=True, first_day=TODAY, last_day=TODAY),
        ),
    )


def test_of_a_stranger_there_is_nothing(books: Books) -> None:
    assert books.records.of(WANG) == EMPTY


def test_whoever_is_forgotten_leaves_only_what_a_rule_keeps_and_numbers(books: Books) -> None:
    fill(books)
    gone = books.records.forget(WANG, TODAY)
    assert gone == {
        "acts": 1,
        "notices": 1,
        "sessions": 1,
        "copies": 1,
        "subject": 1,
        "exports": 1,
    }
    assert books.records.of(WANG) == replace(EMPTY, copies=(COPY,))
    assert books.subjects.get(WANG) is None
    assert books.records.of(LI).acts == (act(2),)
    tally = Tally(CN, TODAY, "", frozenset({DataClass.HEALTH}), as_is=True)
    assert books.exports.people([tally], LI, TODAY)[tally] == 2


def test_once_its_rule_lets_go_a_copy_is_forgotten_too(books: Books) -> None:
    fill(books)
    books.records.forget(WANG, COPY.kept_until + timedelta(days=1))
    assert books.records.of(WANG) == EMPTY


def test_nothing_is_forgotten_where_something_fails(books: Books) -> None:
    fill(books)
    with books.database.write() as connection:
        connection.execute(
            "CREATE TRIGGER fails BEFORE DELETE ON subject BEGIN SELECT RAISE(ABORT, 'x'); END"
        )
    before = books.records.of(WANG)
    with pytest.raises(StorageError):
        books.records.forget(WANG, TODAY)
    assert books.records.of(WANG) == before


def test_whoever_was_forgotten_can_come_back_and_stays_append_only(books: Books) -> None:
    fill(books)
    books.records.forget(WANG, TODAY)
    books.acts.append(WANG, [act(3)])
    with pytest.raises(StorageError), books.database.write() as connection:
        connection.execute("DELETE FROM person_act")
    assert books.records.of(WANG).acts == (act(3),)
