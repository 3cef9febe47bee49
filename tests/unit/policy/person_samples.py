"""A store with the desks of people and marks on it, and a clock that is turned by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.ids import SubjectId
from domicile.policy.marks.marker import Maker, Marker, visible_labels
from domicile.policy.person.choices import ChoiceDesk, Speaker
from domicile.policy.person.desk import PersonDesk
from domicile.receipts.keyring import KeyRing
from domicile.store.database import Database
from domicile.store.fingerprints import Fingerprints
from domicile.store.subjects import SubjectBook
from domicile.store.vault import Vault
from tests.unit.policy.samples import ATLAS, CN

PERSON = SubjectId("person-1")
PERSON_OF_CN = Speaker(subject=PERSON, how="cli", market=CN)


class HandClock(SystemClock):
    """Stands still until it is turned."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def turn(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)


@dataclass
class Desks:
    """The desks of people and marks, on one store, under the packs that come with Domicile."""

    folder: Path
    clock: HandClock

    @cached_property
    def database(self) -> Database:
        return Database(self.folder / "store.sqlite", self.clock)

    @cached_property
    def vault(self) -> Vault:
        return Vault(self.folder / "at-rest.key", SystemEntropy())

    @cached_property
    def people(self) -> PersonDesk:
        return PersonDesk(
            self.database,
            self.vault,
            atlas=lambda: ATLAS,
            clock=self.clock,
            entropy=SystemEntropy(),
        )

    @cached_property
    def choices(self) -> ChoiceDesk:
        return ChoiceDesk(
            self.people.acts,
            SubjectBook(self.database, self.vault),
            atlas=lambda: ATLAS,
            clock=self.clock,
            entropy=SystemEntropy(),
        )

    @cached_property
    def fingerprints(self) -> Fingerprints:
        return Fingerprints(self.database, self.vault, self.clock)

    @cached_property
    def marker(self) -> Marker:
        return Marker(
            KeyRing(self.folder / "keys", SystemEntropy()).label_signer,
            Maker(name="Example", version="1"),
            fingerprints=self.fingerprints,
            labels=lambda: visible_labels(ATLAS),
            clock=self.clock,
            entropy=SystemEntropy(),
        )
