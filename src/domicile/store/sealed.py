"""What lies encrypted in the store: one value of it shows which key it takes."""

from domicile.store.database import Database


def sealed_value(database: Database) -> bytes | None:
    """Return any value that the vault sealed, or None when there is none yet.

    Raises:
        StorageError: The store cannot be read.
    """
    with database.read() as connection:
        row = connection.execute(
            "SELECT sealed FROM receipt UNION ALL SELECT sealed_name FROM subject"
            " UNION ALL SELECT sealed_key FROM fingerprint_book"
            " UNION ALL SELECT sealed_key FROM people_book"
            " UNION ALL SELECT sealed_key FROM export_book"
            " UNION ALL SELECT sealed FROM case_file"
            " UNION ALL SELECT sealed FROM hold_event LIMIT 1"
        ).fetchone()
    return None if row is None else bytes(row[0])
