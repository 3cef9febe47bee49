from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domicile.core.clock import SystemEntropy
from domicile.core.errors import UnauthorizedError
from domicile.core.ids import MarketId
from domicile.store.database import Database
from domicile.store.keys import KeyBook
from domicile.surfaces.console.operator.session import LIFE_S, Sessions

EU = MarketId("EU")


@dataclass
class Clock:
    at: datetime = datetime(2026, 11, 24, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def monotonic_s(self) -> float:
        return 0.0


@dataclass
class Place:
    clock: Clock
    keys: KeyBook
    sessions: Sessions


@pytest.fixture
def place(tmp_path: Path) -> Place:
    clock = Clock()
    keys = KeyBook(Database(tmp_path / "store.sqlite", clock), clock, SystemEntropy())
    return Place(clock, keys, Sessions(lambda: keys, clock, SystemEntropy()))


def test_a_pass_stands_for_its_key_for_eight_hours(place: Place) -> None:
    key, secret = place.keys.add([EU], role="operator")
    given = place.sessions.begin(secret)
    assert secret not in given
    assert place.sessions.key(given) == key
    place.clock.at += timedelta(seconds=LIFE_S - 1)
    assert place.sessions.key(given) == key
    place.clock.at += timedelta(seconds=1)
    assert place.sessions.key(given) is None


def test_it_ends_with_its_key(place: Place) -> None:
    key, secret = place.keys.add([EU], role="operator")
    other, _ = place.keys.add([EU], role="operator")
    given = place.sessions.begin(secret)
    place.keys.revoke(other.id)
    assert place.sessions.key(given) == key
    place.keys.revoke(key.id)
    assert place.sessions.key(given) is None


def test_only_an_operators_key_gets_one(place: Place) -> None:
    _, caller = place.keys.add([EU])
    for secret in (caller, "dmc_wrong", ""):
        with pytest.raises(UnauthorizedError):
            place.sessions.begin(secret)


def test_nobody_can_make_or_change_one(place: Place) -> None:
    key, secret = place.keys.add([EU], role="operator")
    given = place.sessions.begin(secret)
    said, _, mac = given.rpartition(".")
    key_id, _, until = said.partition(".")
    longer = f"{key_id}.{int(until) + 1}"
    for forged in (
        "", ".", "..", said, f"{said}.", f"{longer}.{mac}", f"{said}.{'0' * len(mac)}",
        f"{said}.王", f"{key.id}.soon.{mac}", given + "0", "\ud800",
    ):  # fmt: skip
        assert place.sessions.key(forged) is None, forged
    restarted = Sessions(lambda: place.keys, place.clock, SystemEntropy())
    assert restarted.key(given) is None


def test_a_form_belongs_to_one_pass(place: Place) -> None:
    token = place.sessions.token("one")
    assert place.sessions.is_own(token, "one")
    for other in ("", "two"):
        assert not place.sessions.is_own(token, other)
    for wrong in ("", "王", token[:-1], place.sessions.token("two")):
        assert not place.sessions.is_own(wrong, "one")
    restarted = Sessions(lambda: place.keys, place.clock, SystemEntropy())
    assert not restarted.is_own(token, "one")


def test_a_token_is_no_pass(place: Place) -> None:
    key, _ = place.keys.add([EU], role="operator")
    said = f"{key.id}.{int(place.clock.now().timestamp()) + 60}"
    assert place.sessions.key(f"{said}.{place.sessions.token(said)}") is None
