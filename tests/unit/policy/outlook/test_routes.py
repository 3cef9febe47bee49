from dataclasses import replace

import pytest

from domicile.core.site import Site
from domicile.markets.kinds.gate import GateParams
from domicile.policy.outlook.routes import Route, other, route, way_of
from tests.unit.policy.samples import (
    ATLAS,
    CN,
    CN_SITE,
    DEVICE_SITE,
    EU,
    OPERATOR,
    inquiry,
    named,
    question,
    world,
)

PUBLIC = replace(OPERATOR, audience="public")
OWN = replace(CN_SITE, origin="tuned")


def ask(site: Site, *, public: bool = True) -> tuple[Route | None, tuple[Route, Site] | None]:
    audience = "public" if public else "internal"
    put = question(inquiry(CN, audience=audience, operator=PUBLIC, sites=(site,)), ATLAS)
    return route(put, site), other(put, site)


@pytest.mark.parametrize(
    ("site", "rule", "another"),
    [
        (CN_SITE, "CN-GATE-002", "CN-GATE-001"),
        (OWN, "CN-GATE-001", "CN-GATE-002"),
        (replace(CN_SITE, owner=OPERATOR.name), "CN-GATE-001", "CN-GATE-002"),
        (DEVICE_SITE, "CN-GATE-001", "CN-GATE-002"),
        (replace(DEVICE_SITE, origin="filed"), "CN-GATE-001", "CN-GATE-002"),
        (
            replace(DEVICE_SITE, origin="filed", filing_no="Beijing-App-20260101"),
            "CN-GATE-002",
            "CN-GATE-001",
        ),
    ],
)
def test_china_has_two_routes(site: Site, rule: str, another: str) -> None:
    mine, theirs = ask(site)
    assert mine is not None
    assert theirs is not None
    assert (mine.rule, theirs[0].rule) == (rule, another)
    assert mine.number
    assert mine.number_format
    assert mine.fields


def test_the_artefact_and_what_it_tells_come_from_the_pack() -> None:
    mine, _ = ask(CN_SITE)
    assert mine is not None
    assert mine.artifact == "genai_registration"
    assert "online_no" in mine.fields
    assert mine.citation.startswith("CAC notice")


def test_the_other_route_is_that_of_another_model() -> None:
    for site, origin in ((CN_SITE, "own"), (OWN, "filed")):
        _, theirs = ask(site)
        assert theirs is not None
        assert (theirs[1].id, theirs[1].origin) == (site.id, origin)


def test_beyond_the_public_and_elsewhere_nobody_asks() -> None:
    assert ask(CN_SITE, public=False) == (None, None)
    put = question(inquiry(EU, audience="public", operator=PUBLIC), ATLAS)
    assert route(put, CN_SITE) is None
    assert other(put, CN_SITE) is None
    assert way_of(put, CN_SITE) == "filed_model"


def test_a_gate_may_speak_of_a_route_that_no_gate_describes() -> None:
    gate = named(
        "CN-GATE-003",
        GateParams(artifact="filing", treat_as={"own_model": "CN-GATE-001"}),
    )
    put = question(inquiry(CN), world(gate))
    assert route(put, CN_SITE) is None
    assert other(put, CN_SITE) is None
