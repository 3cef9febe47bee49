"""Counters of exports: however people come and go, the numbers are those of a plain list."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.findings import DataClass
from domicile.core.ids import MarketId, SubjectId
from domicile.store.database import Database
from domicile.store.exports import EAST, Export, ExportBook, Tally
from domicile.store.vault import Vault

CN, US = MarketId("CN"), MarketId("US")
WANG, LI, ZHAO = SubjectId("wang"), SubjectId("li"), SubjectId("zhao")
START = datetime(2026, 1, 1, 9, tzinfo=UTC)


class HandClock(SystemClock):
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        """Return what it was set to."""
        return self.at


@dataclass(frozen=True, slots=True)
class Seen:
    """One export, as the model knows it, or all of one kind and person together."""

    export: Export
    who: str
    first: date
    last: date

    def counts(self, tally: Tally, until: date) -> bool:
        """Return whether ``tally`` counts it."""
        return (
            self.export.market == tally.market
            and self.export.counterparty in {tally.counterparty or self.export.counterparty, ""}
            and self.export.data_class in tally.classes
            and (self.export.as_is or not tally.as_is)
            and self.last >= tally.since
            and self.first <= until
        )


Asked = tuple[Tally, SubjectId | None]


class Model:
    """The same book without a store: every single export in a list."""

    def __init__(self) -> None:
        self.exports: list[Seen] = []
        self.forgotten = 0

    def record(self, exports: list[Export], who: SubjectId | None, at: datetime) -> None:
        """Note what leaves."""
        for export in exports:
            self.exports.append(Seen(export, who or "", at.date(), at.astimezone(EAST).date()))

    def forget(self, who: SubjectId) -> None:
        """Give the person a name that nobody else has."""
        self.forgotten += 1
        self.exports = [
            replace(seen, who=f"!{self.forgotten}") if seen.who == who else seen
            for seen in self.exports
        ]

    def spans(self) -> list[Seen]:
        """Return the exports of one kind and person as one, from the first to the last."""
        found: dict[tuple[Export, str], Seen] = {}
        for seen in self.exports:
            known = found.setdefault((seen.export, seen.who), seen)
            found[seen.export, seen.who] = replace(
                known, first=min(known.first, seen.first), last=max(known.last, seen.last)
            )
        return list(found.values())


def people_of(seen: list[Seen], asked: Asked, until: date) -> int:
    """Count people, the one in hand among them."""
    tally, who = asked
    return len({each.who for each in seen if each.counts(tally, until)} | {who or "one more"})


@dataclass(frozen=True, slots=True)
class Record:
    """Exports of one request, some time after the last."""

    exports: list[Export]
    who: SubjectId | None
    after_h: int


@dataclass(frozen=True, slots=True)
class Forget:
    """A person asks to be forgotten."""

    who: SubjectId


MARKETS = st.sampled_from((CN, US))
RECIPIENTS = st.sampled_from(("Acme", "Other", ""))
CLASSES = st.sampled_from((DataClass.HEALTH, DataClass.NAME))
PERSONS = st.sampled_from((WANG, LI, ZHAO))
SOMEBODY = st.one_of(PERSONS, PERSONS, st.none())
DAYS = st.integers(0, 800).map(lambda days: START.date() + timedelta(days=days))
EXPORTS = st.builds(
    Export, market=MARKETS, counterparty=RECIPIENTS, data_class=CLASSES, as_is=st.booleans()
)
TALLIES = st.builds(Tally, MARKETS, DAYS, RECIPIENTS, st.frozensets(CLASSES), st.booleans())
RECORDS = st.builds(Record, st.lists(EXPORTS, max_size=4), SOMEBODY, st.integers(0, 24 * 100))
STEPS = st.lists(st.one_of(RECORDS, RECORDS, st.builds(Forget, PERSONS)), max_size=12)


@settings(max_examples=60)
@given(
    steps=STEPS,
    tallies=st.lists(TALLIES, min_size=1, max_size=4),
    person=SOMEBODY,
    past=st.integers(1, 800),
)
def test_the_book_agrees_with_a_list(
    steps: list[Record | Forget], tallies: list[Tally], person: SubjectId | None, past: int
) -> None:
    clock, model = HandClock(), Model()
    with TemporaryDirectory() as folder:
        database = Database(Path(folder) / "store.sqlite", clock)
        book = ExportBook(database, Vault(Path(folder) / "at-rest.key", SystemEntropy()), clock)
        for step in steps:
            if isinstance(step, Record):
                clock.at += timedelta(hours=step.after_h)
                book.record(step.exports, step.who)
                model.record(step.exports, step.who, clock.at)
            else:
                book.forget(step.who)
                model.forget(step.who)
            today = clock.at.date()
            for tally in tallies:
                check_up_to_today(book, model.exports, (tally, person), today)
                check_up_to(book, model, (tally, person), today - timedelta(days=past))
        database.close()


def check_up_to_today(book: ExportBook, exports: list[Seen], asked: Asked, today: date) -> None:
    """Up to today the book is exact, and knows whether anybody was unnamed."""
    tally, person = asked
    exact = {tally: people_of(exports, asked, date.max)} if exports else {}
    assert book.people([tally], person, today) == exact
    unnamed = any(
        seen.who == "" and seen.export.market == tally.market and seen.last >= tally.since
        for seen in exports
    )
    known = person is not None and not unnamed
    assert book.is_counted([tally.market], tally.since, person) == known


def check_up_to(book: ExportBook, model: Model, asked: Asked, until: date) -> None:
    """Up to an earlier day it goes by first and last days, and never counts too few."""
    tally, person = asked
    counted = book.people([tally], person, until).get(tally, 1)
    assert counted == people_of(model.spans(), asked, until)
    assert counted >= people_of(model.exports, asked, until)
