from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from domicile.core.errors import StorageError
from domicile.core.ids import MarketId, RuleId
from domicile.store.people import usage
from domicile.store.people.usage import Copy, Shown
from tests.unit.store.people.books import CN, LI, NOON, WANG, Books, written

COPY = Copy(at=NOON, market=CN, rule=RuleId("CN-LAB-007"), mark="aa", kept_until=date(2027, 5, 24))
LATER = NOON + timedelta(days=3)


def notices(books: Books) -> tuple[Shown, ...]:
    with books.database.read() as connection:
        return books.shown.notices(connection, WANG)


def copies(books: Books) -> tuple[Copy, ...]:
    with books.database.read() as connection:
        return books.shown.copies(connection, WANG)


def show(books: Books, **versions: str) -> None:
    books.shown.record(WANG, NOON, notices=versions, copy=None)


def test_a_notice_is_kept_with_its_latest_version_and_when_that_was_first_shown(
    books: Books,
) -> None:
    show(books, rights="v1", minors="v1")
    books.shown.record(WANG, LATER, notices={"rights": "v1", "minors": "v2"}, copy=None)
    assert notices(books) == (Shown("minors", "v2", LATER), Shown("rights", "v1", NOON))


def test_a_copy_is_recorded_with_the_notice_that_came_with_it_or_neither_is(books: Books) -> None:
    books.shown.record(WANG, NOON, notices={"unlabelled": "v1"}, copy=COPY)
    assert copies(books) == (COPY,)
    assert len(notices(books)) == 1
    with books.database.write() as connection:
        connection.execute("DROP TABLE unlabelled_copy")
    with pytest.raises(StorageError):
        books.shown.record(WANG, NOON, notices={"rights": "v1"}, copy=COPY)
    assert len(notices(books)) == 1


def test_a_copy_is_not_changed_afterwards(books: Books) -> None:
    books.shown.record(WANG, NOON, notices={}, copy=COPY)
    with pytest.raises(StorageError), books.database.write() as connection:
        connection.execute("UPDATE unlabelled_copy SET kept_until = '2026-01-01'")


def test_the_copies_of_a_market_are_listed_without_names(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usage, "_BATCH", 2)
    marks = [replace(COPY, mark=str(number)) for number in range(5)]
    for each in marks:
        books.shown.record(WANG, NOON, notices={}, copy=each)
    books.shown.record(LI, NOON, notices={}, copy=replace(COPY, market=MarketId("EU")))
    assert tuple(books.shown.all_copies(CN)) == tuple(marks)
    assert tuple(books.shown.all_copies(MarketId("US"))) == ()


def test_of_a_stranger_there_is_nothing(books: Books) -> None:
    assert not notices(books)
    assert not copies(books)


def test_no_name_stands_in_the_store(books: Books, tmp_path: Path) -> None:
    books.shown.record(WANG, NOON, notices={"rights": "v1"}, copy=COPY)
    books.database.close()
    assert b"unlabelled_copy" in written(tmp_path)
    assert b"wang" not in written(tmp_path)


def test_old_notices_are_forgotten_but_for_those_that_are_held(books: Books) -> None:
    show(books, rights="v1")
    books.shown.record(LI, LATER, notices={"rights": "v1"}, copy=None)
    day = LATER.date()
    assert books.shown.delete_notices_before(day, held=[WANG]) == 0
    assert books.shown.delete_notices_before(day) == 1
    assert notices(books) == ()


def test_a_copy_is_deleted_only_once_it_is_old_and_its_rule_lets_go(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usage, "_BATCH", 1)
    books.shown.record(WANG, NOON, notices={}, copy=COPY)
    books.shown.record(WANG, NOON, notices={}, copy=COPY)
    far, last = date(2030, 1, 1), COPY.kept_until
    delete = books.shown.delete_copies_before
    assert delete(far, today=last) == 0
    assert delete(NOON.date(), today=far) == 0
    assert delete(far, today=far, held=[WANG]) == 0
    assert delete(far, today=last + timedelta(days=1)) == 2
    assert copies(books) == ()
