"""The operator's desks: what is kept and answered beside the requests, each built when needed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version

from domicile.core.clock import Clock, Entropy
from domicile.core.ids import SubjectId
from domicile.core.settings import Settings
from domicile.markets.resolve import Atlas
from domicile.policy.cases.desk import CaseDesk
from domicile.policy.cases.surroundings import Surroundings
from domicile.policy.marks.detect import MarkDetector
from domicile.policy.marks.files import Labeller
from domicile.policy.marks.marker import Maker, Marker, visible_labels
from domicile.policy.person.beside import RightsCases
from domicile.policy.person.choices import ChoiceDesk
from domicile.policy.person.desk import PersonDesk
from domicile.policy.person.rights import Beside, Held, RightsDesk
from domicile.policy.retention.holds import HoldBook
from domicile.policy.retention.schedule import Schedule
from domicile.policy.retention.shelves import (
    cases_shelf,
    fingerprints_shelf,
    own_shelves,
    people_shelves,
)
from domicile.policy.retention.timer import Timer
from domicile.receipts.batch import Batches
from domicile.receipts.book import ReceiptBook
from domicile.receipts.keyring import KeyRing
from domicile.store.database import Database
from domicile.store.expiry.ledger import RunLedger
from domicile.store.fingerprints import Fingerprints
from domicile.store.holds import HoldStore
from domicile.store.network_log import NetworkLog
from domicile.store.subjects import SubjectBook
from domicile.store.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every desk stands on."""

    settings_now: Callable[[], Settings]
    """Returns the settings as their file says now."""

    database: Database
    """The store."""

    vault: Vault
    """Encrypts at rest."""

    keys: KeyRing
    """The keys that sign."""

    batches: Batches
    """The logs, and what goes into them."""

    receipts: ReceiptBook
    """The receipts."""

    atlas: Callable[[], Atlas]
    """The markets as they are now."""

    clock: Clock
    """Tells the time."""

    entropy: Entropy
    """Where random bytes come from."""

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self.settings_now()


class Desks:
    """The desks of one installation. Safe to use from any thread.

    Args:
        ground: What they stand on.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def log_pending(self) -> None:
        """Bring into the logs what waits for them: receipts, and what was done in cases."""
        self._ground.batches.close_all()
        self.cases.log_pending()

    @cached_property
    def fingerprints(self) -> Fingerprints:
        """What is known again of texts that were marked."""
        return Fingerprints(self._ground.database, self._ground.vault, self._ground.clock)

    @cached_property
    def _version(self) -> str:
        return version("domicile")

    @property
    def marks(self) -> Marker:
        """What marks what was made, under the operator's name as it is now."""
        ground = self._ground
        return Marker(
            ground.keys.label_signer,
            Maker(name=ground.settings.operator.name, version=self._version),
            fingerprints=self.fingerprints,
            labels=lambda: visible_labels(ground.atlas()),
            clock=ground.clock,
            entropy=ground.entropy,
        )

    @cached_property
    def mark_detector(self) -> MarkDetector:
        """What tells whether something was marked."""
        ground = self._ground
        return MarkDetector(
            lambda: (ground.keys.label_signer().key,),
            fingerprints=self.fingerprints,
            labels=lambda: visible_labels(ground.atlas()),
        )

    @property
    def labeller(self) -> Labeller:
        """What labels files, as the settings say now."""
        ground = self._ground
        return Labeller(
            self.marks,
            self.mark_detector,
            atlas=ground.atlas,
            operator=ground.settings.operator,
            clock=ground.clock,
            entropy=ground.entropy,
        )

    @cached_property
    def people(self) -> PersonDesk:
        """What is known of people."""
        ground = self._ground
        return PersonDesk(
            ground.database,
            ground.vault,
            atlas=ground.atlas,
            clock=ground.clock,
            entropy=ground.entropy,
        )

    @cached_property
    def cases(self) -> CaseDesk:
        """What authorities and people ask of the operator, and what goes wrong."""
        ground = self._ground
        around = Surroundings(
            atlas=ground.atlas,
            operator=lambda: ground.settings.operator,
            sites=lambda: ground.settings.sites,
            log=ground.batches.log,
            register=lambda: ground.settings.register,
            hold=self.holds.lay,
        )
        return CaseDesk(
            ground.database,
            ground.vault,
            around=around,
            clock=ground.clock,
            entropy=ground.entropy,
        )

    @cached_property
    def choices(self) -> ChoiceDesk:
        """Where people decide."""
        ground = self._ground
        return ChoiceDesk(
            self.people.acts,
            SubjectBook(ground.database, ground.vault),
            atlas=ground.atlas,
            clock=ground.clock,
            entropy=ground.entropy,
        )

    @cached_property
    def rights(self) -> RightsDesk:
        """Who answers people who ask about their own data."""
        ground, cases = self._ground, RightsCases(self.cases)
        return RightsDesk(
            self.people,
            self.choices,
            beside=Beside(
                holds=self._holds_on,
                open_case=cases.open,
                cases=cases.about,
                leave_traces=RunLedger(ground.database).leave_traces,
            ),
            atlas=ground.atlas,
            operator=lambda: ground.settings.operator,
            clock=ground.clock,
        )

    @cached_property
    def holds(self) -> HoldBook:
        """The legal holds."""
        ground = self._ground
        return HoldBook(
            HoldStore(ground.database, ground.vault),
            atlas=ground.atlas,
            clock=ground.clock,
            entropy=ground.entropy,
        )

    @cached_property
    def retention(self) -> Timer:
        """What deletes everything that is past its time."""
        ground = self._ground
        return Timer(
            ground.database,
            {
                **own_shelves(ground.database, ground.vault),
                **fingerprints_shelf(ground.database, ground.vault, ground.clock),
                **people_shelves(ground.database, self.people),
                **cases_shelf(ground.database, self.cases, self.holds),
            },
            schedule=lambda at: Schedule(ground.atlas(), ground.settings, at),
            holds=self.holds,
            clock=ground.clock,
            entropy=ground.entropy,
        )

    @cached_property
    def network_log(self) -> NetworkLog:
        """The log of calls."""
        return NetworkLog(self._ground.database)

    def _holds_on(self, subject: SubjectId) -> tuple[Held, ...]:
        return tuple(
            Held(id=hold.id, reason=hold.placed.reason)
            for hold in self.holds.covers(subject=subject)
        )
