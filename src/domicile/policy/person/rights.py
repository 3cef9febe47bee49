"""The rights desk: hand out what is held of a person, forget it, or restrict its use."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal

from domicile.core.canonical import Json
from domicile.core.clock import Clock
from domicile.core.errors import InvalidRequestError
from domicile.core.ids import MarketId, SubjectId
from domicile.core.settings import OperatorSettings
from domicile.markets.resolve import Atlas
from domicile.policy.duties.due import Owed, owed
from domicile.policy.person.choices import ChoiceDesk, Speaker
from domicile.policy.person.desk import PersonDesk
from domicile.policy.person.exported import Holding, exported
from domicile.policy.person.texts import rules_of
from domicile.store.people.acts import Door
from domicile.store.people.usage import Copy

Right = Literal["export", "erase", "restrict"]
"""What a person may ask for here."""

EVENTS: Final[Mapping[Right, tuple[str, ...]]] = MappingProxyType(
    {
        "export": ("access", "know", "copy", "portability"),
        "erase": ("erase", "delete"),
        "restrict": ("restrict", "limit_sensitive", "withdraw"),
    }
)
"""The packs' words for each right; a market counts its deadline by the first one that it knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A legal hold that covers a person."""

    id: str
    """Its name."""

    reason: str
    """Why it was laid, as whoever laid it wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Who asks for what."""

    subject: SubjectId
    """Whose right it is."""

    by: str
    """Who carries it out for the operator."""

    how: Door
    """Through which door it came."""

    market: MarketId | None = None
    """Under whose rules; None takes the market that is recorded, else the operator's default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A right that was asked for, on its way to a case."""

    right: Right
    """Which right."""

    event: str
    """The market's word for it; empty where its packs name no such right."""

    market: MarketId
    """Under whose rules."""

    ask: Ask
    """Who asks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a right that was asked for."""

    claim: Claim
    """What was asked for."""

    at: datetime
    """When, in UTC."""

    owed: tuple[Owed, ...]
    """What the market's rules have the operator do, with its deadlines."""

    case: str = ""
    """The case that was opened; empty where nobody keeps cases."""

    held: tuple[Held, ...] = ()
    """Legal holds, for which nothing was erased."""

    gone: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """What was erased: how many rows, by kind."""

    kept: tuple[Copy, ...] = ()
    """Records that a rule still has kept, by that rule."""

    document: Mapping[str, Json] = field(default_factory=lambda: MappingProxyType({}))
    """What is held of the person; empty unless it was asked for."""

    @property
    def was_refused(self) -> bool:
        """Whether a hold kept the right from being carried out."""
        return bool(self.held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What others know of a person, or do about a request of theirs."""

    holds: Callable[[SubjectId], Iterable[Held]] = lambda _: ()
    """Returns the legal holds that cover a person."""

    open_case: Callable[[Claim], str] = lambda _: ""
    """Opens a case, and returns its name."""

    cases: Callable[[SubjectId], Sequence[Mapping[str, Json]]] = lambda _: ()
    """Returns the cases that are about a person."""

    leave_traces: Callable[[], None] = lambda: None
    """Has the next run of the timer wipe what deleting leaves of bytes in the store's file."""


class RightsDesk:
    """Answers people who ask about their own data. Safe to use from any thread.

    Args:
        people: What is known of people.
        choices: What they decide.
        beside: What others know and do.
        atlas: The markets as they are now.
        operator: Whom the rules bind.
        clock: Tells the time.
    """

    def __init__(
        self,
        people: PersonDesk,
        choices: ChoiceDesk,
        *,
        beside: Beside,
        atlas: Callable[[], Atlas],
        operator: Callable[[], OperatorSettings],
        clock: Clock,
    ) -> None:
        self._people = people
        self._choices = choices
        self._beside = beside
        self._atlas = atlas
        self._operator = operator
        self._clock = clock

    def export(self, ask: Ask) -> Done:
        """Return everything that the store holds of a person, and open a case of it.

        Law: PIPL Art. 45; GDPR Art. 15, 20; Civil Code 1798.110, 1798.130 (California).

        Raises:
            UnknownMarketError: No pack speaks for the market.
            InvalidRequestError: The person is not named.
            StorageError: The store cannot be read or written.
            VaultError: A key cannot be opened.
        """
        done = self._begin("export", ask)
        return replace(done, document=self.document(ask.subject))

    def document(self, subject: SubjectId) -> Mapping[str, Json]:
        """Return everything that the store holds of a person; nothing is written.

        Requests of authorities and legal holds are not among it: whether the person may be told of
        them is for their law to say, and for the operator to decide.

        Raises:
            StorageError: The store cannot be read.
            VaultError: A key cannot be opened.
        """
        held = Holding(
            subject=self._choices.subjects.get(subject),
            records=self._people.records.of(subject),
            person=self._people.about(subject),
            cases=tuple(self._beside.cases(subject)),
        )
        return exported(subject, held, self._clock.now())

    def erase(self, ask: Ask) -> Done:
        """Delete everything that the store holds of a person, unless a legal hold covers it.

        What a rule still has kept stays, and is named: records of unlabelled copies, and cases.
        What is not tied to the person stays, too: receipts name nobody, and counts of exports
        are kept without anything that leads to them. What the deleted rows leave of bytes in the
        store's file, the next run of the timer wipes.

        Law: PIPL Art. 47; GDPR Art. 17; Civil Code 1798.105 (California).

        Raises:
            UnknownMarketError: No pack speaks for the market.
            InvalidRequestError: The person is not named.
            StorageError: The store cannot be written; nothing was deleted.
            VaultError: A key cannot be opened.
        """
        done = self._begin("erase", ask)
        held = tuple(self._beside.holds(ask.subject))
        if held:
            return replace(done, held=held)
        self._beside.leave_traces()  # before it: a process that is killed in between loses nothing
        gone = self._people.records.forget(ask.subject, done.at.date())
        kept = self._people.records.of(ask.subject).copies
        return replace(done, gone=gone, kept=kept)

    def restrict(self, ask: Ask, *, lift: bool = False) -> Done:
        """Restrict the use of a person's data until that is lifted; see `ChoiceDesk.restrict`.

        Raises:
            UnknownMarketError: No pack speaks for the market.
            InvalidRequestError: The person is not named.
            StorageError: The store cannot be written.
        """
        done = self._done("restrict", ask) if lift else self._begin("restrict", ask)
        speaker = Speaker(subject=ask.subject, how=ask.how, market=done.claim.market, by=ask.by)
        self._choices.restrict(speaker, lift=lift)
        return done

    def _begin(self, right: Right, ask: Ask) -> Done:
        done = self._done(right, ask)
        return replace(done, case=self._beside.open_case(done.claim))

    def _done(self, right: Right, ask: Ask) -> Done:
        market, now = self._market(ask), self._clock.now()
        rules = tuple(rules_of(self._atlas(), market))
        known = {event for rule in rules for event in rule.applies_to.event}
        event = next((each for each in EVENTS[right] if each in known), "")
        return Done(
            claim=Claim(right=right, event=event, market=market, ask=ask),
            at=now,
            owed=owed(rules, self._operator(), now, event=event) if event else (),
        )

    def _market(self, ask: Ask) -> MarketId:
        if not ask.subject:
            raise InvalidRequestError("the person is not named", param="subject")
        known = self._choices.subjects.get(ask.subject)
        recorded = self._operator().default_market if known is None else known.market
        # A part of a market, such as a state, has the rights of the whole.
        return self._atlas().lineage(recorded if ask.market is None else ask.market)[0].id
