"""Where a request asks about its person, and where what they were shown is written down."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from domicile.core.clock import Clock, Entropy
from domicile.core.ids import SubjectId
from domicile.markets.resolve import Atlas
from domicile.policy.duties.deadlines import months_later
from domicile.policy.person.person import Person, UnlabelledCopy
from domicile.policy.person.present import present
from domicile.policy.person.texts import version_of
from domicile.store.database import Database
from domicile.store.people.acts import ActBook
from domicile.store.people.records import RecordBook
from domicile.store.people.sessions import SessionBook, Sitting
from domicile.store.people.tokens import Tokens, of_person, of_session
from domicile.store.people.usage import Copy, ShownBook
from domicile.store.persons import Persons
from domicile.store.vault import Vault

NOBODY: Final = Person()
"""Somebody of whom nothing was recorded."""

_REMEMBERED: Final = 4096
"""So many people are remembered between two writes to the store."""


class PersonDesk:
    """What is known of people. Safe to use from any thread; reads what any process has written.

    Args:
        database: The store.
        vault: Seals what is personal.
        atlas: The markets as they are now.
        clock: Tells the time.
        entropy: Where the key of the tokens comes from.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        *,
        atlas: Callable[[], Atlas],
        clock: Clock,
        entropy: Entropy,
    ) -> None:
        self._database = database
        self._atlas = atlas
        self._clock = clock
        tokens = Tokens(vault, entropy)
        self.acts = ActBook(database, vault, tokens)
        self.sessions = SessionBook(database, tokens)
        self.shown = ShownBook(database, tokens)
        self.records = RecordBook(
            database,
            tokens,
            persons=Persons(vault),
            acts=self.acts,
            sessions=self.sessions,
            shown=self.shown,
        )
        self._remembered: tuple[tuple[int, Atlas] | None, dict[SubjectId, Person]] = (None, {})

    def about(self, subject: SubjectId | None) -> Person:
        """Return what holds for ``subject`` now; for None, and for a stranger, `NOBODY`.

        What any process has withdrawn counts from its next call on.

        Raises:
            StorageError: The store cannot be read.
            VaultError: A key cannot be opened.
        """
        if subject is None:
            return NOBODY
        atlas = self._atlas()
        # The edition is told before anything is read: what is remembered may only be newer.
        edition = (self._database.data_version(), atlas)
        known, people = self._remembered
        if known != edition or len(people) >= _REMEMBERED:
            people = {}
            self._remembered = (edition, people)
        if subject not in people:
            people[subject] = self._read(subject, atlas)
        return people[subject]

    def sitting(self, subject: SubjectId | None, session: str = "") -> Sitting:
        """Note that a request came; return how long its session has lasted, now and before.

        A session ends after 30 minutes of silence. It is the person's where one is named, whatever
        the caller calls the session, so that a new name does not begin a new one.

        Args:
            subject: The person, or None.
            session: The session by the caller's name for it; empty where there is none.

        Returns:
            Twice 0 when neither is named: nothing is written then.

        Raises:
            StorageError: The store cannot be written.
            VaultError: A key cannot be opened.
        """
        if subject is None and not session:
            return Sitting(0, 0)
        name = of_session(session) if subject is None else of_person(subject)
        return self.sessions.touch(name, self._clock.now())

    def record(
        self,
        subject: SubjectId,
        *,
        notices: Mapping[str, str],
        unlabelled: UnlabelledCopy | None = None,
    ) -> None:
        """Write down what an answer showed; nothing is written where nothing is new.

        Args:
            subject: To whom.
            notices: Name of each text that was shown to its version.
            unlabelled: The copy without its visible label that was handed out, or None. It MUST
                NOT be handed out before this returns.

        Raises:
            StorageError: The store cannot be written; nothing was.
            VaultError: A key cannot be opened.
        """
        seen = self.about(subject).seen
        new = {name: version for name, version in notices.items() if seen.get(name) != version}
        if not new and unlabelled is None:
            return
        now = self._clock.now()
        copy = None
        if unlabelled is not None:
            copy = Copy(
                at=now,
                market=unlabelled.market,
                rule=unlabelled.rule,
                mark=unlabelled.mark,
                kept_until=months_later(now.date(), unlabelled.log_months),
            )
        self.shown.record(subject, now, notices=new, copy=copy)

    def delete_before(self, day: date, *, held: Collection[SubjectId] = ()) -> int:
        """Delete sessions, and that notices were shown, from before ``day``; return how many.

        See `SessionBook.delete_before` for the arguments and for what it raises.
        """
        return self.sessions.delete_before(day, held=held) + self.shown.delete_notices_before(
            day, held=held
        )

    def delete_copies_before(self, day: date, *, held: Collection[SubjectId] = ()) -> int:
        """Delete the record of unlabelled copies from before ``day``; return how many.

        What its rule has kept up to today stays. See `ShownBook.delete_copies_before`.
        """
        today = self._clock.now().date()
        return self.shown.delete_copies_before(day, today=today, held=held)

    def _read(self, subject: SubjectId, atlas: Atlas) -> Person:
        with self._database.read() as connection:
            acts = self.acts.latest(connection, subject)
            shown = self.shown.notices(connection, subject)
        seen = MappingProxyType({each.notice: each.version for each in shown})
        return present(acts, seen, lambda market, name: version_of(atlas, market, name))
