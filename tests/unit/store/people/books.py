"""A store with the books of people, and a clock that tests set."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.ids import MarketId, SubjectId
from domicile.store.database import Database
from domicile.store.exports import ExportBook
from domicile.store.people.acts import Act, ActBook
from domicile.store.people.records import RecordBook
from domicile.store.people.sessions import SessionBook
from domicile.store.people.tokens import Tokens
from domicile.store.people.usage import ShownBook
from domicile.store.persons import Persons
from domicile.store.subjects import SubjectBook
from domicile.store.vault import Vault

CN = MarketId("CN")
WANG, LI = SubjectId("wang"), SubjectId("li")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


class HandClock(SystemClock):
    """A clock that tests set."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        """Return what it was set to."""
        return self.at

    def wait(self, minutes: float) -> datetime:
        """Let time pass; return the moment after."""
        self.at += timedelta(minutes=minutes)
        return self.at


class Books:
    """All books of one store; a second one of the same folder is another process."""

    def __init__(self, folder: Path, clock: SystemClock | None = None) -> None:
        self.database = Database(folder / "store.sqlite", SystemClock())
        self.vault = Vault(folder / "at-rest.key", SystemEntropy())
        self.tokens = Tokens(self.vault, SystemEntropy())
        self.acts = ActBook(self.database, self.vault, self.tokens)
        self.sessions = SessionBook(self.database, self.tokens)
        self.shown = ShownBook(self.database, self.tokens)
        self.subjects = SubjectBook(self.database, self.vault)
        self.exports = ExportBook(self.database, self.vault, clock or HandClock())
        self.records = RecordBook(
            self.database,
            self.tokens,
            persons=Persons(self.vault),
            acts=self.acts,
            sessions=self.sessions,
            shown=self.shown,
        )


def act(number: int = 1, **changes: Any) -> Act:
    facts: dict[str, Any] = {
        "id": f"{number:032x}",
        "topic": "consent",
        "word": "health",
        "value": "given",
        "market": CN,
        "at": NOON,
        "how": "cli",
        **changes,
    }
    return Act(**facts)


def written(folder: Path) -> bytes:
    """Return every byte of the store's files."""
    return b"".join(file.read_bytes() for file in folder.iterdir() if "store" in file.name)
