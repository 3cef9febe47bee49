import dataclasses
from typing import Any

import pytest

from domicile.core.site import Site
from domicile.markets.kinds.gate import GateParams
from domicile.policy.kinds.gate import missing_documents, problems
from domicile.policy.reasons import Problem
from domicile.store.releases import Snapshot
from tests.unit.policy.samples import (
    CN,
    CN_SITE,
    DEVICE_SITE,
    OPERATOR,
    US_CA,
    inquiry,
    question,
    release,
    rule,
    where,
)

FORM = r"[A-Z][A-Za-z]+-[A-Za-z0-9]+-\d{8,12}"
FILED = dataclasses.replace(OPERATOR, documents={"dpia": "dpia.pdf"})


def found(params: GateParams, *, site: Site = CN_SITE, **asked: Any) -> list[Problem]:
    return list(problems(params, rule(params, "gate"), question(inquiry(CN, **asked)), site))


def said(params: GateParams, *, site: Site = CN_SITE, **asked: Any) -> list[str]:
    return [problem.text.en for problem in found(params, site=site, **asked)]


def test_a_gate_that_denies_is_never_open_and_nothing_would_open_it() -> None:
    (problem,) = found(GateParams(artifact="x", deny=True), releases=release(CN, CN_SITE))
    assert problem.weight == "fails"
    assert problem.remedy is None


def test_the_features_own_screening_must_cover_every_practice() -> None:
    params = GateParams(artifact="screening", screened=("social_scoring", "csam"))
    assert found(params, screening=frozenset({"csam", "social_scoring", "more"})) == []
    (open_,) = said(params, screening=frozenset({"csam"}))
    assert open_ == "The feature was not screened against: social_scoring."
    (none,) = said(params)
    assert none == "The feature was not screened against: csam, social_scoring."


def test_no_answer_may_be_put_to_a_practice_however_well_the_feature_was_screened() -> None:
    practice = frozenset({"social_scoring"})
    for params in (
        GateParams(artifact="x", screened=("social_scoring",)),
        GateParams(artifact="x", unless_screened=("social_scoring",)),
    ):
        put_to: dict[str, Any] = {"facts": {"use": practice}, "screening": practice}
        assert said(params, **put_to) == ["The answer would be put to a prohibited practice."]
        assert found(params, screening=practice, facts={"use": frozenset({"other"})}) == []


def test_a_document_may_lie_with_the_site_or_with_the_operator_and_blank_ones_do_not_count() -> (
    None
):
    params = GateParams(artifact="page", documents=("dpia",))
    filed = dataclasses.replace(CN_SITE, documents={"dpia": "https://example.com/x"})
    blank = dataclasses.replace(CN_SITE, documents={"dpia": ""})
    assert found(params, site=filed) == []
    assert found(params, operator=FILED) == []
    assert said(params, site=blank) == ["The document `dpia` is not on file."]
    (problem,) = found(params)
    assert problem.remedy is not None
    assert "`documents`" in problem.remedy.en


def test_a_screening_that_covers_it_all_stands_in_for_the_documents() -> None:
    params = GateParams(
        artifact="x", documents=("assessment",), unless_screened=("scoring", "profiling")
    )
    asked = question(inquiry(CN, screening=frozenset({"scoring", "profiling"})))
    assert list(missing_documents(params, asked, CN_SITE)) == []
    half = question(inquiry(CN, screening=frozenset({"scoring"})))
    assert list(missing_documents(params, half, CN_SITE)) == ["assessment"]


@pytest.mark.parametrize("site", [CN_SITE, DEVICE_SITE])
def test_the_register_must_hold_an_open_release_on_the_device_too(site: Site) -> None:
    params = GateParams(artifact="x", release=True)
    assert len(found(params, site=site)) == 1
    assert found(params, site=site, releases=release(CN, site)) == []
    assert len(found(params, site=site, releases=release(CN, site, "suspended"))) == 1
    changed = release(CN, site, model="other")
    assert len(found(params, site=site, releases=changed)) == 1


def test_a_guests_gate_looks_into_its_own_markets_register() -> None:
    params = GateParams(artifact="x", release=True)
    visiting: dict[str, Any] = {"whereabouts": where(US_CA, user=CN)}
    assert len(found(params, releases=release(US_CA, CN_SITE), **visiting)) == 1
    assert found(params, releases=release(CN, CN_SITE), **visiting) == []


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


@pytest.mark.parametrize(
    ("origin", "filing_no", "treated_as"),
    [
        ("filed", "Beijing-Model-20260101", "CN-FILED"),
        ("filed", "", "CN-OWN"),
        ("own", "Beijing-Model-20260101", "CN-OWN"),
        ("tuned", "", "CN-OWN"),
        ("", "Beijing-Model-20260101", "CN-OWN"),
    ],
)
def test_a_device_counts_as_filed_only_where_that_is_said_and_the_number_known(
    origin: str, filing_no: str, treated_as: str
) -> None:
    params = GateParams(artifact="x", treat_as={"own_model": "CN-OWN", "filed_model": "CN-FILED"})
    device: Any = {"origin": origin, "filing_no": filing_no}
    (problem,) = found(params, site=dataclasses.replace(DEVICE_SITE, **device))
    assert problem.weight == "tells"
    assert treated_as in problem.text.en
    assert treated_as in problem.text.zh


def test_a_model_for_which_no_rule_stands_in_is_told_nothing() -> None:
    params = GateParams(artifact="x", treat_as={"filed_model": "CN-FILED"})
    assert found(params, site=DEVICE_SITE) == []


def test_a_gate_is_closed_to_what_rests_on_a_recalled_number() -> None:
    params = GateParams(artifact="x", release=True)
    held = Snapshot(release(CN, CN_SITE), frozenset({"demo-qwen-20260101"}))
    (problem,) = found(params, releases=held)
    assert "took back a number" in problem.text.en
    assert problem.remedy is not None
    assert found(params, releases=Snapshot(release(CN, CN_SITE), frozenset({"x"}))) == []


def test_a_gate_is_closed_while_something_bars_the_release() -> None:
    params = GateParams(artifact="x", release=True)
    (text,) = said(params, releases=release(CN, CN_SITE, barred="unlogged"))
    assert text == "The approvals register holds no open release for it."
