from dataclasses import replace
from datetime import date, timedelta

from domicile.core.findings import DataClass
from domicile.core.site import Certificate, Site
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.resolve import Atlas
from domicile.markets.schema import Review
from domicile.policy.binding import bound
from domicile.policy.outlook.ahead import DAYS_AHEAD, Ahead, ahead
from domicile.policy.outlook.look import look
from tests.unit.policy.samples import CN, CN_SITE, TODAY, inquiry, named, release, world

LATER = TODAY + timedelta(days=30)
EU_ONLY = named("CN-LOC-001", LocateParams(regions=("eu",)), in_force_from=LATER)
WITH_HEALTH = replace(
    EU_ONLY, applies_to=AppliesTo(data=("health",)), data=frozenset({DataClass.HEALTH})
)


def see(atlas: Atlas, site: Site = CN_SITE) -> list[Ahead]:
    asked = inquiry(releases=release(CN, site), today=TODAY)
    now = look(asked, site, bound(asked, atlas))
    return list(ahead(now.released(site, anew=False), atlas))


def told(found: list[Ahead]) -> list[tuple[str, date, bool]]:
    return [(each.rule, each.date, each.only_with_data) for each in found]


def reviewed(until: date, atlas: Atlas) -> Atlas:
    """Return ``atlas`` with the review of China's pack until ``until``."""
    review = Review(state="draft", counsel=None, expires=until)
    return Atlas(
        replace(each, review=review) if each.id == CN else each
        for each in map(atlas.get, atlas.markets)
    )


FAR = date(2028, 1, 1)


def test_a_rule_that_will_close_it_is_named_once_with_its_day() -> None:
    again = replace(EU_ONLY, id=EU_ONLY.id, in_force_from=LATER + timedelta(days=9))
    (found,) = see(reviewed(FAR, world(EU_ONLY, again)))
    assert told([found]) == [("CN-LOC-001", LATER, False)]
    assert found.text.en.startswith("Required. The site stores in")


def test_what_closes_it_already_is_not_ahead() -> None:
    today = replace(EU_ONLY, in_force_from=date(2020, 1, 1))
    assert see(reviewed(FAR, world(today, EU_ONLY))) == []


def test_what_takes_data_says_so() -> None:
    assert told(see(reviewed(FAR, world(WITH_HEALTH)))) == [("CN-LOC-001", LATER, True)]


def test_what_lies_further_ahead_is_left_out() -> None:
    for days, seen in ((DAYS_AHEAD, 1), (DAYS_AHEAD + 1, 0)):
        rule = replace(EU_ONLY, in_force_from=TODAY + timedelta(days=days))
        assert len(see(reviewed(FAR, world(rule)))) == seen


def test_a_review_that_runs_out_closes_it() -> None:
    found = see(reviewed(LATER, world()))
    assert told(found) == [("approval.lapsed", LATER + timedelta(days=1), False)]


def test_a_certificate_that_runs_out_closes_it() -> None:
    held = {"cac": Certificate(scope="x", expires=LATER)}
    found = see(reviewed(FAR, world()), replace(CN_SITE, certificates=held))
    assert told(found) == [("approval.stale", LATER + timedelta(days=1), False)]


def test_the_days_end_where_a_pack_may_no_longer_speak() -> None:
    late = replace(EU_ONLY, in_force_from=LATER)
    silent = TODAY.replace(year=TODAY.year - 1) + timedelta(days=10)
    assert told(see(reviewed(silent, world(late)))) == []
