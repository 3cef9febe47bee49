from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from domicile.core.errors import UnknownFeatureError, UnknownMarketError, UnknownSiteError
from domicile.core.ids import FeatureId, MarketId, SiteId
from domicile.policy.register.moving import Motion
from domicile.store.releases import ReleaseKey
from domicile.surfaces.cli.grammar import Flags
from domicile.surfaces.cli.releases.naming import with_filter, with_release
from domicile.surfaces.cli.session import Session
from tests.unit.surfaces.cli.house import House

KEY = ReleaseKey(MarketId("US-CA"), FeatureId("assistant"), SiteId("one"))
WHERE = {**KEY._asdict(), "by": "Li"}
GONE = [
    ({"market": "XX"}, UnknownMarketError),
    ({"feature": "sing"}, UnknownFeatureError),
    ({"site": "two"}, UnknownSiteError),
]


@pytest.fixture
def session(house: House) -> Iterator[Session]:
    opened = Session(Flags(config=None, is_json=False, is_debug=False), house.build)
    yield opened
    opened.close()


def named(session: Session, **words: Any) -> tuple[ReleaseKey, Motion]:
    """Return what a command is handed when ``words`` were given."""
    handed: list[tuple[ReleaseKey, Motion]] = []

    def command(_: Session, key: ReleaseKey, motion: Motion) -> None:
        handed.append((key, motion))

    call: Any = with_release(command)
    call(session, **words)
    return handed[0]


def narrowed(session: Session, **words: Any) -> Sequence[str | None]:
    handed: list[Sequence[str | None]] = []

    def command(_: Session, wanted: Sequence[str | None]) -> None:
        handed.append(wanted)

    call: Any = with_filter(command)
    call(session, **words)
    return handed[0]


def test_a_release_and_who_acts_are_handed_over(session: Session) -> None:
    assert named(session, **WHERE) == (KEY, Motion(by="Li"))
    _, motion = named(
        session,
        **WHERE,
        reason="so",
        number="N",
        evidence=Path("e"),
        min_client="2",
        key=Path("k"),
    )
    assert motion == Motion(
        by="Li", reason="so", number="N", evidence=Path("e"), min_client="2", key=Path("k")
    )


def test_an_empty_minimum_lifts_and_a_missing_one_keeps(session: Session) -> None:
    assert named(session, **WHERE, min_client="")[1].min_client == ""
    assert named(session, **WHERE, min_client=None)[1].min_client is None


@pytest.mark.parametrize(("wrong", "error"), GONE)
def test_what_does_not_exist_is_refused(
    session: Session, wrong: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        named(session, **{**WHERE, **wrong})
    with pytest.raises(error):
        narrowed(session, **wrong)


def test_what_the_register_holds_may_be_gone(house: House, session: Session) -> None:
    house.release()
    house.write('data_dir = "store"')
    assert named(session, **WHERE)[0] == KEY
    assert narrowed(session, site="one") == [None, None, "one"]
    with pytest.raises(UnknownSiteError):
        narrowed(session, site="two")


def test_nothing_narrows_a_list_down(session: Session) -> None:
    assert narrowed(session) == [None, None, None]
    assert narrowed(session, market="", feature=None) == [None, None, None]
