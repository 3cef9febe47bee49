from dataclasses import replace
from datetime import date, timedelta

import pytest

from domicile.core.findings import DataClass
from domicile.core.ids import RuleId
from domicile.core.site import Region
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Review, Rule
from domicile.policy.inquiry import Inquiry
from domicile.policy.outlook.change import HORIZON_DAYS, Effect, Outlook, outlook
from tests.unit.policy.samples import CN, CN_SITE, EU_SITE, TODAY, inquiry, named, release, world

LATER = TODAY + timedelta(days=30)
ASKED = inquiry(sites=(CN_SITE, EU_SITE), releases=release(CN, CN_SITE))


def keep_in(region: Region, id_: str = "CN-LOC-001") -> Rule:
    return named(id_, LocateParams(regions=(region,)))


def look(old: Atlas, new: Atlas, asked: Inquiry = ASKED) -> Outlook:
    return outlook([asked], old, new, at=TODAY)


def spans(effects: tuple[Effect, ...]) -> list[tuple[str, str, date, date | None]]:
    return [(one.site, one.what, one.start, one.end) for one in effects]


def test_packs_that_decide_alike_change_nothing() -> None:
    old = world(keep_in("cn-mainland"))
    assert look(old, world(keep_in("cn-mainland", "CN-LOC-002"))).effects == ()


def test_a_rule_that_is_added_closes_and_one_that_is_removed_opens() -> None:
    old, new = world(), world(keep_in("cn-mainland"))
    (closed,) = look(old, new).effects
    assert closed == Effect(
        what="closes",
        market=CN,
        feature=ASKED.feature,
        site=EU_SITE.id,
        only_with_data=False,
        start=TODAY,
        end=None,
        rules=(RuleId("CN-LOC-001"),),
        release=None,
    )
    (opened,) = look(new, old).effects
    assert opened == replace(closed, what="opens")


def test_the_entry_of_the_register_is_named() -> None:
    found = look(world(keep_in("cn-mainland")), world(keep_in("eu"))).effects
    assert [(one.site, one.what, one.release) for one in found] == [
        ("demo-cn", "closes", "CN/assistant/demo-cn#7"),
        ("demo-eu", "opens", None),
    ]


def test_a_release_that_is_closed_anyway_is_not_named() -> None:
    suspended = replace(ASKED, releases=release(CN, CN_SITE, "suspended"))
    closed, _ = look(world(keep_in("cn-mainland")), world(keep_in("eu")), suspended).effects
    assert (closed.site, closed.what, closed.release) == ("demo-cn", "closes", None)


def test_what_only_the_register_closes_counts_as_open() -> None:
    """No site is released here; still a rule that closes one is told."""
    bare = replace(ASKED, releases={})
    (one,) = look(world(), world(keep_in("cn-mainland")), bare).effects
    assert (one.site, one.what, one.rules) == ("demo-eu", "closes", ("CN-LOC-001",))


def test_it_is_decided_on_every_day_on_which_a_rule_begins_or_ends() -> None:
    rule = replace(keep_in("eu"), in_force_from=LATER, in_force_until=LATER + timedelta(days=9))
    found = look(world(), world(rule))
    assert found.days == (TODAY, LATER, LATER + timedelta(days=10))
    assert spans(found.effects) == [("demo-cn", "closes", LATER, LATER + timedelta(days=9))]


def test_a_change_may_close_first_and_open_later() -> None:
    old = world(replace(keep_in("eu"), in_force_from=LATER))
    new = world(replace(keep_in("eu"), in_force_until=LATER - timedelta(days=1)))
    assert spans(look(old, new).effects) == [
        ("demo-cn", "closes", TODAY, LATER - timedelta(days=1)),
        ("demo-cn", "opens", LATER, None),
    ]


def test_it_looks_no_further_than_a_little_over_a_year() -> None:
    last = TODAY + timedelta(days=HORIZON_DAYS)
    at_last = world(replace(keep_in("eu"), in_force_from=last))
    assert spans(look(world(), at_last).effects) == [("demo-cn", "closes", last, None)]
    beyond = world(replace(keep_in("eu"), in_force_from=last + timedelta(days=1)))
    assert look(world(), beyond).effects == ()


def test_what_takes_personal_data_is_told_apart() -> None:
    rule = named(
        "CN-LOC-001",
        LocateParams(regions=("eu",)),
        applies_to=AppliesTo(data=("health",)),
        data=frozenset({DataClass.HEALTH}),
    )
    (one,) = look(world(), world(rule)).effects
    assert (one.site, one.only_with_data) == ("demo-cn", True)
    (both,) = look(world(), world(rule, keep_in("eu", "CN-LOC-002"))).effects
    assert not both.only_with_data


def test_days_on_which_a_pack_may_not_speak_are_told() -> None:
    old = world()
    stale = Review(state="draft", counsel=None, expires=TODAY - timedelta(days=355))
    packs = [
        replace(each, review=stale) if each.id == CN else each for each in map(old.get, old.markets)
    ]
    rule = replace(keep_in("eu"), in_force_from=LATER)
    found = look(Atlas(packs), world(rule))
    assert (found.days, found.undecided) == ((TODAY, LATER), (LATER,))
    assert found.effects == ()


@pytest.mark.parametrize("old", [world(), world(keep_in("eu"))])
def test_without_inquiries_nothing_is_decided(old: Atlas) -> None:
    found = outlook([], old, world(), at=TODAY)
    assert (found.days[0], found.effects) == (TODAY, ())
