import dataclasses
from typing import Any

from domicile.core.site import Site
from domicile.markets.kinds.export import ExportParams
from domicile.policy.kinds.export import problems
from tests.unit.policy.samples import EU_SITE, US_SITE, inquiry, question, rule

SCC = dataclasses.replace(US_SITE, documents={"scc": "scc.pdf"})


def found(params: ExportParams, site: Site, **asked: Any) -> list[str]:
    said = problems(params, rule(params, "export"), question(inquiry(**asked)), site)
    return [each.en for each in said]


def test_staying_at_home_is_no_export() -> None:
    assert found(ExportParams(home=("eu",), deny=True), EU_SITE) == []
    half = dataclasses.replace(EU_SITE, inference_scope="us")
    assert found(ExportParams(home=("eu",), deny=True), half) == [
        "The data may not leave this market."
    ]


def test_an_unknown_place_lies_abroad() -> None:
    unknown = dataclasses.replace(EU_SITE, region=None)
    assert len(found(ExportParams(home=("eu",), mechanisms=("scc",)), unknown)) == 1


def test_one_mechanism_on_file_is_enough() -> None:
    params = ExportParams(home=("eu",), mechanisms=("adequacy", "scc"))
    assert found(params, SCC) == []
    assert found(params, US_SITE) == ["None of these is on file: adequacy, scc."]


def test_a_rule_binds_between_its_numbers_of_people() -> None:
    params = ExportParams(people_min=100, people_max=999, mechanisms=("scc",))
    assert found(params, US_SITE) == []
    assert found(params, US_SITE, monthly_users=99) == []
    assert len(found(params, US_SITE, monthly_users=100)) == 1
    assert len(found(params, US_SITE, monthly_users=999)) == 1
    assert found(params, US_SITE, monthly_users=1000) == []


def test_an_exemption_asks_for_nothing() -> None:
    assert found(ExportParams(exempt=True), US_SITE) == []
