from dataclasses import replace
from datetime import date, timedelta

from domicile.core.findings import DataClass
from domicile.core.site import Certificate
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.resolve import Atlas
from domicile.policy.binding import bound
from domicile.policy.inquiry import Inquiry
from domicile.policy.outlook.look import Look, look
from domicile.store.releases import ReleaseKey, Snapshot
from tests.unit.policy.samples import (
    ASSISTANT,
    CN,
    CN_SITE,
    EU_SITE,
    TODAY,
    inquiry,
    named,
    release,
    world,
)

LATER = TODAY + timedelta(days=30)
STAY = named("CN-LOC-001", LocateParams(regions=("cn-mainland",)))


def see(asked: Inquiry | None = None, atlas: Atlas | None = None) -> Look:
    facts = asked or inquiry()
    return look(facts, CN_SITE, bound(facts, atlas or world()))


def rules(seen: Look) -> list[str]:
    return [reason.rule for reason in seen.refusals]


def test_one_site_is_decided_on_alone() -> None:
    seen = see()
    assert [verdict.site for verdict in seen.decision.sites] == [CN_SITE.id]
    assert (seen.inquiry.pin, seen.inquiry.is_counted) == (CN_SITE.id, False)
    assert rules(seen) == ["approval.missing"]
    assert seen.release is None


def test_it_is_decided_as_if_it_were_released() -> None:
    seen = see()
    assert rules(seen.released(CN_SITE, anew=True)) == []
    assert seen.inquiry.releases == {}


def test_a_number_stays_unless_it_is_submitted_anew() -> None:
    seen = see(inquiry(releases=release(CN, CN_SITE, "filed", number="App-1")))
    kept, anew = (seen.released(CN_SITE, anew=each).release for each in (False, True))
    assert kept is not None
    assert anew is not None
    assert (kept.number, anew.number) == ("App-1", "")


def test_what_was_recalled_stays_so() -> None:
    held = Snapshot(release(CN, CN_SITE), frozenset({"x"}))
    known = see(inquiry(releases=held)).released(CN_SITE, anew=False).inquiry.releases
    assert isinstance(known, Snapshot)
    assert known.recalled == {"x"}
    assert set(known) == {ReleaseKey(CN, ASSISTANT, CN_SITE.id)}


def test_a_release_rests_on_the_certificates_that_are_in_force() -> None:
    held = {
        name: Certificate(scope="x", expires=day)
        for name, day in (("old", TODAY - timedelta(days=1)), ("new", TODAY))
    }
    entry = see().released(replace(CN_SITE, certificates=held), anew=True).release
    assert entry is not None
    assert entry.certificates == {"new": TODAY}


def test_clients_are_as_new_as_the_register_asks() -> None:
    seen = see(inquiry(releases=release(CN, CN_SITE, min_client="2.1")))
    assert seen.inquiry.client == "2.1"
    assert rules(seen) == []


def test_data_and_another_day_are_asked_about() -> None:
    sensitive = replace(
        STAY,
        applies_to=AppliesTo(data=("health",)),
        data=frozenset({DataClass.HEALTH}),
        params=LocateParams(regions=("eu",)),
    )
    seen = see(inquiry(releases=release(CN, CN_SITE)), world(sensitive))
    assert rules(seen) == []
    assert rules(seen.having({DataClass.HEALTH})) == ["CN-LOC-001"]


def test_another_day_is_asked_about() -> None:
    rule = replace(STAY, in_force_from=LATER, params=LocateParams(regions=("eu",)))
    atlas, asked = world(rule), inquiry(releases=release(CN, CN_SITE), today=TODAY)
    seen = see(asked, atlas)
    then = seen.on(LATER, bound(replace(asked, at=LATER), atlas))
    assert (rules(seen), rules(then)) == ([], ["CN-LOC-001"])
    assert (then.inquiry.at, then.inquiry.today) == (LATER, LATER)
    blind = see(replace(asked, today=None), atlas).on(date(2026, 12, 1), then.packs)
    assert blind.inquiry.today is None


def test_a_site_that_does_not_serve_the_feature_is_decided_on_too() -> None:
    asked = inquiry(sites=())
    seen = look(asked, replace(EU_SITE, features=()), bound(asked, world()))
    assert "operator.feature" in rules(seen)
