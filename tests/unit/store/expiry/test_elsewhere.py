from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.ids import MarketId, SubjectId
from domicile.store.database import Database
from domicile.store.expiry.cut import NOTHING_HELD, NOWHERE, Cut, Due, Extent, Held
from domicile.store.expiry.elsewhere import CASES, COPIES, FINGERPRINTS, USAGE, Elsewhere
from domicile.store.fingerprints import Fingerprints
from domicile.store.vault import Vault

CN, EU = MarketId("CN"), MarketId("EU")
LINE = date(2026, 6, 1)
WANG = Held(subjects=frozenset({SubjectId("wang")}))


class May(SystemClock):
    """A clock that stands at noon of the last day of May."""

    def now(self) -> datetime:
        """Return noon."""
        return datetime(2026, 5, 31, 12, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "store.sqlite", SystemClock())
    yield database
    database.close()


def cut(
    held: Held = NOTHING_HELD,
    market: MarketId = NOWHERE,
    *,
    before: date = LINE,
    today: date = date(2026, 12, 1),
) -> Cut:
    return Cut(market=market, before=before, today=today, held=lambda: held)


def never(_cut: Cut, _held: Held) -> int:
    raise AssertionError("nothing may be deleted")


def fill(database: Database, *statements: str) -> None:
    with database.write() as connection:
        for statement in statements:
            connection.execute(statement)


def test_sessions_and_notices_are_counted_together(database: Database) -> None:
    shelf = Elsewhere(database, USAGE, never)
    assert shelf.extents() == {}
    fill(
        database,
        "INSERT INTO person_session VALUES (x'01', '2026-05-01T09:00:00+00:00',"
        " '2026-05-31T23:59:59+00:00')",
        "INSERT INTO person_session VALUES (x'02', '2026-05-31T23:00:00+00:00',"
        " '2026-06-01T00:00:00+00:00')",
        "INSERT INTO person_notice VALUES (x'01', 'n', '1', '2026-05-02T09:00:00+00:00')",
    )
    assert shelf.extents() == {NOWHERE: Extent(3, date(2026, 5, 2))}
    assert shelf.due(cut()) == Due(free=2, held=0)


def test_a_copy_that_its_rule_still_keeps_is_not_past_its_time(database: Database) -> None:
    fill(
        database,
        "INSERT INTO unlabelled_copy (token, at, market, rule, mark, kept_until)"
        " VALUES (x'01', '2026-05-02T09:00:00+00:00', 'CN', 'CN-LAB-007', 'm', '2026-11-02')",
    )
    shelf = Elsewhere(database, COPIES, never)
    assert shelf.extents() == {NOWHERE: Extent(1, date(2026, 5, 2))}
    assert shelf.due(cut(today=date(2026, 11, 2))) == Due(0, 0)
    assert shelf.due(cut(today=date(2026, 11, 3))) == Due(free=1, held=0)


def test_fingerprints_are_counted_by_their_day(database: Database, tmp_path: Path) -> None:
    vault = Vault(tmp_path / "at-rest.key", SystemEntropy())
    Fingerprints(database, vault, May()).remember(b"a text", "m")
    shelf = Elsewhere(database, FINGERPRINTS, never)
    assert shelf.extents() == {NOWHERE: Extent(1, date(2026, 5, 31))}
    assert shelf.due(cut()) == Due(free=1, held=0)
    assert shelf.due(cut(before=date(2026, 5, 31))) == Due(0, 0)


def test_only_closed_cases_are_counted_by_their_market(database: Database) -> None:
    columns = (
        "INSERT INTO case_file (case_id, kind, event, market, area, via, opened_at, state, outcome,"
        " closed_at, secret, rules, sealed) VALUES "
    )
    fill(
        database,
        f"{columns}('1', 'incident', 'e', 'CN', '', '', '2020', 'closed', '',"
        " '2026-05-31T23:00:00+00:00', x'', '[]', x'')",
        f"{columns}('2', 'incident', 'e', 'CN', '', '', '2020', 'open', '', NULL, x'', '[]', x'')",
        f"{columns}('3', 'incident', 'e', 'EU', '', '', '2020', 'closed', '',"
        " '2026-06-01T00:00:00+00:00', x'', '[]', x'')",
    )
    shelf = Elsewhere(database, CASES, never)
    assert shelf.extents() == {
        CN: Extent(1, date(2026, 5, 31)),
        EU: Extent(1, date(2026, 6, 1)),
    }
    assert shelf.due(cut(market=CN)) == Due(free=1, held=0)
    assert shelf.due(cut(market=EU)) == Due(0, 0)


def test_what_is_held_as_a_whole_is_not_even_asked_to_go(database: Database) -> None:
    fill(database, "INSERT INTO person_notice VALUES (x'01', 'n', '1', '2026-05-02')")
    shelf = Elsewhere(database, USAGE, never)
    assert shelf.due(cut(Held(whole=True))) == Due(free=0, held=1)
    assert shelf.delete_before(cut(Held(whole=True)), 10) == 0


def test_the_other_store_is_told_what_is_held_of_whom(database: Database) -> None:
    asked: list[tuple[date, Held]] = []

    def delete(line: Cut, held: Held) -> int:
        asked.append((line.before, held))
        return 7

    assert Elsewhere(database, USAGE, delete).delete_before(cut(WANG), 10) == 7
    assert asked == [(LINE, WANG)]
