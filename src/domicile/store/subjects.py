"""The people that requests are for: the market of each, and a name that is encrypted at rest."""

from dataclasses import dataclass

from domicile.core.ids import MarketId, SubjectId
from domicile.store.database import Database
from domicile.store.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One person, as the operator knows them."""

    id: SubjectId
    """The operator's name for them; it stands in no receipt."""

    market: MarketId
    """Whose rules protect them."""

    name: str
    """What they are called."""


class SubjectBook:
    """The people of one installation. Safe to use from any thread and process."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def put(self, subject: Subject) -> None:
        """Add ``subject``, or replace what is known of them.

        Raises:
            StorageError: The store cannot be written.
        """
        sealed = self._vault.seal(subject.name.encode(), purpose(subject.id))
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO subject VALUES (?, ?, ?) ON CONFLICT (subject_id) "
                "DO UPDATE SET market = excluded.market, sealed_name = excluded.sealed_name",
                (subject.id, subject.market, sealed),
            )

    def get(self, subject: SubjectId) -> Subject | None:
        """Return the person of this id, or None when they are not known.

        Raises:
            VaultError: The name cannot be opened with this machine's key.
        """
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT market, sealed_name FROM subject WHERE subject_id = ?", (subject,)
            ).fetchone()
        if row is None:
            return None
        market, sealed = row
        name = self._vault.open(sealed, purpose(subject)).decode()
        return Subject(id=subject, market=MarketId(market), name=name)

    def list(self) -> tuple[SubjectId, ...]:
        """Return the ids of all people, in order."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT subject_id FROM subject ORDER BY subject_id")
            return tuple(SubjectId(row[0]) for row in rows)


def purpose(subject: SubjectId) -> str:
    """Bind an encrypted name to its person, so that rows cannot be swapped."""
    return f"subject/{subject}"
