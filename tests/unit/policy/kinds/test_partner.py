import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest

from domicile.core.site import Site, Terms
from domicile.markets.kinds.partner import PartnerParams
from domicile.policy.kinds.partner import computes_in, problems
from domicile.policy.reasons import Problem
from tests.unit.policy.samples import CN_SITE, OPERATOR, TODAY, US_SITE, inquiry, question, rule

REAL = dataclasses.replace(US_SITE, evidence="declared")


def found(params: PartnerParams, site: Site, **asked: Any) -> list[Problem]:
    return list(problems(params, rule(params, "partner"), question(inquiry(**asked)), site))


def said(params: PartnerParams, site: Site) -> list[str]:
    return [each.text.en for each in found(params, site)]


def changed(site: Site, **facts: Any) -> Site:
    return dataclasses.replace(site, **facts)


def test_a_rule_that_asks_nothing_finds_nothing() -> None:
    assert found(PartnerParams(), Site(id=CN_SITE.id)) == []


@pytest.mark.parametrize(
    ("filing_no", "count"), [("Beijing-YunQue-20230821", 0), ("", 1), ("soon", 1)]
)
def test_a_filing_number_of_the_right_form(filing_no: str, count: int) -> None:
    params = PartnerParams(filing=True, filing_format=r"[A-Z][a-z]+-[A-Za-z0-9]+-\d{8,12}")
    assert len(found(params, changed(CN_SITE, filing_no=filing_no))) == count


def test_an_owner_in_a_country_of_concern_or_in_none_that_is_known() -> None:
    params = PartnerParams(deny_owner_countries=("CN", "HK"))
    assert found(params, US_SITE) == []
    assert said(params, changed(US_SITE, owner_country="cn")) == ["Its majority owner sits in CN."]
    assert said(params, changed(US_SITE, owner_country=" CN ")) == [
        "Its majority owner sits in CN."
    ]


def test_what_is_unknown_can_be_mended_and_a_country_of_concern_takes_another_owner() -> None:
    params = PartnerParams(deny_owner_countries=("CN",))
    (unknown,) = found(params, changed(US_SITE, owner_country=""))
    assert unknown.remedy is not None
    assert "`owner_country`" in unknown.remedy.en
    (denied,) = found(params, CN_SITE)
    assert denied.remedy is not None
    assert denied.remedy.en == "It would take a majority owner outside CN."


@pytest.mark.parametrize("country", ["", "China", "CHN", "中国", "C", "1A", "XX", "ZZ", "UK"])
def test_a_country_that_is_no_iso_3166_code_counts_as_unknown(country: str) -> None:
    params = PartnerParams(deny_owner_countries=("CN", "HK"))
    assert said(params, changed(US_SITE, owner_country=country)) == [
        "The majority owner's country is unknown."
    ]


def test_an_owner_that_the_rule_flags_by_name_is_warned_about_and_never_more() -> None:
    params = PartnerParams(flag_owners=("demo us",))
    (problem,) = found(params, US_SITE)
    assert problem.weight == "warns"
    assert found(params, CN_SITE) == []


@pytest.mark.parametrize("scope", ["us", "eu"])
def test_an_allowed_scope(scope: str) -> None:
    site = changed(US_SITE, inference_scope=scope)
    assert found(PartnerParams(allow_scopes=("us", "eu")), site) == []


@pytest.mark.parametrize("scope", ["global", "cn-mainland", None])
def test_a_scope_that_is_not_allowed_or_unknown(scope: str | None) -> None:
    site = changed(US_SITE, inference_scope=scope)
    assert len(found(PartnerParams(allow_scopes=("us",)), site)) == 1


def test_a_scope_that_is_denied_by_name() -> None:
    params = PartnerParams(deny_scopes=("hk",))
    assert found(params, US_SITE) == []
    assert said(params, changed(US_SITE, inference_scope="hk")) == ["The site may compute in `hk`."]
    assert len(found(params, changed(US_SITE, inference_scope=None))) == 1
    both = PartnerParams(allow_scopes=("us", "hk"), deny_scopes=("hk",))
    assert len(found(both, changed(US_SITE, inference_scope="hk"))) == 1


def test_where_a_site_would_have_to_compute_is_said_only_where_the_rule_names_places() -> None:
    said = computes_in(("us", "eu"))
    assert said is not None
    assert said.en == "It would take a site that computes only in us, eu."
    assert computes_in(()) is None


def test_documents_and_terms_are_the_sites_own_and_the_worst_is_assumed() -> None:
    params = PartnerParams(documents=("dpa",), forbid_terms=("trains_on_input", "retains_prompts"))
    assert len(found(params, US_SITE)) == 3
    operator = dataclasses.replace(OPERATOR, documents={"dpa": "dpa.pdf"})
    assert len(found(params, US_SITE, operator=operator)) == 3
    good = changed(
        US_SITE,
        documents={"dpa": "dpa.pdf"},
        terms=Terms(trains_on_input=False, retains_prompts=False),
    )
    assert found(params, good) == []


@pytest.mark.parametrize(
    ("checked_on", "weights"),
    [
        (TODAY, []),
        (TODAY - timedelta(days=30), []),
        (TODAY - timedelta(days=31), ["warns"]),
        (date(2000, 1, 1), ["warns"]),
        (None, ["tells"]),
    ],
)
def test_facts_that_were_looked_up_long_ago_warn_and_never_refuse(
    checked_on: date | None, weights: list[str]
) -> None:
    params = PartnerParams(refresh_days=30)
    problems = found(params, changed(REAL, checked_on=checked_on))
    assert [each.weight for each in problems] == weights


def test_how_old_the_facts_are_is_counted_from_the_day_decided_for() -> None:
    site = changed(REAL, checked_on=TODAY)
    assert found(PartnerParams(refresh_days=30), site) == []
    (problem,) = found(PartnerParams(refresh_days=30), site, at=TODAY + timedelta(days=40))
    assert "40 days ago" in problem.text.en
    assert problem.remedy is not None


def test_a_demo_has_nothing_to_look_up() -> None:
    assert found(PartnerParams(refresh_days=1), changed(US_SITE, checked_on=None)) == []
