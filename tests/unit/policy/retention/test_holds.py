from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domicile.core.clock import SystemClock, SystemEntropy
from domicile.core.errors import InvalidRequestError, UnknownMarketError
from domicile.core.ids import MarketId, SubjectId
from domicile.markets.resolve import load_atlas
from domicile.policy.errors import UnknownHoldError
from domicile.policy.retention.holds import MAX_WORDS, HoldBook, HoldTally
from domicile.store.database import Database
from domicile.store.expiry.cut import NOTHING_HELD, NOWHERE, Held
from domicile.store.holds import HoldStore, Scope
from domicile.store.vault import Vault

CN, EU = MarketId("CN"), MarketId("EU")
WANG, LI = SubjectId("wang"), SubjectId("li")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ATLAS = load_atlas()


class HandClock(SystemClock):
    """A clock that tests set."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        """Return what it was set to."""
        return self.at


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def book(tmp_path: Path, clock: HandClock) -> Iterator[HoldBook]:
    database = Database(tmp_path / "store.sqlite", SystemClock())
    store = HoldStore(database, Vault(tmp_path / "at-rest.key", SystemEntropy()))
    yield HoldBook(store, atlas=lambda: ATLAS, clock=clock, entropy=SystemEntropy())
    database.close()


def place(book: HoldBook, scope: Scope) -> str:
    return book.place(scope, by="Li", reason="court order 12/2026").id


def test_a_hold_stands_until_it_is_lifted_and_stays_in_the_history(book: HoldBook) -> None:
    placed = book.place(Scope(record="receipts"), by="Li", reason="court order 12/2026")
    assert book.standing() == (placed,)
    lifted = book.lift(placed.id, by="Wang")
    assert book.standing() == ()
    assert book.all() == (lifted,)
    assert lifted.lifted is not None
    assert (lifted.lifted.by, lifted.placed) == ("Wang", placed.placed)


def test_what_is_laid_from_elsewhere_is_a_hold_like_any_other(book: HoldBook) -> None:
    name = book.lay(by="Li", reason="case 7", market=CN, subject=WANG)
    assert [hold.id for hold in book.covers(market=CN, subject=WANG)] == [name]
    assert book.covers(market=EU) == ()


@pytest.mark.parametrize("hold_id", ["ffffffffffff", ""])
def test_a_hold_that_is_not_there_cannot_be_lifted(book: HoldBook, hold_id: str) -> None:
    with pytest.raises(UnknownHoldError):
        book.lift(hold_id, by="Li")


def test_a_hold_is_lifted_once(book: HoldBook) -> None:
    name = place(book, Scope())
    book.lift(name, by="Li")
    with pytest.raises(UnknownHoldError):
        book.lift(name, by="Li")


@pytest.mark.parametrize(
    ("scope", "by", "reason", "param"),
    [
        (Scope(), " ", "order", "by"),
        (Scope(), "Li", "", "reason"),
        (Scope(record="recepts"), "Li", "order", "record"),
        (Scope(), "x" * (MAX_WORDS + 1), "order", "by"),
        (Scope(), "Li", "x" * (MAX_WORDS + 1), "reason"),
        (Scope(subject=SubjectId("x" * (MAX_WORDS + 1))), "Li", "order", "subject"),
    ],
    ids=["nobody", "no reason", "no such record", "long name", "long reason", "long person"],
)
def test_a_hold_that_says_too_little_or_too_much_is_refused(
    book: HoldBook, scope: Scope, by: str, reason: str, *, param: str
) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        book.place(scope, by=by, reason=reason)
    assert caught.value.param == param
    assert book.all() == ()


def test_a_market_that_no_pack_knows_is_refused(book: HoldBook) -> None:
    with pytest.raises(UnknownMarketError):
        place(book, Scope(market=MarketId("XX")))


def test_an_empty_person_is_everybody(book: HoldBook) -> None:
    place(book, Scope(subject=SubjectId("")))
    assert book.held("usage", CN) == Held(whole=True)


def test_what_a_hold_does_not_name_it_covers_all_of(book: HoldBook) -> None:
    place(book, Scope())
    assert book.covers(record="usage", market=CN, subject=WANG) != ()
    assert book.covers() != ()
    assert book.held("network_log", EU) == Held(whole=True)


def test_a_hold_covers_nothing_but_what_it_names(book: HoldBook) -> None:
    place(book, Scope(record="usage", market=CN, subject=WANG))
    assert book.covers(record="usage", market=CN, subject=WANG) != ()
    assert book.covers(record="exports") == ()
    assert book.covers(market=EU) == ()
    assert book.covers(subject=LI) == ()
    assert book.held("usage", CN) == Held(subjects=frozenset({WANG}))
    assert book.held("usage", EU) == NOTHING_HELD


def test_rows_of_no_market_are_kept_by_a_hold_on_any(book: HoldBook) -> None:
    place(book, Scope(record="network_log", market=CN))
    assert book.held("network_log", NOWHERE) == Held(whole=True)
    assert book.held("network_log", EU) == NOTHING_HELD


def test_a_hold_on_a_person_keeps_records_whole_that_tell_nobody_apart(book: HoldBook) -> None:
    place(book, Scope(subject=WANG))
    assert book.held("receipts", CN) == Held(whole=True)
    assert book.held("exports", CN) == Held(subjects=frozenset({WANG}))


def test_a_hold_on_a_person_does_not_reach_what_holds_nobody(book: HoldBook) -> None:
    place(book, Scope(subject=WANG))
    assert book.held("network_log", CN) == NOTHING_HELD


def test_a_hold_on_what_holds_nobody_does_not_reach_a_person(book: HoldBook) -> None:
    place(book, Scope(record="network_log"))
    assert book.covers(subject=WANG) == ()
    place(book, Scope(record="receipts"))
    assert len(book.covers(subject=WANG)) == 1


def test_holds_are_counted(book: HoldBook, clock: HandClock) -> None:
    first = place(book, Scope())
    clock.at = NOON + timedelta(days=10)
    place(book, Scope())
    clock.at = NOON + timedelta(days=20)
    book.lift(first, by="Li", reason="it is over")
    day = timedelta(days=1)
    assert book.tally(NOON, NOON + 15 * day) == HoldTally(placed=2, lifted=0, standing=2)
    assert book.tally(NOON + 5 * day, NOON + 30 * day) == HoldTally(placed=1, lifted=1, standing=1)
    assert book.tally(NOON - 9 * day, NOON - day) == HoldTally(placed=0, lifted=0, standing=0)
