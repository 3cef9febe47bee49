import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from domicile.store.crowds import PAGE, WINDOWS, Crowds, Window, number_of_day
from domicile.store.schema import bundled_migrations, migrate

DAY = date(2026, 11, 24)
WINDOW = Window(DAY, DAY)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, bundled_migrations(), "2026-01-01T00:00:00+00:00")
    connection.execute("INSERT INTO export_book VALUES (1, x'00', 0)")
    yield connection
    connection.close()


def leave(connection: sqlite3.Connection, flow: int, person: int, day: date = DAY) -> None:
    (change,) = connection.execute("UPDATE export_book SET changes = changes + 1 RETURNING changes")
    connection.execute(
        "INSERT OR REPLACE INTO export VALUES (?, ?, ?, ?, ?, ?)",
        (flow, person // PAGE, person, number_of_day(day), number_of_day(day), *change),
    )


def people(
    crowds: Crowds, connection: sqlite3.Connection, *flows: int, window: Window = WINDOW
) -> set[int]:
    crowds.catch_up(connection)
    bits = crowds.gather(connection, flows, window)
    return {number for number in range(bits.bit_length()) if bits >> number & 1}


def test_a_day_is_a_number_that_people_can_read() -> None:
    assert number_of_day(date(2026, 1, 2)) == 20260102
    assert number_of_day(date.max) == 99991231


@pytest.mark.parametrize("changed_later", [False, True])
def test_people_are_gathered_over_pages_and_flows(
    connection: sqlite3.Connection, *, changed_later: bool
) -> None:
    crowds = Crowds()
    if changed_later:
        assert people(crowds, connection, 1, 2) == set()
    for person in (0, PAGE - 1, PAGE, 5 * PAGE):
        leave(connection, 1, person)
    leave(connection, 2, 7)
    leave(connection, 2, PAGE)
    leave(connection, 3, 8)
    assert people(crowds, connection, 1) == {0, PAGE - 1, PAGE, 5 * PAGE}
    assert people(crowds, connection, 1, 2) == {0, 7, PAGE - 1, PAGE, 5 * PAGE}
    assert people(crowds, connection) == set()


@pytest.mark.parametrize("changed_later", [False, True])
@pytest.mark.parametrize(("days", "is_in"), [(-1, False), (0, True), (1, True), (2, False)])
def test_a_window_holds_both_of_its_ends(
    connection: sqlite3.Connection, days: int, *, is_in: bool, changed_later: bool
) -> None:
    crowds, window = Crowds(), Window(DAY, DAY + timedelta(days=1))
    if changed_later:
        assert people(crowds, connection, 1, window=window) == set()
    leave(connection, 1, 3, DAY + timedelta(days=days))
    assert people(crowds, connection, 1, window=window) == ({3} if is_in else set())


def test_only_what_changed_is_read_again(connection: sqlite3.Connection) -> None:
    crowds = Crowds()
    leave(connection, 1, 1)
    assert people(crowds, connection, 1) == {1}
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    leave(connection, 1, 2)
    assert people(crowds, connection, 1) == {1, 2}
    assert not [statement for statement in asked if "GROUP BY" in statement]
    asked.clear()
    assert people(crowds, connection, 1) == {1, 2}
    assert asked == ["SELECT changes FROM export_book"]


def test_old_windows_make_room(connection: sqlite3.Connection) -> None:
    crowds = Crowds()
    leave(connection, 1, 1)
    windows = [Window(DAY - timedelta(days=days), DAY) for days in range(2 * WINDOWS)]
    for window in windows:
        assert people(crowds, connection, 1, window=window) == {1}
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    assert people(crowds, connection, 1, window=windows[-1]) == {1}
    assert not [statement for statement in asked if "GROUP BY" in statement]
    assert people(crowds, connection, 1) == {1}
    assert [statement for statement in asked if "GROUP BY" in statement]
