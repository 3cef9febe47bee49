import sqlite3
from pathlib import Path

import pytest

from domicile.core.errors import SchemaError
from domicile.store.schema import Migration, bundled_migrations, migrate, read_migrations


def test_bundled_migrations_apply_and_are_in_order() -> None:
    found = bundled_migrations()
    assert [migration.number for migration in found] == sorted(m.number for m in found)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection, found, "2026-01-01T00:00:00+00:00")
    migrate(connection, found, "2026-01-02T00:00:00+00:00")
    dates = connection.execute("SELECT DISTINCT applied_at FROM migration").fetchall()
    connection.close()
    assert dates == [("2026-01-01T00:00:00+00:00",)]


@pytest.mark.parametrize("name", ["0001_again.sql", "two_words.sql", "0003.sql"])
def test_a_wrong_name_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "0001_first.sql").touch()
    (tmp_path / name).touch()
    with pytest.raises(SchemaError, match="number of its own"):
        read_migrations(tmp_path)


def test_half_a_statement_is_refused() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    half = Migration(number=1, noun="half", sql="CREATE TABLE half (")
    with pytest.raises(SchemaError, match="middle of a statement"):
        migrate(connection, (half,), "2026-01-01")
    connection.close()
