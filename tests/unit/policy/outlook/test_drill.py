from dataclasses import replace
from typing import Any

from domicile.core.answer import Level
from domicile.core.findings import DataClass
from domicile.core.ids import DEVICE, SiteId
from domicile.core.site import Site
from domicile.markets.facts import AppliesTo
from domicile.markets.kinds.gate import GateParams
from domicile.markets.kinds.locate import LocateParams
from domicile.markets.resolve import Atlas
from domicile.policy.inquiry import Inquiry
from domicile.policy.outlook.drill import Affected, Change, Circumstances, drill
from tests.unit.policy.samples import (
    ASSISTANT,
    CN,
    CN_SITE,
    DEVICE_SITE,
    EU_SITE,
    SENSITIVE,
    US_SITE,
    inquiry,
    named,
    release,
    world,
)

BOTH = {**release(CN, CN_SITE), **release(CN, EU_SITE)}
NO_DEVICE = frozenset({DEVICE})


def level(site: Site) -> Level:
    return "D" if site.is_device else "P0"


def rehearse(
    without: SiteId,
    *,
    atlas: Atlas | None = None,
    unable: frozenset[SiteId] = frozenset(),
    asked: Inquiry | None = None,
    **facts: Any,
) -> list[Affected]:
    found = asked or inquiry(
        **{"sites": (DEVICE_SITE, CN_SITE, EU_SITE), "releases": BOTH, **facts}
    )
    here = Circumstances(unable=unable, level=level)
    return list(drill([found], atlas or world(), without, here))


def test_the_device_goes_on_answering() -> None:
    (found,) = rehearse(CN_SITE.id)
    assert (found.market, found.feature) == (CN, ASSISTANT)
    plain = found.plain
    assert (plain.now, plain.then, plain.dies) == (DEVICE, DEVICE, False)
    assert (plain.why, plain.changes, found.with_data) == ((), (), ())


def test_the_next_partner_takes_over_and_what_differs_is_told() -> None:
    (found,) = rehearse(CN_SITE.id, unable=NO_DEVICE)
    plain = found.plain
    assert (plain.now, plain.then, plain.dies) == (CN_SITE.id, EU_SITE.id, False)
    assert plain.changes == (
        Change(what="region", now="cn-mainland", then="eu", is_weaker=None),
        Change(what="model", now="qwen", then="euro", is_weaker=None),
    )


def test_a_partner_in_the_place_of_the_device_is_weaker() -> None:
    checked = replace(DEVICE_SITE, evidence="checked")
    sites = (checked, CN_SITE)
    (found,) = rehearse(DEVICE, sites=sites)
    assert found.plain.changes[:3] == (
        Change(what="level", now="D", then="P0", is_weaker=True),
        Change(what="evidence", now="checked", then="simulated", is_weaker=True),
        Change(what="region", now="device", then="cn-mainland", is_weaker=None),
    )


def test_the_device_in_the_place_of_a_partner_is_stronger() -> None:
    """The device may not answer requests without health data; it takes over where nobody else."""
    asked = inquiry(sites=(CN_SITE, replace(US_SITE, inference_scope=None)), releases={})
    open_ = {**release(CN, CN_SITE), **release(CN, US_SITE)}
    (found,) = rehearse(CN_SITE.id, asked=replace(asked, releases=open_))
    assert Change(what="region", now="cn-mainland", then="unknown", is_weaker=None) in (
        found.plain.changes
    )


def test_what_dies_says_everything_that_keeps_the_others_from_answering() -> None:
    (found,) = rehearse(CN_SITE.id, unable=NO_DEVICE, releases=release(CN, CN_SITE))
    plain = found.plain
    assert (plain.now, plain.then, plain.dies) == (CN_SITE.id, None, True)
    assert [(reason.rule, reason.site) for reason in plain.why] == [
        ("approval.missing", EU_SITE.id)
    ]


def test_what_nobody_answers_cannot_die() -> None:
    (found,) = rehearse(CN_SITE.id, unable=NO_DEVICE, releases={})
    assert (found.plain.now, found.plain.then, found.plain.dies) == (None, None, False)
    assert found.plain.why


def test_requests_with_data_are_told_where_they_go_another_way() -> None:
    stay = named(
        "CN-LOC-001",
        LocateParams(regions=("cn-mainland",)),
        applies_to=AppliesTo(data=("health",)),
        data=frozenset({DataClass.HEALTH}),
    )
    (found,) = rehearse(CN_SITE.id, unable=NO_DEVICE, atlas=world(stay))
    assert not found.plain.dies
    (sensitive,) = found.with_data
    assert (sensitive.data, sensitive.now, sensitive.dies) == ("sensitive", CN_SITE.id, True)
    assert "CN-LOC-001" in [reason.rule for reason in sensitive.why]
    assert [turn.data for turn in found.turns] == ["none", "ordinary", "sensitive"]
    assert DataClass.HEALTH in SENSITIVE


def test_what_the_site_does_not_serve_is_left_out() -> None:
    idle = replace(CN_SITE, features=())
    assert rehearse(CN_SITE.id, sites=(DEVICE_SITE, idle)) == []
    assert rehearse(SiteId("nobody")) == []


def test_a_gate_on_the_device_is_among_the_reasons() -> None:
    gate = named("CN-GATE-003", GateParams(artifact="filing", release=True))
    (found,) = rehearse(CN_SITE.id, atlas=world(gate), releases=release(CN, CN_SITE))
    assert found.plain.dies
    assert {(reason.rule, reason.site) for reason in found.plain.why} >= {
        ("CN-GATE-003", DEVICE),
        ("approval.missing", DEVICE),
    }
