import dataclasses

from domicile.core.site import Region, Site
from domicile.markets.kinds.locate import LocateParams
from domicile.policy.kinds.locate import problems
from domicile.policy.reasons import Problem
from tests.unit.policy.samples import US_SITE, question, rule


def found(params: LocateParams, region: Region | None, scope: Region | None) -> list[Problem]:
    site: Site = dataclasses.replace(US_SITE, region=region, inference_scope=scope)
    return list(problems(params, rule(params, "locate"), question(), site))


def said(params: LocateParams, region: Region | None, scope: Region | None) -> list[str]:
    return [each.text.en for each in found(params, region, scope)]


def test_both_storage_and_computing_must_lie_there() -> None:
    params = LocateParams(regions=("us",), fallback=("ca",))
    assert found(params, "us", "ca") == []
    assert said(params, "hk", "us") == ["The site stores in `hk`."]
    assert said(params, "us", "global") == ["The site computes in `global`."]
    assert len(found(params, "sg", "sg")) == 2


def test_what_is_unknown_lies_elsewhere() -> None:
    params = LocateParams(regions=("us",))
    assert said(params, None, "us") == ["Where the site stores is unknown."]
    assert said(params, "us", None) == ["Where the site computes is unknown."]


def test_where_a_site_would_have_to_lie_is_said() -> None:
    (problem,) = found(LocateParams(regions=("us",), fallback=("ca",)), "hk", "us")
    assert problem.remedy is not None
    assert problem.remedy.en == "It would take a site that stores in us, ca."
    assert problem.remedy.zh == "须使用在 us、ca 存储的站点。"


def test_a_rule_may_bind_only_one_of_them_or_neither() -> None:
    assert found(LocateParams(regions=("us",), stored=False), "sg", "us") == []
    assert found(LocateParams(regions=("us",), inferred=False), "us", "sg") == []
    assert found(LocateParams(on_request="hold_and_escalate"), None, None) == []
