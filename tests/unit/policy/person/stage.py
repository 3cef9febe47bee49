"""The desks of people over one store; a second stage of the same folder is another process."""

from collections.abc import Callable
from pathlib import Path

from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.settings import OperatorSettings
from domicile.markets.resolve import Atlas
from domicile.policy.person.choices import ChoiceDesk, Speaker
from domicile.policy.person.desk import PersonDesk
from domicile.policy.person.rights import Ask, Beside, RightsDesk
from domicile.store.database import Database
from domicile.store.subjects import SubjectBook
from domicile.store.vault import Vault
from tests.unit.policy.samples import ATLAS, CN
from tests.unit.store.people.books import LI, WANG, HandClock

SPEAKER = Speaker(subject=WANG, how="cli", market=CN)
OF_LI = Speaker(subject=LI, how="cli", market=CN)
ASK = Ask(subject=WANG, by="Zhao", how="cli")
NOTHING_BESIDE = Beside()


class Stage:
    """Everything of people."""

    def __init__(
        self,
        folder: Path,
        *,
        atlas: Callable[[], Atlas] = lambda: ATLAS,
        beside: Beside = NOTHING_BESIDE,
    ) -> None:
        self.clock = HandClock()
        self.database = Database(folder / "store.sqlite", SystemClock())
        self.vault = Vault(folder / "at-rest.key", SystemEntropy())
        self.subjects = SubjectBook(self.database, self.vault)
        self.people = PersonDesk(
            self.database, self.vault, atlas=atlas, clock=self.clock, entropy=SystemEntropy()
        )
        self.choices = ChoiceDesk(
            self.people.acts,
            self.subjects,
            atlas=atlas,
            clock=self.clock,
            entropy=SystemEntropy(),
        )
        self.rights = RightsDesk(
            self.people,
            self.choices,
            beside=beside,
            atlas=atlas,
            operator=OperatorSettings,
            clock=self.clock,
        )
