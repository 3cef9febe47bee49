"""A world to try a rule in: the packs, and every desk of an operator on a store of its own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeVar

from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.decision import Decision
from domicile.core.decode import decode
from domicile.core.errors import DomicileError
from domicile.core.ids import DEVICE, MarketId, RuleId, SubjectId
from domicile.core.settings import OperatorSettings, Settings
from domicile.core.site import Site
from domicile.desks import Desks, Ground
from domicile.markets.case import Expected, Given
from domicile.markets.check import said
from domicile.markets.resolve import Atlas, load_atlas
from domicile.markets.schema import Pack, Rule
from domicile.policy.duties.due import Owed, owed
from domicile.policy.duties.fulfil import Fulfilled, fulfil
from domicile.policy.duties.made import Beside, Made
from domicile.policy.marks.mark import Claim, Mark
from domicile.policy.person.choices import Speaker
from domicile.policy.trial import trial
from domicile.receipts.batch import Batches
from domicile.receipts.book import ReceiptBook
from domicile.receipts.keyring import KeyRing
from domicile.store.database import Database
from domicile.store.vault import Vault

T = TypeVar("T")

ATLAS: Final = load_atlas()
"""The packs that come with Domicile."""

RULES: Final[Mapping[RuleId, Rule]] = {
    rule.id: rule for market in ATLAS.markets for rule in ATLAS.get(market).rules
}
"""Every rule."""

TODAY: Final = datetime(2026, 11, 24, 9, tzinfo=UTC)
PERSON: Final = SubjectId("person-1")

SIGNED: Final = Mark(
    claim=Claim(
        producer="Operator",
        version="1",
        created_at="2026-11-24T09:00:00Z",
        id="0" * 32,
        market=MarketId("EU"),
        modality="text",
        sha256="0" * 64,
        size=1,
    ),
    encoded="signed",
)


def atlas_without(rule: RuleId) -> Atlas:
    """Return the packs without one rule."""
    packs = (ATLAS.get(market) for market in ATLAS.markets)
    return Atlas(
        replace(pack, rules=tuple(each for each in pack.rules if each.id != rule)) for pack in packs
    )


class HandClock(SystemClock):
    """Stands still until it is turned."""

    def __init__(self) -> None:
        self.at = TODAY

    def now(self) -> datetime:
        return self.at

    def turn(self, **time: float) -> None:
        self.at += timedelta(**time)


@dataclass
class World:
    """What a scenario is played in."""

    atlas: Atlas
    """The packs; perhaps without a rule."""

    folder: Path
    """Where the store lies."""

    clock: HandClock = field(default_factory=HandClock)
    """Tells the time."""

    settings: Settings = field(default_factory=Settings)
    """What the operator sets; taken up by the desks when they are first asked for."""

    def pack(self, rule: str) -> Pack:
        """Return the pack of ``rule``, perhaps without it."""
        return self.atlas.get(RULES[RuleId(rule)].market)

    def decide(self, rule: str, given: Given) -> Decision:
        """Decide as the case of a pack does."""
        pack = self.pack(rule)
        at = given.at or pack.as_of
        return trial(self.atlas)(pack, RULES[RuleId(rule)], given, at=at)

    def says(self, rule: str, given: Given) -> Expected:
        """Return what ``rule`` says of ``given``."""
        return said(self.decide(rule, given), RuleId(rule))

    def answer(
        self, rule: str, given: Given | None = None, *, beside: Beside | None = None, **made: Any
    ) -> Fulfilled:
        """Decide, and carry out the duties on an answer of the market's sample site."""
        asked = given or Given()
        decision = self.decide(rule, asked)
        site = self._site(rule, asked)
        facts = {name: frozenset(words) for name, words in asked.facts.items()}
        described: dict[str, Any] = {
            "modality": asked.modality,
            "has_text": True,
            "structured": False,
            "tokens": 300,
            "site": site,
            "level": "D" if site.is_device else "P0",
            "model": site.model,
            "language": "en",
            "classes": frozenset(asked.data),
            "facts": facts,
            "beside": beside or Beside(operator="Operator"),
            **made,
        }
        return fulfil(decision.duties, Made(**described))

    def owed(
        self, rule: str, *, event: str | None = None, at: date | None = None, **operator: Any
    ) -> Owed | None:
        """Return what ``market due`` says of ``rule``, or None when it says nothing."""
        moment = TODAY if at is None else datetime(at.year, at.month, at.day, tzinfo=UTC)
        asked = OperatorSettings(**{"name": "Operator", "audience": "public", **operator})
        found = owed(self.pack(rule).rules, asked, moment, event=event)
        return next((each for each in found if each.rule == rule), None)

    def speaker(self, rule: str) -> Speaker:
        """Return the person, who decides under the rules of ``rule``'s market."""
        return Speaker(subject=PERSON, how="cli", market=RULES[RuleId(rule)].market)

    @cached_property
    def database(self) -> Database:
        """The store."""
        return Database(self.folder / "store.sqlite", self.clock)

    @cached_property
    def desks(self) -> Desks:
        """Every desk of the operator."""
        entropy, keys = SystemEntropy(), self.folder / "keys"
        vault, ring = Vault(keys / "at-rest.key", entropy), KeyRing(keys, entropy)
        batches = Batches(self.database, keys=ring, clock=self.clock, entropy=entropy)
        return Desks(
            Ground(
                settings_now=lambda: self.settings,
                database=self.database,
                vault=vault,
                keys=ring,
                batches=batches,
                receipts=ReceiptBook(self.database, vault, batches=batches),
                atlas=lambda: self.atlas,
                clock=self.clock,
                entropy=entropy,
            )
        )

    def file(self, name: str) -> Path:
        """Write a file, and return where it lies."""
        path = self.folder / name
        path.write_text("x", encoding="utf-8")
        return path

    def close(self) -> None:
        """Close the store, if it was opened."""
        if "database" in self.__dict__:
            self.database.close()

    def _site(self, rule: str, given: Given) -> Site:
        if given.on_device:
            return Site(id=DEVICE, dialect="device", model="small")
        facts = {**self.pack(rule).sample_site, "features": [given.feature], **given.site}
        return decode({key: facts[key] for key in facts if key not in given.unknown}, Site)


def status(done: Fulfilled, rule: str) -> str:
    """Return whether ``rule`` was met; empty where it asked for nothing."""
    return next((duty.status.value for duty in done.duties if duty.rule == rule), "")


def text(done: Fulfilled, rule: str) -> str:
    """Return what is said of ``rule``; empty where it asked for nothing."""
    return next((duty.text.en for duty in done.duties if duty.rule == rule), "")


def told(done: Fulfilled, rule: str) -> dict[str, str]:
    """Return the notices that ``rule`` has the person shown: name to text."""
    return {notice.id: notice.text for notice in done.notices if notice.rule == rule}


def labels(done: Fulfilled, rule: str) -> list[str]:
    """Return the kinds of labels that ``rule`` put there."""
    return [label.kind for label in done.labels if label.rule == rule]


def attempt(do: Callable[[], T]) -> T | None:
    """Return what ``do`` returns; None where Domicile does not let it."""
    try:
        return do()
    except DomicileError:
        return None


def goes(do: Callable[[], object]) -> bool:
    """Return whether ``do`` goes through."""
    return attempt(do) is not None


def days_of(deadlines: Iterable[Any]) -> list[str]:
    """Return the days by which something is due."""
    return [str(deadline.by)[:10] for deadline in deadlines]
