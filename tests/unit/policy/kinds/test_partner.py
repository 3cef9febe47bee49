import dataclasses
from typing import Any

import pytest

from domicile.core.site import Site, Terms
from domicile.markets.kinds.partner import PartnerParams
from domicile.policy.kinds.partner import problems
from tests.unit.policy.samples import CN_SITE, US_SITE, question, rule


def found(params: PartnerParams, site: Site) -> list[str]:
    return [each.en for each in problems(params, rule(params, "partner"), question(), site)]


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
    assert found(params, changed(US_SITE, owner_country="cn")) == ["Its majority owner sits in CN."]
    assert found(params, changed(US_SITE, owner_country=" CN ")) == [
        "Its majority owner sits in CN."
    ]


@pytest.mark.parametrize("country", ["", "China", "CHN", "中国", "C", "1A"])
def test_a_country_that_is_no_iso_3166_code_counts_as_unknown(country: str) -> None:
    params = PartnerParams(deny_owner_countries=("CN", "HK"))
    assert found(params, changed(US_SITE, owner_country=country)) == [
        "The majority owner's country is unknown."
    ]


def test_an_owner_that_the_rule_flags_by_name() -> None:
    params = PartnerParams(flag_owners=("demo us",))
    assert len(found(params, US_SITE)) == 1
    assert found(params, CN_SITE) == []


@pytest.mark.parametrize("scope", ["us", "eu"])
def test_an_allowed_scope(scope: str) -> None:
    assert (
        found(PartnerParams(allow_scopes=("us", "eu")), changed(US_SITE, inference_scope=scope))
        == []
    )


@pytest.mark.parametrize("scope", ["global", "cn-mainland", None])
def test_a_scope_that_is_not_allowed_or_unknown(scope: str | None) -> None:
    site = changed(US_SITE, inference_scope=scope)
    assert len(found(PartnerParams(allow_scopes=("us",)), site)) == 1


def test_a_scope_that_is_denied_by_name() -> None:
    params = PartnerParams(deny_scopes=("hk",))
    assert found(params, US_SITE) == []
    assert found(params, changed(US_SITE, inference_scope="hk")) == [
        "The site may compute in `hk`."
    ]
    assert len(found(params, changed(US_SITE, inference_scope=None))) == 1
    both = PartnerParams(allow_scopes=("us", "hk"), deny_scopes=("hk",))
    assert len(found(both, changed(US_SITE, inference_scope="hk"))) == 1


def test_documents_and_terms() -> None:
    params = PartnerParams(documents=("dpa",), forbid_terms=("trains_on_input", "retains_prompts"))
    assert len(found(params, US_SITE)) == 3
    good = changed(
        US_SITE,
        documents={"dpa": "dpa.pdf"},
        terms=Terms(trains_on_input=False, retains_prompts=False),
    )
    assert found(params, good) == []
