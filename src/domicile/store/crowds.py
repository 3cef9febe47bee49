"""Who had data exported within which days, as bits in memory: the person of number n is bit n.

A count is a union of such bits. They are read from the store once for each window; from then on
only what has changed is read, so that a count takes as long for a million people as for ten.
"""

import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

PAGE: Final = 48
"""People whose bits SQLite gathers in one integer; the schema divides by the same number."""

WINDOWS: Final = 16
"""Windows held in memory at once; a day asks for two or three."""


class Window(NamedTuple):
    """Days between which exports count."""

    since: date
    """The first."""

    until: date
    """The last."""


class Crowds:
    """The people of each flow and window. Not for two threads at once."""

    def __init__(self) -> None:
        self._seen = 0
        self._windows: dict[Window, dict[int, int]] = {}

    def catch_up(self, connection: sqlite3.Connection) -> None:
        """Take in what any process has written since the last time.

        Args:
            connection: A connection inside a reading transaction.
        """
        (changes,) = connection.execute("SELECT changes FROM export_book").fetchone()
        if changes == self._seen:
            return
        for window, crowds in self._windows.items():
            # INVARIANT: rows only ever widen, so that nobody falls out of a window.
            for flow, person in connection.execute(
                "SELECT flow, person FROM export"
                " WHERE change > ? AND last_day >= ? AND first_day <= ?",
                (self._seen, *_numbers(window)),
            ):
                if flow in crowds:
                    crowds[flow] |= 1 << person
        self._seen = changes

    def gather(self, connection: sqlite3.Connection, flows: Iterable[int], window: Window) -> int:
        """Return the people of any of ``flows`` within ``window``.

        Args:
            connection: The connection of `catch_up`, in the same transaction.
            flows: Numbers of flows.
            window: The days.
        """
        if window not in self._windows and len(self._windows) >= WINDOWS:
            self._windows.pop(next(iter(self._windows)))
        crowds = self._windows.setdefault(window, {})
        gathered = 0
        for flow in flows:
            if flow not in crowds:
                crowds[flow] = _read(connection, flow, window)
            gathered |= crowds[flow]
        return gathered


def number_of_day(day: date) -> int:
    """Write ``day`` as the store does, in a number that people can read: 20261124."""
    return (day.year * 100 + day.month) * 100 + day.day


def _numbers(window: Window) -> tuple[int, int]:
    return number_of_day(window.since), number_of_day(window.until)


def _read(connection: sqlite3.Connection, flow: int, window: Window) -> int:
    width = PAGE // 8
    bits = bytearray()
    for page, people in connection.execute(
        "SELECT page, sum(1 << (person % ?)) FROM export"
        " WHERE flow = ? AND last_day >= ? AND first_day <= ? GROUP BY page ORDER BY page",
        (PAGE, flow, *_numbers(window)),
    ):
        bits.extend(bytes(page * width - len(bits)))
        bits.extend(people.to_bytes(width, "little"))
    return int.from_bytes(bits, "little")
