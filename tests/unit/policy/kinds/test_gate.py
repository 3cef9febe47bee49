import dataclasses
from typing import Any

import pytest

from domicile.markets.kinds.gate import GateParams
from domicile.policy.kinds.gate import problems
from tests.unit.policy.samples import (
    CN,
    CN_SITE,
    DEVICE_SITE,
    inquiry,
    question,
    release,
    rule,
)

FORM = r"[A-Z][A-Za-z]+-[A-Za-z0-9]+-\d{8,12}"


def found(params: GateParams, *, site: Any = CN_SITE, **asked: Any) -> list[str]:
    said = problems(params, rule(params, "gate"), question(inquiry(CN, **asked)), site)
    return [problem.en for problem in said]


def test_a_gate_that_only_screens_is_open_unless_the_use_is_prohibited() -> None:
    params = GateParams(artifact="screening", screened=("social_scoring",))
    assert found(params) == []
    (problem,) = found(params, uses=frozenset({"social_scoring"}))
    assert "prohibited" in problem


def test_a_refused_use_is_refused() -> None:
    assert len(found(GateParams(artifact="x", refuse_use=True))) == 1


def test_documents_must_be_on_file_and_blank_ones_are_not() -> None:
    params = GateParams(artifact="page", documents=("ab2013_url",))
    filed = dataclasses.replace(CN_SITE, documents={"ab2013_url": "https://example.com/x"})
    blank = dataclasses.replace(CN_SITE, documents={"ab2013_url": ""})
    assert found(params, site=filed) == []
    assert found(params, site=blank) == ["The document `ab2013_url` is not on file."]


@pytest.mark.parametrize("site", [CN_SITE, DEVICE_SITE])
def test_the_register_must_hold_an_open_release_on_the_device_too(site: Any) -> None:
    params = GateParams(artifact="x", release=True)
    assert len(found(params, site=site)) == 1
    assert found(params, site=site, releases=release(CN, site)) == []
    assert len(found(params, site=site, releases=release(CN, site, "suspended"))) == 1
    changed = release(CN, site, model="other")
    assert len(found(params, site=site, releases=changed)) == 1


def test_a_restricted_release_does_not_serve_the_public() -> None:
    params = GateParams(artifact="x", release=True)
    restricted = release(CN, CN_SITE, "restricted")
    assert found(params, releases=restricted) == []
    assert len(found(params, releases=restricted, audience="public")) == 1


@pytest.mark.parametrize(
    ("number", "count"), [("", 1), ("DEMO-App-20260101", 0), ("Beijing-App-20260101", 0), ("x", 1)]
)
def test_the_number_must_have_the_markets_form(number: str, count: int) -> None:
    params = GateParams(artifact="x", release=True, number=True, number_format=FORM)
    assert len(found(params, releases=release(CN, CN_SITE, number=number))) == count


def test_a_demo_number_opens_no_real_site() -> None:
    params = GateParams(artifact="x", release=True, number=True, number_format=FORM)
    real = dataclasses.replace(CN_SITE, evidence="declared")
    assert found(params, site=real, releases=release(CN, real, number="DEMO-App-20260101"))
